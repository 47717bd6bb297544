import { MemoryLog } from "@dagwire/runtime";
import { ManualClock } from "@dagwire/runtime/testing";
import { expect, test } from "vitest";
import { TotalBacklog } from "../../../../../runtime/server/stream/backlog.js";
import { StreamAppends } from "../../../../../runtime/server/stream/stream-appends.js";
import type { AppendResult, LogRecord } from "../../../../../runtime/core/log/stream-log.js";
import { noLimit } from "../../../../contract/log-bench.js";

type Answer = Promise<AppendResult>;
const event = (text: string): LogRecord => ({ kind: "event", text });
const never = (): Answer => new Promise(() => undefined);
const refuses = (message: string) => (): Answer => Promise.reject(new Error(message));

/** A writer over a log in memory. `disturb` stands between the two. */
async function open() {
  const clock = new ManualClock();
  const log = new MemoryLog();
  const { epoch } = await log.claim("run");
  const told: string[] = [];
  const asked: (number | undefined)[] = [];
  const wire = { disturb: (store: () => Answer, _number: number | undefined): Answer => store() };
  const append = log.append.bind(log);
  log.append = (stream, ofEpoch, records, number) => {
    asked.push(number);
    return wire.disturb(() => append(stream, ofEpoch, records, number), number);
  };
  const appends = new StreamAppends(
    {
      log,
      stream: "run",
      epoch,
      nowMs: () => clock.now(),
      after: (delayMs, callback) => clock.after(delayMs, callback),
      total: new TotalBacklog({ bytes: 100, events: 10, totalBytes: 1_000 }),
    },
    {
      admit: (texts) => texts,
      onRefused: () => told.push("refused"),
      onFenced: () => told.push("fenced"),
      onLost: () => told.push("lost"),
      onFailing: (thrown) => told.push(String(thrown)),
      onAway: (isAway) => told.push(isAway ? "away" : "back"),
      onRetry: () => told.push("retry"),
    },
  );
  const texts = async (): Promise<readonly string[]> => {
    const result = await log.read("run", undefined, noLimit);
    return result?.status === "events" ? result.texts : [];
  };
  return { clock, log, epoch, told, asked, wire, append, appends, texts };
}

test("[OW2] an append whose answer is lost is repeated under its number, and the log has its events once", async () => {
  const { clock, asked, wire, appends, texts, told, epoch } = await open();
  wire.disturb = async (store) => {
    await store();
    throw new Error("the connection is cut");
  };
  const first = appends.append([event("1")]);
  await clock.advance(50);
  wire.disturb = (store) => store();
  await clock.advance(100);
  expect(await first).toEqual({ status: "appended", at: `${epoch}:1` });
  expect([asked, await texts()]).toEqual([[1, 1], ["1"]]);
  const failure =
    'Error: The log of stream "run" has failed. The server repeats the append until the log has stored it: the connection is cut';
  expect(told).toEqual([failure, "retry"]);
});

test("[OW2] at most four appends are under way, and after a failure one, until the log has answered", async () => {
  const { clock, asked, wire, appends, texts } = await open();
  wire.disturb = refuses("the disk is full");
  const all = ["1", "2", "3", "4", "5", "6"].map((text) => appends.append([event(text)]));
  expect(asked).toEqual([1, 2, 3, 4]);
  await clock.advance(99);
  expect(asked).toEqual([1, 2, 3, 4]);
  await clock.advance(1);
  expect(asked).toEqual([1, 2, 3, 4, 1]);
  await clock.advance(200);
  expect(asked).toEqual([1, 2, 3, 4, 1, 1]);
  wire.disturb = (store) => store();
  await clock.advance(400);
  await Promise.all(all);
  expect(asked.slice(6)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(await texts()).toEqual(["1", "2", "3", "4", "5", "6"]);
});

test("[OW2] the wait between two repetitions doubles up to 5 s", async () => {
  const { clock, asked, wire, appends } = await open();
  wire.disturb = refuses("the disk is full");
  void appends.append([event("1")]);
  const waits: number[] = [];
  let last = clock.now();
  for (let ms = 0; ms < 26_000; ms += 100) {
    const count = asked.length;
    await clock.advance(100);
    if (asked.length === count) continue;
    waits.push(clock.now() - last);
    last = clock.now();
  }
  expect(waits).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000]);
});

