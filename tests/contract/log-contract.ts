import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { LogRecord, LogSlice, StreamLog } from "../../runtime/core/log/stream-log.js";
import { commandId, event, noLimit, nowMs, numbers, outcome } from "./log-bench.js";
import type { Bench, Clock } from "./log-bench.js";
import { suites } from "./suites.js";

/** Opens the log under test. One folder or process may hold several streams. */
export type LogFactory = { open(clock: Clock): Promise<StreamLog>; dispose(): Promise<void> };

/** Reads all events after `after`, in the pieces that the log returns. */
async function readAll(log: StreamLog, stream: string, after?: string, maxEvents = 3): Promise<readonly LogSlice[]> {
  const slices: LogSlice[] = [];
  let cursor = after;
  for (;;) {
    const result = await log.read(stream, cursor, { ...noLimit, maxEvents });
    if (result?.status !== "events") throw new Error(`expected events, got ${JSON.stringify(result)}`);
    if (result.texts.length === 0) return slices;
    slices.push(result);
    cursor = result.at;
  }
}

/** Lengths of names in bytes. LMDB takes no key of more than 1,978. */
export const nameLengths: readonly number[] = [1, 1_900, 1_979, 60_000];

/** Returns a name of exactly `bytes` bytes of UTF-8. Other names of the same length exist. */
export function nameOf(bytes: number, letter: string, end = ""): string {
  const size = Buffer.byteLength(letter);
  const room = bytes - Buffer.byteLength(end);
  return "a".repeat(room % size) + letter.repeat(Math.floor(room / size)) + end;
}

/** Returns names of each length, in letters of one byte and of four. */
export const longNames: readonly (readonly [string, string])[] = nameLengths.flatMap((bytes) =>
  ["x", "😀"]
    .filter((letter) => Buffer.byteLength(letter) <= bytes)
    .map((letter): readonly [string, string] => [`${bytes} bytes of ${letter}`, nameOf(bytes, letter)]),
);

/** The suite that every {@link StreamLog} passes. Titles carry the rules of docs/SPEC.md. */
export function logContract(name: string, createFactory: () => Promise<LogFactory>): void {
  describe(name, () => {
    let factory: LogFactory;
    const bench = {} as Bench;
    beforeEach(async () => {
      factory = await createFactory();
      const clock = { nowMs };
      const log = await factory.open(clock);
      const { epoch } = await log.claim("run");
      Object.assign(bench, { clock, log, epoch, append: (...records: readonly LogRecord[]) => log.append("run", epoch, records) });
    });
    afterEach(() => factory.dispose());
    for (const suite of [...suites, appendSuite, readSuite, epochSuite, ledgerSuite, trimSuite, tailSuite, longNameSuite]) suite(bench);
  });
}

