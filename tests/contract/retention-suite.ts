import { expect, test } from "vitest";
import type { Retention, StoredProtocol } from "../../runtime/core/log/stream-log.js";
import { event, noLimit, nowMs, numbers } from "./log-bench.js";
import type { Bench } from "./log-bench.js";

const one: StoredProtocol = { version: "1.0.0", digest: "sha256:one" };
const two: StoredProtocol = { version: "2.0.0", digest: "sha256:two" };
const eventBytes = JSON.stringify({ type: "tick", n: 1 }).length;

type Parts = Pick<Bench, "log" | "epoch" | "clock">;

/** The laws about checkpoints, and about the events that a log keeps. */
export function retentionSuite(bench: Bench): void {
  test("[LG32] a log keeps its state at several places, and a trim ends at one of them", () => checkCheckpoints(bench));

  test("[LG32] a snapshot that follows fewer bytes of events than its own size is replaced", async () => {
    const put = await numbered(bench, 9);
    await put(1, "x".repeat(eventBytes));
    await put(2, "x".repeat(eventBytes + 1));
    await put(3, "x");
    await put(5, "x".repeat(3 * eventBytes));
    await put(7, "x".repeat(4 * eventBytes));
    await put(9, "x");
    expect(await places(bench)).toEqual([1, 3, 7, 9]);
    expect(await bench.log.checkpoints("run")).toMatchObject([
      { at: `${bench.epoch}:1`, count: 1, length: eventBytes, storedMs: nowMs },
      { length: 1 },
      { length: 4 * eventBytes },
      { length: 1 },
    ]);
  });

  test("[LG32] the log never replaces the state at which it begins", async () => {
    const put = await numbered(bench, 4);
    await put(2, "y".repeat(1_000));
    await bench.log.trim("run", { through: `${bench.epoch}:2` });
    for (const at of [3, 4]) await put(at, "z".repeat(1_000));
    expect(await places(bench)).toEqual([2, 4]);
    await bench.log.trim("run", { through: `${bench.epoch}:3` });
    expect(await places(bench)).toEqual([2, 4]);
    expect(numbers(await bench.log.read("run", `${bench.epoch}:2`, noLimit))).toEqual([3, 4]);
  });

  test("[LG32] the state at or before a position is found, over epochs and after a trim", async () => {
    const { log, epoch } = bench;
    const put = await numbered(bench, 4);
    await put(2, "2");
    const next = await log.claim("run");
    await log.append("run", next.epoch, [event(5), event(6)]);
    await log.putSnapshot("run", next.epoch, { at: `${next.epoch}:1`, state: "5" });
    const stateAt = async (upTo: string): Promise<string | undefined> => (await log.snapshot("run", { upTo }))?.state;
    const all = [`${epoch}:1`, `${epoch}:2`, `${epoch}:4`, `${next.epoch}:1`, `${next.epoch}:2`, `${next.epoch}:9`];
    expect(await Promise.all(all.map(stateAt))).toEqual([undefined, "2", "2", "5", "5", undefined]);
    await log.trim("run", { through: `${next.epoch}:2` });
    expect(await Promise.all(all.map(stateAt))).toEqual([undefined, undefined, undefined, "5", "5", undefined]);
    await log.remove("run");
    expect([await log.checkpoints("run"), await log.snapshot("run", { upTo: `${next.epoch}:1` })]).toEqual([[], undefined]);
    expect(await log.checkpoints("nowhere")).toEqual([]);
  });

  test("[LG32] a stream that is removed and begun anew has no state of the earlier one", async () => {
    const put = await numbered(bench, 4);
    for (const at of [1, 2, 4]) await put(at, "old");
    await bench.log.remove("run");
    const { epoch } = await bench.log.claim("run");
    await bench.log.append("run", epoch, [event(1), event(2)]);
    await bench.log.putSnapshot("run", epoch, { at: `${epoch}:2`, state: "new" });
    expect(await places(bench)).toEqual([2]);
    expect(await bench.log.snapshot("run", { upTo: `${epoch}:1` })).toBeUndefined();
  });

  test.each<[string, Retention, number]>([
    ["a number of events", { events: 5 }, 4],
    ["fewer events than follow the last checkpoint", { events: 1 }, 8],
    ["bytes", { bytes: 3 * eventBytes }, 6],
    ["less than two events", { bytes: 2 * eventBytes - 1 }, 8],
    ["an age", { ageMs: 40 }, 4],
    ["a smaller age", { ageMs: 29 }, 6],
    ["the bound that is exceeded first", { events: 100, bytes: 3 * eventBytes, ageMs: 1_000 }, 6],
    ["more than it has", { events: 10, bytes: 10 * eventBytes, ageMs: 100 }, 0],
    ["no bound", {}, 0],
  ])("[LG33] a log keeps %s, from a checkpoint on", async (_, retention, start) => {
    const { log, epoch, clock } = bench;
    for (let n = 1; n <= 9; n++) {
      clock.nowMs = nowMs + 10 * n;
      await log.append("run", epoch, [event(n)]);
      if (n % 2 === 0) await log.putSnapshot("run", epoch, { at: `${epoch}:${n}`, state: String(n) });
    }
    // The clock of the caller may be wrong, so ages are those against the newest event.
    clock.nowMs += 1_000_000;
    await log.trim("run", { retention });
    expect(await log.readBefore("run", undefined, noLimit)).toMatchObject({ oldest: `${epoch}:${start}`, count: start });
    expect(await places(bench)).toEqual([2, 4, 6, 8].filter((count) => count >= start));
    await log.trim("run", { retention });
    expect(await log.readBefore("run", undefined, noLimit)).toMatchObject({ count: start });
  });

  test("[LG33] after a trim the log still counts the bytes from its first event on", async () => {
    const put = await numbered(bench, 9);
    for (let n = 1; n <= 9; n++) await put(n, String(n));
    await bench.log.trim("run", { retention: { events: 5 } });
    expect(await bench.log.readBefore("run", undefined, noLimit)).toMatchObject({ count: 4 });
    await bench.log.trim("run", { retention: { bytes: 5 * eventBytes } });
    expect(await bench.log.readBefore("run", undefined, noLimit)).toMatchObject({ count: 4 });
    await bench.log.trim("run", { retention: { bytes: 5 * eventBytes - 1 } });
    expect(await bench.log.readBefore("run", undefined, noLimit)).toMatchObject({ count: 5 });
  });

  test("[LG33] snapshots alone remove no event, and neither does a trim of outcomes", async () => {
    const put = await numbered(bench, 9);
    for (const at of [3, 6, 9]) await put(at, String(at));
    await bench.log.trim("run", { outcomesBeforeMs: nowMs });
    expect(numbers(await bench.log.read("run", undefined, noLimit))).toHaveLength(9);
  });

  test("[LG17] a small retention keeps the states and events that a roll-back needs", async () => {
    const { log, clock } = bench;
    const put = await numbered(bench, 9);
    await put(2, "1", one);
    clock.nowMs += 1_000;
    for (const at of [2, 4, 8]) await put(at, "2", two);
    const rollback = { replacedSinceMs: nowMs + 1_000, maxEvents: 7 };
    await log.trim("run", { retention: { events: 0 }, rollback });
    expect(await log.snapshot("run", { digest: one.digest })).toMatchObject({ state: "1" });
    expect(await places(bench)).toEqual([2, 4, 8]);
    await log.trim("run", { retention: { events: 0 }, rollback: { ...rollback, maxEvents: 6 } });
    expect(await places(bench)).toEqual([4, 8]);
    await log.trim("run", { retention: { events: 0 }, rollback: { ...rollback, replacedSinceMs: nowMs + 1_001 } });
    expect(await places(bench)).toEqual([8]);
  });
}

