import { expect, test } from "vitest";
import type { LogReadResult, LogSlice, StreamLog } from "../../runtime/core/log/stream-log.js";
import { commandId, event, noLimit, nowMs, numbers, outcome } from "./log-bench.js";
import type { Bench } from "./log-bench.js";

const withTimes = { ...noLimit, withTimes: true };

/** The laws about the times of appends, and about reads that go back. */
export function historySuite(bench: Bench): void {
  test("[LG29] an append has one time, and a clock that goes back gives no earlier time", () => checkTimes(bench));

  test("[LG29] a slice has times only if the caller asks for them, and runs of equal times are joined", async () => {
    await bench.append(event(1), event(2), outcome(commandId(1)));
    await bench.append(event(3));
    bench.clock.nowMs += 5;
    await bench.append(event(4), event(5));
    expect(await bench.log.read("run", undefined, noLimit)).not.toHaveProperty("times");
    expect(timesOf(await bench.log.read("run", undefined, withTimes))).toEqual([
      { count: 3, storedMs: nowMs },
      { count: 2, storedMs: nowMs + 5 },
    ]);
    const part = await bench.log.read("run", `${bench.epoch}:1`, { ...withTimes, maxEvents: 3 });
    expect([numbers(part), timesOf(part)]).toEqual([
      [2, 3, 4],
      [
        { count: 2, storedMs: nowMs },
        { count: 1, storedMs: nowMs + 5 },
      ],
    ]);
    expect(timesOf(await bench.log.read("run", `${bench.epoch}:5`, withTimes))).toBeUndefined();
  });

  test("[LG29] the times of a removed stream are not those of the next one", async () => {
    await bench.append(event(1), event(2));
    await bench.log.remove("run");
    bench.clock.nowMs -= 1_000;
    const { epoch } = await bench.log.claim("run");
    await bench.log.append("run", epoch, [event(3)]);
    expect(timesOf(await bench.log.read("run", undefined, withTimes))).toEqual([{ count: 1, storedMs: nowMs - 1_000 }]);
  });

  test("[LG29] the position at a time is the one before the first event of that time or a later one", async () => {
    const { log, epoch } = bench;
    for (const [index, more] of [0, 10, 0, 20].entries()) {
      bench.clock.nowMs += more;
      await bench.append(event(2 * index + 1), event(2 * index + 2));
    }
    const at = (timeMs: number): Promise<string | undefined> => log.positionAtTime("run", timeMs);
    expect([await at(0), await at(nowMs), await at(nowMs + 1), await at(nowMs + 10)]).toEqual([0, 0, 2, 2].map((seq) => `${epoch}:${seq}`));
    expect([await at(nowMs + 11), await at(nowMs + 30), await at(nowMs + 31)]).toEqual([6, 6, 8].map((seq) => `${epoch}:${seq}`));
    await log.putSnapshot("run", epoch, { at: `${epoch}:4`, state: "{}" });
    await log.trim("run", { through: `${epoch}:4` });
    expect(await at(0)).toBe(`${epoch}:4`);
    expect(await log.positionAtTime("nowhere", 0)).toBeUndefined();
  });

  test("[LG30] a read before a position returns the newest events before it, whole and in order", () => checkReadBefore(bench));

  test("[LG30] a read before a position stays within the request, but returns at least one event", async () => {
    const { log, epoch } = bench;
    await bench.append(...[1, 2, 3, 4].map(event));
    const bytes = JSON.stringify({ type: "tick", n: 1 }).length;
    expect(numbers(await log.readBefore("run", undefined, { ...noLimit, maxEvents: 2 }))).toEqual([3, 4]);
    expect(numbers(await log.readBefore("run", `${epoch}:4`, { ...noLimit, maxBytes: 2 * bytes }))).toEqual([2, 3]);
    expect(numbers(await log.readBefore("run", `${epoch}:4`, { ...noLimit, maxBytes: 1 }))).toEqual([3]);
    const last = await log.readBefore("run", `${epoch}:3`, { ...withTimes, maxEvents: 1 });
    const place = { after: `${epoch}:1`, from: `${epoch}:2`, at: `${epoch}:2`, head: `${epoch}:4`, oldest: `${epoch}:0` };
    expect(last).toEqual({
      status: "events",
      texts: ['{"type":"tick","n":2}'],
      ...place,
      count: 1,
      remaining: 2,
      times: [{ count: 1, storedMs: nowMs }],
    });
    expect(await log.readBefore("run", `${epoch}:1`, noLimit)).toMatchObject({ status: "events", texts: [], after: `${epoch}:0` });
  });

  test("[LG30] a read before a trimmed position says so, and one before a position that never existed is unknown", async () => {
    const { log, epoch } = bench;
    await bench.append(...[1, 2, 3, 4].map(event));
    await log.putSnapshot("run", epoch, { at: `${epoch}:2`, state: "{}" });
    await log.trim("run", { through: `${epoch}:2` });
    const oldest = `${epoch}:2`;
    expect(numbers(await log.readBefore("run", undefined, noLimit))).toEqual([3, 4]);
    expect(await log.readBefore("run", `${epoch}:3`, noLimit)).toMatchObject({ status: "events", texts: [], after: oldest, oldest });
    expect(await log.readBefore("run", `${epoch}:2`, noLimit)).toEqual({ status: "trimmed", head: `${epoch}:4`, oldest });
    expect(await log.readBefore("run", `${epoch}:9`, noLimit)).toEqual({ status: "unknown", head: `${epoch}:4` });
    expect(await log.readBefore("nowhere", undefined, noLimit)).toBeUndefined();
  });

  test("[LG31] a slice has the number of events before it, over all epochs and after a trim", async () => {
    const { log, epoch } = bench;
    const heard: number[] = [];
    log.tail("run", ({ count }) => heard.push(count));
    await bench.append(event(1), event(2));
    const next = await log.claim("run");
    await log.append("run", next.epoch, [event(3), event(4)]);
    expect(heard).toEqual([0, 2]);
    expect(await log.read("run", `${epoch}:1`, noLimit)).toMatchObject({ count: 1 });
    await log.putSnapshot("run", next.epoch, { at: `${next.epoch}:1`, state: "{}" });
    await log.trim("run", { through: `${next.epoch}:1` });
    expect(await log.read("run", `${next.epoch}:1`, noLimit)).toMatchObject({ count: 3, oldest: `${next.epoch}:1` });
    expect(await log.read("run", `${next.epoch}:2`, noLimit)).toMatchObject({ count: 4, texts: [] });
  });
}

