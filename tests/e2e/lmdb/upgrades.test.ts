import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Random } from "../../fuzz/random.js";
import { until } from "../../helpers/stream-harness.js";

const kills = Number(process.env["LMDB_KILLS"] ?? 12);
const script = fileURLToPath(new URL("engine-of-version.mjs", import.meta.url));

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dagwire-upgrade-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The state of both versions. Only version 2 counts notes. */
type Sums = { readonly last: number; readonly sum: number; readonly notes?: number };
type Opened = { readonly version: 1 | 2; readonly state: Sums; readonly restored: { readonly from: string; readonly skipped: number } };
type Engine = { readonly lines: (what: string) => readonly unknown[]; readonly kill: () => Promise<void> };

/** Starts an engine of a version. Resolves when it has opened the stream and stored an event. */
async function start(version: 1 | 2): Promise<Engine> {
  const child = spawn(process.execPath, [script, folder, String(version)], { stdio: ["ignore", "pipe", "pipe"] });
  let [output, errors] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (errors += chunk));
  const closed = new Promise<void>((resolve) => void child.once("close", () => resolve()));
  // The kill may have cut off the text after the last line feed.
  const lines = (what: string): readonly unknown[] =>
    output
      .split("\n")
      .slice(0, -1)
      .flatMap((line) => (line.startsWith(`${what} `) ? [JSON.parse(line.slice(what.length + 1)) as unknown] : []));
  const kill = (): Promise<void> => {
    child.kill("SIGKILL");
    return closed;
  };
  try {
    await until(() => lines("stored").length > 0 || errors.includes("Error"), `an engine of version ${version}`, 20_000);
    expect(errors).toBe("");
  } catch (thrown) {
    await kill();
    throw thrown;
  }
  return { lines, kill };
}

/** Checks that a version has opened the stream with a state of its own that lacks no stored event. */
function check(engine: Engine, version: 1 | 2, stored: number): Opened {
  const [opened] = engine.lines("open") as readonly Opened[];
  if (opened === undefined) throw new Error("the engine has not opened the stream");
  const { last, sum, notes } = opened.state;
  expect(opened.version).toBe(version);
  expect(last).toBeGreaterThanOrEqual(stored);
  expect(sum).toBe((version * last * (last + 1)) / 2);
  expect(notes === undefined).toBe(version === 1);
  return opened;
}

test(
  `[LG18] [LG21] an engine that is upgraded and rolled back, with ${kills} kills, never has a mixed state`,
  { timeout: 300_000 },
  async () => {
    const seed = Number(process.env["UPGRADE_SEED"] ?? Date.now() % 1_000_000);
    const random = new Random(seed);
    const ways = new Map<string, number>();
    let stored = 0;
    let skipped = 0;
    let running: Engine | undefined;
    try {
      for (let round = 0; round <= kills; round++) {
        const version = round % 2 === 0 ? 1 : 2;
        // Half of the deploys start the new engine while the old one still writes.
        const isOverlapping = random.chance(0.5);
        if (!isOverlapping) await running?.kill();
        stored = Math.max(stored, ...((running?.lines("stored") ?? []) as readonly number[]));
        const before = running;
        running = await start(version);
        await before?.kill();
        const { restored } = check(running, version, stored);
        const way = `${version} ${restored.from}`;
        ways.set(way, (ways.get(way) ?? 0) + 1);
        skipped += restored.skipped;
        await pause(random.below(250));
        // The first engine of each version stores a snapshot, so that the test reaches every way to restore a state.
        const { lines } = running;
        if (round < 2) await until(() => lines("stored").length > 30, "events for a snapshot", 20_000);
      }
    } catch (thrown) {
      throw new Error(`seed ${seed}: ${[...ways].join("; ")}: ${String(thrown)}`, { cause: thrown });
    } finally {
      await running?.kill();
    }
    const log = openLmdbLog(folder);
    const [newest, one] = [await log.snapshot("run-1"), await log.snapshot("run-1", { digest: "sha256:1" })];
    await log.close();
    expect(newest?.protocol).toBeDefined();
    expect(one?.protocol?.version).toBe("1.0.0");
    expect(skipped).toBeGreaterThan(0);
    expect(ways.get("1 snapshot") ?? 0).toBeGreaterThan(0);
  },
);