/** Fails if the log removes a state that it needs, or keeps an event that cannot be applied to a state. */
export async function checkCheckpoints({ log, epoch, clock }: Parts): Promise<void> {
  const put = await numbered({ log, epoch, clock }, 9);
  for (const at of [2, 4, 7]) await put(at, String(at));
  expect(await places({ log, epoch, clock })).toEqual([2, 4, 7]);
  for (const [through, start] of [
    [1, 0],
    [3, 2],
    [4, 4],
    [6, 4],
    [9, 7],
  ] as const) {
    await log.trim("run", { through: `${epoch}:${through}` });
    const [first] = await log.checkpoints("run");
    const read = await log.readBefore("run", undefined, noLimit);
    expect(read).toMatchObject({ oldest: `${epoch}:${start}` });
    if (start > 0) expect(first).toMatchObject({ at: `${epoch}:${start}`, count: start });
    for (const { at } of await log.checkpoints("run")) {
      const rest = numbers(await log.read("run", at, noLimit));
      expect(rest).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].slice(-rest.length));
      expect((await log.snapshot("run", { upTo: at }))?.state).toBe(at.slice(at.indexOf(":") + 1));
    }
  }
}

/** Appends events, and returns a function that puts a snapshot of the state after event number `at`. */
async function numbered(
  { log, epoch }: Parts,
  count: number,
): Promise<(at: number, state: string, protocol?: StoredProtocol) => Promise<void>> {
  for (let n = 1; n <= count; n++) await log.append("run", epoch, [event(n)]);
  return async (at, state, protocol) => {
    expect(await log.putSnapshot("run", epoch, { at: `${epoch}:${at}`, state, ...(protocol && { protocol }) })).toBe(true);
  };
}

async function places({ log }: Parts): Promise<readonly number[]> {
  return (await log.checkpoints("run")).map(({ count }) => count);
}