function appendSuite(bench: Bench): void {
  test("[LG1] seq is dense and starts at 1", async () => {
    expect(await bench.append(event(1), event(2))).toEqual({ status: "appended", at: `${bench.epoch}:2` });
    expect(await bench.append(event(3))).toEqual({ status: "appended", at: `${bench.epoch}:3` });
    expect(await bench.log.head("run")).toBe(`${bench.epoch}:3`);
    expect(await bench.log.read("run", undefined, noLimit)).toMatchObject({
      from: `${bench.epoch}:1`,
      at: `${bench.epoch}:3`,
      remaining: 0,
    });
  });

  test("[LG1] streams do not share seq", async () => {
    const other = await bench.log.claim("other");
    await bench.append(event(1), event(2));
    expect(await bench.log.append("other", other.epoch, [event(9)])).toEqual({ status: "appended", at: `${other.epoch}:1` });
    expect(numbers(await bench.log.read("run", undefined, noLimit))).toEqual([1, 2]);
    expect(numbers(await bench.log.read("other", undefined, noLimit))).toEqual([9]);
  });

  test("[LG2] events and outcome are appended together or not at all", async () => {
    const id = commandId(1);
    expect(await bench.append(event(1), event(2), outcome(id))).toEqual({ status: "appended", at: `${bench.epoch}:2` });
    expect(await bench.log.outcome("run", id)).toEqual({ ...outcome(id).outcome, at: `${bench.epoch}:2` });
    expect(await bench.append(event(3), outcome(commandId(2)), outcome(id))).toMatchObject({ status: "duplicate" });
    expect(await bench.log.outcome("run", commandId(2))).toBeUndefined();
    expect(numbers(await bench.log.read("run", undefined, noLimit))).toEqual([1, 2]);
  });

  test("[LG2] an outcome takes no seq and has the newest position", async () => {
    await bench.append(event(1));
    expect(await bench.append(outcome(commandId(1)))).toEqual({ status: "appended", at: `${bench.epoch}:1` });
    expect(await bench.append(event(2))).toEqual({ status: "appended", at: `${bench.epoch}:2` });
  });

  test("[LG1] concurrent appends are one dense order, each whole", async () => {
    const batches = Array.from({ length: 40 }, (_, batch) => [event(batch * 10), event(batch * 10 + 1), event(batch * 10 + 2)]);
    const results = await Promise.all(batches.map((batch) => bench.append(...batch)));
    const ends = results.map((result) => (result.status === "appended" ? result.at : result.status));
    expect(ends).toEqual(batches.map((_, index) => `${bench.epoch}:${(index + 1) * 3}`));
    const all = numbers(await bench.log.read("run", undefined, noLimit));
    expect(all).toEqual(batches.flatMap((_, batch) => [batch * 10, batch * 10 + 1, batch * 10 + 2]));
  });

  test("[LG3] the log returns texts unchanged", async () => {
    const texts = ['{"a":"ü€😀\\u0000"}', `{"a":"${"x".repeat(70_000)}"}`, '{"__proto__":{"a":1}}'];
    await bench.append(...texts.map((text) => ({ kind: "event" as const, text })));
    expect(await bench.log.read("run", undefined, noLimit)).toMatchObject({ texts });
  });
}

function readSuite(bench: Bench): void {
  test("[LG3] a read returns at most the requested number of events, but at least one", async () => {
    await bench.append(event(1), event(2), event(3), event(4));
    const two = await bench.log.read("run", undefined, { ...noLimit, maxEvents: 2 });
    expect(two).toMatchObject({ from: `${bench.epoch}:1`, at: `${bench.epoch}:2`, head: `${bench.epoch}:4`, remaining: 2 });
    expect(numbers(two)).toEqual([1, 2]);
    expect(numbers(await bench.log.read("run", `${bench.epoch}:2`, { ...noLimit, maxBytes: 1 }))).toEqual([3]);
    for (const maxEvents of [0, 1]) expect(numbers(await bench.log.read("run", undefined, { ...noLimit, maxEvents }))).toEqual([1]);
    const end = await bench.log.read("run", `${bench.epoch}:4`, noLimit);
    expect(end).toMatchObject({ status: "events", texts: [], after: `${bench.epoch}:4`, at: `${bench.epoch}:4`, remaining: 0 });
  });

  test("[LG3] a stream that nobody has claimed does not exist", async () => {
    expect(await bench.log.read("nowhere", undefined, noLimit)).toBeUndefined();
    expect(await bench.log.head("nowhere")).toBeUndefined();
    expect(await bench.log.outcome("nowhere", commandId(1))).toBeUndefined();
    expect(await bench.log.append("nowhere", 1, [event(1)])).toEqual({ status: "fenced", epoch: 0 });
  });

  test("[LG3] the order is the same however the reads are split", async () => {
    await bench.append(...Array.from({ length: 10 }, (_, n) => event(n)));
    for (const size of [1, 3, 10]) {
      const slices = await readAll(bench.log, "run", undefined, size);
      expect(slices.flatMap(({ texts }) => texts)).toEqual(Array.from({ length: 10 }, (_, n) => `{"type":"tick","n":${n}}`));
    }
  });
}