test("[OW2] a log that does not answer for 2 s is asked again, and its late answer counts", async () => {
  const { clock, asked, wire, appends, texts, told, epoch } = await open();
  let answer = (): void => undefined;
  wire.disturb = async (store) => {
    await new Promise<void>((resolve) => (answer = resolve));
    return store();
  };
  const first = appends.append([event("1")]);
  const second = appends.append([event("2")]);
  await clock.advance(1_999);
  expect([asked, told]).toEqual([[1, 2], []]);
  wire.disturb = never;
  await clock.advance(200);
  expect(asked).toEqual([1, 2, 1]);
  expect(told).toEqual([expect.stringContaining("It has not answered for 2 s."), "away", "retry"]);
  wire.disturb = (store) => store();
  answer();
  await clock.advance(10_000);
  expect(await Promise.all([first, second])).toMatchObject([{ at: `${epoch}:1` }, { at: `${epoch}:2` }]);
  expect([await texts(), told.at(-1), appends.isAway]).toEqual([["1", "2"], "back", false]);
});

test("[OW2] appends that overtake each other in the network are stored in order", async () => {
  const { clock, wire, appends, texts } = await open();
  wire.disturb = async (store, number = 0) => {
    for (let turn = 0; turn < 8 - 2 * number; turn++) await Promise.resolve();
    return store();
  };
  const all = ["1", "2", "3"].map((text) => appends.append([event(text)]));
  await clock.advance(1_000);
  await Promise.all(all);
  expect(await texts()).toEqual(["1", "2", "3"]);
});

test("[LG23] a gap below an append that the log has confirmed shows a loss", async () => {
  const { clock, log, wire, appends, told } = await open();
  await appends.append([event("1")]);
  wire.disturb = () => Promise.resolve({ status: "gap", last: 0 });
  const next = appends.append([event("2")]).catch((thrown: unknown) => String(thrown));
  await clock.advance(0);
  expect(await next).toBe('StreamError LOG_FAILED: The log of stream "run" has lost records after append number 0.');
  expect([told, appends.isOver, appends.hasLost]).toEqual([["lost"], true, true]);
  await log.close();
});

test("[OW1] publish is bounded: true, false above half, and an error above the whole", async () => {
  const { clock, wire, appends, texts } = await open();
  wire.disturb = never;
  const room = Array.from({ length: 10 }, () => appends.add("x"));
  expect(room).toEqual([true, true, true, true, true, false, false, false, false, false]);
  const full = expect.objectContaining({ code: "BACKLOG_FULL" }) as Error;
  expect(() => appends.add("y")).toThrow(full);
  appends.flush();
  expect(() => appends.add("y")).toThrow(full);
  let isReady = false;
  void appends.ready().then(() => (isReady = true));
  await clock.advance(1_000);
  expect([isReady, appends.load, appends.oldestMs]).toEqual([false, { bytes: 10, events: 10 }, 1_000]);
  wire.disturb = (store) => store();
  await clock.advance(10_000);
  expect([isReady, appends.load, appends.oldestMs, await texts()]).toEqual([true, { bytes: 0, events: 0 }, 0, Array<string>(10).fill("x")]);
});

test("[OW1] one event of any size may wait alone", async () => {
  const { wire, appends } = await open();
  wire.disturb = never;
  expect(appends.add("x".repeat(500))).toBe(false);
  expect(() => appends.add("y")).toThrow(expect.objectContaining({ code: "BACKLOG_FULL" }));
});

test("[OW4] a writer that another process has replaced appends nothing more", async () => {
  const { log, appends, told, texts } = await open();
  const { epoch } = await log.claim("run");
  const results = await Promise.all([appends.append([event("1")]), appends.append([event("2")])]);
  expect(results).toEqual([
    { status: "fenced", epoch },
    { status: "fenced", epoch },
  ]);
  await expect(appends.append([event("3")])).rejects.toMatchObject({ code: "STREAM_TAKEN_OVER" });
  expect([told, await texts(), appends.hasLost]).toEqual([["fenced"], [], true]);
});

test("[OW6] stop gives up the appends that wait, and a caller that ignores its promise causes no unhandled rejection", async () => {
  const unhandled: unknown[] = [];
  const hear = (reason: unknown): unknown => unhandled.push(reason);
  process.on("unhandledRejection", hear);
  const { clock, wire, appends, asked } = await open();
  wire.disturb = never;
  appends.add("1");
  const waiting = appends.append([event("2")]).catch((thrown: unknown) => thrown);
  appends.add("3");
  expect(appends.stop()).toBe(3);
  expect(await waiting).toMatchObject({ code: "LOG_FAILED" });
  await appends.flushed();
  void appends.append([event("4")]);
  await clock.advance(60_000);
  process.off("unhandledRejection", hear);
  expect({ unhandled, asked, left: appends.load, hasLost: appends.hasLost }).toEqual({
    unhandled: [],
    asked: [1, 2],
    left: { bytes: 0, events: 0 },
    hasLost: true,
  });
});
