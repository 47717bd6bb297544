import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import type { StreamLog } from "@dagwire/runtime/lmdb";
import { afterEach, beforeEach, expect, test } from "vitest";
import { repository } from "../../helpers/run-cli.js";

/** Inside the repository, so that version 0.1.0 finds the package `lmdb`. */
const programs = join(repository, ".dagwire/log-of-010");
const one = { version: "1.0.0", digest: "sha256:one" };
const two = { version: "2.0.0", digest: "sha256:two" };
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dagwire-shared-"));
  const target = join(programs, "node_modules/@dagwire/runtime");
  mkdirSync(target, { recursive: true });
  const tarball = join(repository, "tests/baselines/packages-0.1.0/dagwire-runtime-0.1.0.tgz");
  execFileSync("tar", ["xzf", tarball, "-C", target, "--strip-components=1"]);
  copyFileSync(join(import.meta.dirname, "log-of-010.mjs"), join(programs, "log.mjs"));
});
afterEach(() => {
  for (const used of [folder, programs]) rmSync(used, { recursive: true, force: true });
});

/** Lets version 0.1.0 claim the stream and append an event. Returns the events that it then reads. */
function withOldLog(task: "append" | "snapshot" | "remove"): readonly unknown[] {
  const output = execFileSync(process.execPath, [join(programs, "log.mjs"), folder, task], { encoding: "utf8" });
  return (JSON.parse(output) as readonly string[]).map((text) => JSON.parse(text) as unknown);
}

async function withLog<Result>(use: (log: StreamLog) => Promise<Result>): Promise<Result> {
  const log = openLmdbLog(folder);
  try {
    return await use(log);
  } finally {
    await log.close();
  }
}

/** Claims the stream for a version, appends an event, and puts a snapshot. */
async function write(log: StreamLog, protocol: typeof one): Promise<void> {
  const { epoch } = await log.claim("run", protocol);
  const text = JSON.stringify({ by: protocol.version });
  const result = await log.append("run", epoch, [{ kind: "event", text }]);
  if (result.status !== "appended") throw new Error(result.status);
  await log.putSnapshot("run", epoch, { at: result.at, state: JSON.stringify(protocol.version), protocol });
}

/** Reads the version of each writer, from the first event that the log holds. */
async function writers(log: StreamLog): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  let cursor: string | undefined;
  for (;;) {
    const result = await log.read("run", cursor, { maxEvents: 100, maxBytes: 100_000 });
    if (result?.status !== "events") throw new Error(`expected events, got ${JSON.stringify(result)}`);
    if (result.texts.length === 0) return found;
    found.push(result.protocol?.version ?? "none");
    cursor = result.at;
  }
}

/** Reads the times of all events: the position of the event in the list of times, or "none". */
async function times(log: StreamLog, cursor?: string): Promise<readonly (number | "none")[]> {
  const result = await log.read("run", cursor, { maxEvents: 100, maxBytes: 100_000, withTimes: true });
  if (result?.status !== "events") throw new Error(`expected events, got ${JSON.stringify(result)}`);
  if (result.texts.length === 0) return [];
  const runs = result.times ?? [{ count: result.texts.length }];
  const found = runs.flatMap(({ count, storedMs }) => Array.from({ length: count }, () => storedMs ?? "none"));
  return [...found, ...(await times(log, result.at))];
}

test("[LG29] events that version 0.1.0 has stored in a folder of today have no times, and the others keep theirs", async () => {
  const before = Date.now();
  await withLog((log) => write(log, one));
  withOldLog("append");
  withOldLog("append");
  await withLog(async (log) => {
    const [first, ...others] = await times(log);
    expect(others).toEqual(["none", "none"]);
    expect(first).toBeGreaterThanOrEqual(before);
    await write(log, two);
    const all = await times(log);
    expect(all).toEqual([first, "none", "none", expect.any(Number)]);
    const newest = Number(all[3]);
    expect(newest).toBeGreaterThanOrEqual(Number(first));
    const { head } = await log.claim("run", two);
    expect(await log.positionAtTime("run", newest + 1)).toBe(head);
    expect(await log.readBefore("run", head, { maxEvents: 1, maxBytes: 1, withTimes: true })).not.toHaveProperty("times");
  });
  // Version 0.1.0 removes the stream and not the times. They belong to no event of the new stream.
  expect(withOldLog("remove")).toEqual([{ by: "0.1.0", task: "remove" }]);
  await withLog(async (log) => {
    expect(await times(log)).toEqual(["none"]);
    await write(log, one);
    expect(await times(log)).toEqual(["none", expect.any(Number)]);
  });
});

test("[LG15] [LG16] [LG17] version 0.1.0 opens a folder of today, and today's log still knows what each version has written", async () => {
  await withLog(async (log) => {
    await write(log, one);
    await write(log, two);
  });
  expect(withOldLog("append")).toEqual([{ by: "1.0.0" }, { by: "2.0.0" }, { by: "0.1.0", task: "append" }]);
  await withLog(async (log) => {
    expect(await writers(log)).toEqual(["1.0.0", "2.0.0", "none"]);
    expect(await log.snapshot("run")).toMatchObject({ state: '"2.0.0"', protocol: two });
    expect(await log.snapshot("run", { digest: one.digest })).toMatchObject({ state: '"1.0.0"', protocol: one });
  });
  expect(withOldLog("snapshot")).toEqual([]);
  await withLog(async (log) => {
    expect(await log.snapshot("run")).not.toHaveProperty("protocol");
    expect(await log.snapshot("run", { digest: two.digest })).toBeUndefined();
    await write(log, one);
    expect(await writers(log)).toEqual(["1.0.0", "2.0.0", "none", "none", "1.0.0"]);
  });
  // Version 0.1.0 does not know the earlier snapshot, so it stays in the folder. It belongs to no position of the new stream.
  await withLog((log) => write(log, two));
  expect(withOldLog("remove")).toEqual([{ by: "0.1.0", task: "remove" }]);
  await withLog(async (log) => {
    expect(await writers(log)).toEqual(["none"]);
    expect([await log.snapshot("run"), await log.snapshot("run", { digest: one.digest })]).toEqual([undefined, undefined]);
  });
});