function epochSuite(bench: Bench): void {
  test("[LG4] after a claim the earlier writer is refused", async () => {
    await bench.append(event(1));
    const next = await bench.log.claim("run");
    expect(next.epoch).toBeGreaterThan(bench.epoch);
    expect(await bench.append(event(2), outcome(commandId(1)))).toEqual({ status: "fenced", epoch: next.epoch });
    expect(await bench.log.append("run", next.epoch, [event(3)])).toEqual({ status: "appended", at: `${next.epoch}:1` });
    expect(await bench.log.outcome("run", commandId(1))).toBeUndefined();
    expect(await bench.log.putSnapshot("run", bench.epoch, { at: `${bench.epoch}:1`, state: "{}" })).toBe(false);
  });

  test("[LG5] a reader passes through any number of epochs, in pieces", async () => {
    for (let number = 1; number <= 200; number++) {
      const { epoch } = await bench.log.claim("run");
      await bench.log.append("run", epoch, [event(number)]);
    }
    const slices = await readAll(bench.log, "run", undefined, 7);
    expect(slices.flatMap(({ texts }) => texts)).toEqual(
      Array.from({ length: 200 }, (_, index) => JSON.stringify({ type: "tick", n: index + 1 })),
    );
  });

  test("[LG5] an epoch continues where the one before ended", async () => {
    await bench.append(event(1), event(2));
    await bench.log.claim("run");
    const third = await bench.log.claim("run");
    expect(third.head).toBe(`${bench.epoch}:2`);
    await bench.log.append("run", third.epoch, [event(3), event(4)]);
    const slices = await readAll(bench.log, "run", `${bench.epoch}:1`, 10);
    expect(slices).toMatchObject([
      { from: `${bench.epoch}:2`, at: `${bench.epoch}:2` },
      { after: `${bench.epoch}:2`, from: `${third.epoch}:1`, follows: `${bench.epoch}:2`, at: `${third.epoch}:2` },
    ]);
    expect(slices[0]?.follows).toBeUndefined();
  });

  test("[LG5] a place has one position, and a position that never existed is unknown", async () => {
    await bench.append(event(1));
    const second = await bench.log.claim("run");
    const head = await bench.log.head("run");
    expect(head).toBe(`${bench.epoch}:1`);
    for (const never of [`${bench.epoch}:2`, `${second.epoch}:1`, `${bench.epoch + 10 ** 9}:1`, `${bench.epoch - 1}:1`, "0:0"]) {
      expect(await bench.log.read("run", never, noLimit)).toEqual({ status: "unknown", head });
    }
  });

  test("[LG5] a removed stream that is claimed again has another epoch", async () => {
    await bench.append(event(1), outcome(commandId(1), "gate"));
    await bench.log.putSnapshot("run", bench.epoch, { at: `${bench.epoch}:1`, state: "{}" });
    await bench.log.remove("run");
    expect(await bench.log.head("run")).toBeUndefined();
    const again = await bench.log.claim("run");
    expect(again.epoch).not.toBe(bench.epoch);
    await bench.log.append("run", again.epoch, [event(5)]);
    expect((await bench.log.read("run", `${bench.epoch}:1`, noLimit))?.status).toBe("unknown");
    expect(await bench.log.snapshot("run")).toBeUndefined();
    expect(await bench.log.outcome("run", commandId(1))).toBeUndefined();
    expect(await bench.log.decision("run", "gate")).toBeUndefined();
    // The append looks for decisions and outcomes too, so the new stream takes the id and the gate of the removed one.
    expect(await bench.log.append("run", again.epoch, [outcome(commandId(1), "gate")])).toMatchObject({ status: "appended" });
    expect(await bench.log.decision("run", "gate")).toMatchObject({ id: commandId(1), at: `${again.epoch}:1` });
  });

  test("[LG5] appends of the same turn as a removal are removed too, and a later claim begins a new stream", async () => {
    const [appended, kept, , again] = await Promise.all([
      bench.append(event(1), outcome(commandId(1), "gate")),
      bench.log.putSnapshot("run", bench.epoch, { at: `${bench.epoch}:1`, state: "{}" }),
      bench.log.remove("run"),
      bench.log.claim("run"),
    ]);
    expect([appended.status, kept]).toEqual(["appended", true]);
    expect(await bench.log.snapshot("run")).toBeUndefined();
    expect(await bench.log.outcome("run", commandId(1))).toBeUndefined();
    expect(await bench.log.append("run", again.epoch, [event(2), outcome(commandId(1), "gate")])).toMatchObject({ at: `${again.epoch}:1` });
    expect((await readAll(bench.log, "run")).flatMap(({ texts }) => texts)).toHaveLength(1);
  });
}