/** Fails if a log gives an event an earlier time than the event before it. */
export async function checkTimes({ log, epoch, clock }: Pick<Bench, "log" | "epoch" | "clock">): Promise<void> {
  let writer = epoch;
  for (const [index, ms] of [nowMs + 100, nowMs + 50, nowMs - 86_400_000, nowMs + 100, nowMs + 101].entries()) {
    clock.nowMs = ms;
    if (index === 2) writer = (await log.claim("run")).epoch;
    await log.append("run", writer, [event(2 * index), event(2 * index + 1)]);
  }
  const slices = [await log.read("run", undefined, withTimes), await log.readBefore("run", undefined, withTimes)];
  expect(slices.map(timesOf)).toEqual([
    [{ count: 4, storedMs: nowMs + 100 }],
    [
      { count: 4, storedMs: nowMs + 100 },
      { count: 2, storedMs: nowMs + 101 },
    ],
  ]);
}

/** Fails if the pages from the head to the first event lack an event, or have one twice. */
export async function checkReadBefore({ log, epoch }: Pick<Bench, "log" | "epoch">): Promise<void> {
  let [writer, number] = [epoch, 0];
  for (const size of [5, 1, 4, 7]) {
    for (let index = 0; index < size; index++) await log.append("run", writer, [event(number++)]);
    writer = (await log.claim("run")).epoch;
  }
  const expected = Array.from({ length: number }, (_, index) => index);
  for (const maxEvents of [1, 2, 3, 5, 100]) {
    const slices = await pagesOf(log, maxEvents);
    expect(slices.flatMap(numbersOf)).toEqual(expected);
    for (const [index, { after, count }] of slices.slice(1).entries()) {
      expect(after).toBe(slices[index]?.at);
      expect(count).toBe(slices.slice(0, index + 1).reduce((sum, { texts }) => sum + texts.length, 0));
    }
    for (const slice of slices)
      expect(await log.read("run", slice.after, { ...noLimit, maxEvents: 1 })).toMatchObject({ from: slice.from });
  }
}

/** Reads all pages from the head on, and returns the oldest one first. */
async function pagesOf(log: StreamLog, maxEvents: number): Promise<readonly LogSlice[]> {
  const slices: LogSlice[] = [];
  let before: string | undefined;
  for (;;) {
    const result = await log.readBefore("run", before, { ...noLimit, maxEvents });
    if (result?.status !== "events") throw new Error(`expected events, got ${JSON.stringify(result)}`);
    if (result.texts.length === 0) return slices.toReversed();
    slices.push(result);
    before = result.from;
  }
}

function numbersOf({ texts }: LogSlice): readonly number[] {
  return texts.map((text) => (JSON.parse(text) as { n: number }).n);
}

function timesOf(result: LogReadResult | undefined): LogSlice["times"] {
  if (result?.status !== "events") throw new Error(`expected events, got ${JSON.stringify(result)}`);
  return result.times;
}
