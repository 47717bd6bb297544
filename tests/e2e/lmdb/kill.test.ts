import { spawn } from "node:child_process";
import { statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import type { StreamLog } from "@dagwire/runtime/lmdb";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const kills = Number(process.env["LMDB_KILLS"] ?? 12);
const writer = fileURLToPath(new URL("writer.mjs", import.meta.url));
const limit = { maxEvents: 1_000_000, maxBytes: Number.MAX_SAFE_INTEGER };

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dagwire-kill-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs a writer that begins with `first`, and kills it some time after its first acknowledgement. Returns what it had acknowledged. */
function writeUntilKilled(
  first: number,
  afterMs: number,
): Promise<{ readonly acked: readonly number[]; readonly statuses: ReadonlySet<string> }> {
  const child = spawn(process.execPath, [writer, folder, String(first), "4"], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    if (output === "") setTimeout(() => child.kill("SIGKILL"), afterMs);
    output += chunk;
  });
  return new Promise((resolve) => {
    child.on("close", () => {
      // The kill has cut off the text after the last line feed.
      const lines = output.split("\n").slice(0, -1);
      const parsed = lines.map((line) => line.split(" "));
      resolve({ acked: parsed.map(([number]) => Number(number)), statuses: new Set(parsed.map(([, status]) => status ?? "")) });
    });
  });
}

type Held = { readonly number: number; readonly part: number };

/** Reads every event that the log still holds, in order, over all epochs. */
async function heldEvents(log: StreamLog): Promise<readonly Held[]> {
  let cursor = (await log.snapshot("run"))?.at;
  const events: Held[] = [];
  for (;;) {
    const result = await log.read("run", cursor, limit);
    if (result?.status !== "events") throw new Error(`expected events, got ${JSON.stringify(result)}`);
    if (result.texts.length === 0) return events;
    events.push(...result.texts.map((text) => JSON.parse(text) as Held));
    cursor = result.at;
  }
}

/**
 * Reads the whole log from its head back. Fails if an event has no time, or an earlier one than the event before it. Returns the
 * number of events, with those that the log has trimmed.
 */
async function eventsWithTimes(log: StreamLog): Promise<number> {
  let before: string | undefined;
  let [newestMs, count] = [Number.POSITIVE_INFINITY, 0];
  for (;;) {
    const result = await log.readBefore("run", before, { ...limit, withTimes: true });
    if (result?.status !== "events") throw new Error(`expected events, got ${JSON.stringify(result)}`);
    if (result.texts.length === 0) return result.count + count;
    const runs = result.times ?? [];
    expect(runs.reduce((sum, run) => sum + run.count, 0)).toBe(result.texts.length);
    for (const { storedMs = Number.NaN } of runs.toReversed()) {
      expect(storedMs).toBeLessThanOrEqual(newestMs);
      newestMs = storedMs;
    }
    count += result.texts.length;
    before = result.from;
  }
}

const idOf = (number: number): string => `019ab4c2-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;

describe("a writer that is killed", () => {
  test(
    `[LG11] [LG29] after ${kills} times kill -9 every acknowledged record is there with its time, and none is there twice`,
    { timeout: 120_000 },
    async () => {
      let first = 1;
      const acked: number[] = [];
      for (let round = 0; round < kills; round++) {
        const run = await writeUntilKilled(first, Math.random() * 120);
        expect([...run.statuses]).toEqual(["appended"]);
        acked.push(...run.acked);
        const log = openLmdbLog(folder);
        const missing: number[] = [];
        for (const number of acked) if ((await log.outcome("run", idOf(number))) === undefined) missing.push(number);
        expect(missing).toEqual([]);
        const held = await heldEvents(log);
        // Both events of a command stand side by side, and each command occurs once.
        expect(held.filter(({ part }) => part === 0).map(({ number }) => number)).toEqual(
          held.filter(({ part }) => part === 1).map(({ number }) => number),
        );
        expect(new Set(held.map(({ number, part }) => `${number}.${part}`)).size).toBe(held.length);
        const newest = await log.readBefore("run", undefined, limit);
        expect(await eventsWithTimes(log)).toBe(newest?.status === "events" ? newest.count + newest.texts.length : 0);
        const { epoch } = await log.claim("run");
        const last = Math.max(...run.acked);
        const outcome = { id: idOf(last), result: { status: "accepted" as const } };
        expect(
          (
            await log.append("run", epoch, [
              { kind: "event", text: "{}" },
              { kind: "outcome", outcome },
            ])
          ).status,
        ).toBe("duplicate");
        await log.close();
        first = last + 1_000;
      }
      expect(acked.length).toBeGreaterThan(kills);
    },
  );

  test("[LG12] compaction to a snapshot bounds the file, and another process is fenced out", { timeout: 60_000 }, async () => {
    const log = openLmdbLog(folder);
    const { epoch } = await log.claim("run");
    const text = JSON.stringify({ filler: "x".repeat(1_000) });
    for (let round = 0; round < 40; round++) {
      const result = await log.append(
        "run",
        epoch,
        Array.from({ length: 500 }, () => ({ kind: "event" as const, text })),
      );
      if (result.status !== "appended") throw new Error(result.status);
      await log.putSnapshot("run", epoch, { at: result.at, state: "{}" });
      await log.trim("run", { through: result.at });
    }
    // The writer has appended 20 MB. The log holds at most a few rounds of 0.5 MB.
    expect(statSync(join(folder, "data.mdb")).size).toBeLessThan(8_000_000);
    await writeUntilKilled(1, 10);
    expect((await log.append("run", epoch, [{ kind: "event", text: "{}" }])).status).toBe("fenced");
    await log.close();
  });
});