function ledgerSuite(bench: Bench): void {
  test("[LG6] a command's outcome is recorded once, over all epochs", async () => {
    const id = commandId(1);
    await bench.append(event(1), outcome(id));
    const next = await bench.log.claim("run");
    const again = await bench.log.append("run", next.epoch, [event(2), outcome(id)]);
    expect(again).toEqual({ status: "duplicate", outcome: { ...outcome(id).outcome, at: `${bench.epoch}:1` } });
    expect(numbers(await bench.log.read("run", undefined, noLimit))).toEqual([1]);
  });

  test("[LG6] of two appends at once with one id, one is recorded", async () => {
    const id = commandId(1);
    const results = await Promise.all([bench.append(event(1), outcome(id)), bench.append(event(2), outcome(id))]);
    expect(results.map(({ status }) => status)).toEqual(["appended", "duplicate"]);
    expect(numbers(await bench.log.read("run", undefined, noLimit))).toEqual([1]);
  });

  test("[LG22] two senders of one id have two outcomes, and each gets its own", async () => {
    const id = commandId(1);
    const of = (by: string, value: string): LogRecord => ({ kind: "outcome", outcome: { id, by, result: { status: "accepted", value } } });
    expect((await bench.append(event(1), of("eve", "e"))).status).toBe("appended");
    expect((await bench.append(event(2), of("ada", "a"))).status).toBe("appended");
    expect(await bench.append(event(3), of("ada", "b"))).toMatchObject({
      status: "duplicate",
      outcome: { id, by: "ada", at: `${bench.epoch}:2` },
    });
    expect(await bench.log.outcome("run", id, "eve")).toMatchObject({ result: { value: "e" } });
    expect(await bench.log.outcome("run", id, "ada")).toMatchObject({ id, result: { value: "a" } });
    expect(await bench.log.outcome("run", id, "bob")).toBeUndefined();
    await bench.log.trim("run", { outcomesBeforeMs: nowMs + 1 });
    expect(await bench.log.outcome("run", id, "ada")).toBe("forgotten");
  });

  test("[LG22] an outcome without a sender, as version 0.1.0 writes it, belongs to every sender", async () => {
    const id = commandId(1);
    await bench.append(event(1), outcome(id));
    expect(await bench.log.outcome("run", id, "ada")).toMatchObject({ id });
    expect((await bench.append({ kind: "outcome", outcome: { id, by: "ada", result: { status: "accepted" } } })).status).toBe("duplicate");
  });

  test("[LG28] the log counts the outcomes and the decisions of a stream", async () => {
    expect(await bench.log.ledgerSize("nowhere")).toEqual({ outcomes: 0, decisions: 0 });
    await bench.append(event(1), outcome(commandId(1, nowMs - 10), "gate-1"), outcome(commandId(2)));
    await bench.append(event(2), outcome(commandId(2), "gate-2"));
    expect(await bench.log.ledgerSize("run")).toEqual({ outcomes: 2, decisions: 1 });
    await bench.log.trim("run", { outcomesBeforeMs: nowMs });
    expect(await bench.log.ledgerSize("run")).toEqual({ outcomes: 1, decisions: 1 });
  });

  test("[LG7] the first decision of a gate is the only one", async () => {
    await bench.append(event(1), outcome(commandId(1), "gate-1"));
    const second = await bench.append(event(2), outcome(commandId(2), "gate-1"));
    expect(second).toMatchObject({ status: "decided", outcome: { id: commandId(1), at: `${bench.epoch}:1` } });
    expect(await bench.log.decision("run", "gate-1")).toMatchObject({ id: commandId(1) });
    expect(await bench.log.outcome("run", commandId(2))).toBeUndefined();
    expect((await bench.append(event(3), outcome(commandId(3), "gate-2"))).status).toBe("appended");
  });

  test("[LG8] an id whose outcome may be forgotten is refused", async () => {
    const [old, young] = [commandId(1, nowMs), commandId(2, nowMs + 60_000)];
    await bench.append(event(1), outcome(old, "gate"), outcome(young));
    await bench.log.trim("run", { outcomesBeforeMs: nowMs + 1 });
    expect(await bench.log.outcome("run", old)).toBe("forgotten");
    expect(await bench.log.outcome("run", young)).toMatchObject({ id: young });
    expect(await bench.append(event(2), outcome(old))).toEqual({ status: "forgotten" });
    const late = commandId(4, nowMs + 10);
    await Promise.all([bench.append(outcome(late)), bench.log.trim("run", { outcomesBeforeMs: nowMs + 20 })]);
    expect(await bench.log.outcome("run", late)).toBe("forgotten");
    // An earlier horizon changes nothing, and a decision outlives its outcome.
    await bench.log.trim("run", { outcomesBeforeMs: 0 });
    expect(await bench.append(event(2), outcome(commandId(3, nowMs)))).toEqual({ status: "forgotten" });
    expect(await bench.log.decision("run", "gate")).toMatchObject({ id: old });
  });
}

function trimSuite(bench: Bench): void {
  test("[LG9] only events that the snapshot covers can be trimmed", async () => {
    await bench.append(...[1, 2, 3, 4].map(event));
    await bench.log.trim("run", { through: `${bench.epoch}:4` });
    expect(numbers(await bench.log.read("run", undefined, noLimit))).toEqual([1, 2, 3, 4]);
    expect(await bench.log.putSnapshot("run", bench.epoch, { at: `${bench.epoch}:2`, state: '{"n":2}' })).toBe(true);
    await bench.log.trim("run", { through: `${bench.epoch}:4` });
    expect(await bench.log.snapshot("run")).toEqual({ at: `${bench.epoch}:2`, state: '{"n":2}' });
    expect(await bench.log.read("run", undefined, noLimit)).toEqual({
      status: "trimmed",
      head: `${bench.epoch}:4`,
      oldest: `${bench.epoch}:2`,
    });
    expect(await bench.log.read("run", `${bench.epoch}:1`, noLimit)).toEqual({
      status: "trimmed",
      head: `${bench.epoch}:4`,
      oldest: `${bench.epoch}:2`,
    });
    expect(numbers(await bench.log.read("run", `${bench.epoch}:2`, noLimit))).toEqual([3, 4]);
    expect(await bench.append(event(5))).toEqual({ status: "appended", at: `${bench.epoch}:5` });
  });

  test("[LG9] trimming whole epochs leaves the position at their end usable", async () => {
    await bench.append(event(1), event(2));
    const next = await bench.log.claim("run");
    await bench.log.append("run", next.epoch, [event(3)]);
    for (const at of [`${bench.epoch}:2`, `${next.epoch}:1`]) await bench.log.putSnapshot("run", next.epoch, { at, state: "{}" });
    await bench.log.trim("run", { through: `${bench.epoch}:2` });
    expect((await bench.log.read("run", `${bench.epoch}:1`, noLimit))?.status).toBe("trimmed");
    expect(numbers(await bench.log.read("run", `${bench.epoch}:2`, noLimit))).toEqual([3]);
  });
}

function tailSuite(bench: Bench): void {
  test("[LG10] a tail reports each append once and in order, after the log has stored it", async () => {
    const heard: LogSlice[] = [];
    const heads: Promise<string | undefined>[] = [];
    const stop = bench.log.tail("run", (slice) => {
      heard.push(slice);
      heads.push(bench.log.head("run"));
    });
    await Promise.all([bench.append(event(1), event(2)), bench.append(outcome(commandId(1))), bench.append(event(3))]);
    const next = await bench.log.claim("run");
    await bench.append(event(4));
    await bench.log.append("run", next.epoch, [event(5)]);
    stop();
    await bench.log.append("run", next.epoch, [event(6)]);
    expect(heard).toMatchObject([
      {
        after: `${bench.epoch}:0`,
        from: `${bench.epoch}:1`,
        at: `${bench.epoch}:2`,
        texts: ['{"type":"tick","n":1}', '{"type":"tick","n":2}'],
      },
      { after: `${bench.epoch}:2`, from: `${bench.epoch}:3`, at: `${bench.epoch}:3` },
      { after: `${bench.epoch}:3`, from: `${next.epoch}:1`, follows: `${bench.epoch}:3`, at: `${next.epoch}:1` },
    ]);
    expect((await Promise.all(heads)).every((head) => head !== undefined && head !== `${bench.epoch}:0`)).toBe(true);
  });
}

function longNameSuite(bench: Bench): void {
  test.each(longNames)("[LG13] a gate key of %s decides once", async (_, gate) => {
    expect((await bench.append(event(1), outcome(commandId(1), gate))).status).toBe("appended");
    expect(await bench.log.decision("run", gate)).toMatchObject({ id: commandId(1), decision: { gate } });
    expect(await bench.append(event(2), outcome(commandId(2), gate))).toMatchObject({ status: "decided", outcome: { id: commandId(1) } });
    expect(await bench.log.outcome("run", commandId(2))).toBeUndefined();
    expect((await bench.append(event(3), outcome(commandId(3), `${gate}!`))).status).toBe("appended");
    expect(numbers(await bench.log.read("run", undefined, noLimit))).toEqual([1, 3]);
    await bench.log.remove("run");
    expect(await bench.log.decision("run", gate)).toBeUndefined();
  });

  test.each(longNames)("[LG13] a command id of %s is recorded once", async (_, id) => {
    expect((await bench.append(event(1), outcome(id, "gate"))).status).toBe("appended");
    expect(await bench.log.outcome("run", id)).toMatchObject({ id, at: `${bench.epoch}:1` });
    expect(await bench.append(event(2), outcome(id))).toMatchObject({ status: "duplicate", outcome: { id } });
    expect(await bench.log.outcome("run", `${id}!`)).toBeUndefined();
    expect(numbers(await bench.log.read("run", undefined, noLimit))).toEqual([1]);
    await bench.log.remove("run");
    expect(await bench.log.outcome("run", id)).toBeUndefined();
  });

  test.each(longNames)("[LG13] a stream id of %s is a stream like any other", async (_, stream) => {
    const [{ epoch }, other] = [await bench.log.claim(stream), await bench.log.claim(`${stream}!`)];
    const [old, young] = [commandId(1), commandId(2, nowMs + 60_000)];
    expect((await bench.log.append(stream, epoch, [event(1), event(2), outcome(old, "gate"), outcome(young)])).status).toBe("appended");
    await bench.log.append(`${stream}!`, other.epoch, [event(9), outcome(old, "gate")]);
    expect(numbers(await bench.log.read(stream, undefined, noLimit))).toEqual([1, 2]);
    expect(await bench.log.outcome(stream, old)).toMatchObject({ id: old });
    expect(await bench.log.append(stream, epoch, [event(3), outcome(commandId(3), "gate")])).toMatchObject({ status: "decided" });
    expect(await bench.log.putSnapshot(stream, epoch, { at: `${epoch}:1`, state: "{}" })).toBe(true);
    await bench.log.trim(stream, { through: `${epoch}:1`, outcomesBeforeMs: nowMs + 1 });
    expect(await bench.log.outcome(stream, old)).toBe("forgotten");
    expect(await bench.log.outcome(stream, young)).toMatchObject({ id: young });
    expect(numbers(await bench.log.read(stream, `${epoch}:1`, noLimit))).toEqual([2]);
    await bench.log.remove(stream);
    expect([await bench.log.head(stream), await bench.log.snapshot(stream)]).toEqual([undefined, undefined]);
    expect([await bench.log.outcome(stream, young), await bench.log.decision(stream, "gate")]).toEqual([undefined, undefined]);
    expect(numbers(await bench.log.read(`${stream}!`, undefined, noLimit))).toEqual([9]);
    expect(await bench.log.decision(`${stream}!`, "gate")).toMatchObject({ id: old });
  });

  test("[LG13] ids that are too long for LMDB are forgotten by their time like others", async () => {
    const long = (seed: number, timeMs: number): string => `${commandId(seed, timeMs)}${"-".repeat(2_000)}`;
    const [old, young] = [long(1, nowMs), long(2, nowMs + 60_000)];
    await bench.append(event(1), outcome(old), outcome(young));
    await bench.log.trim("run", { outcomesBeforeMs: nowMs + 1 });
    expect(await bench.log.outcome("run", old)).toBe("forgotten");
    expect(await bench.log.outcome("run", young)).toMatchObject({ id: young });
  });
}
