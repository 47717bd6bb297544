import { expect, test } from "vitest";
import type { ReadFrame } from "../../../runtime/core/frames/client-event.js";
import { LiveSet } from "../../../runtime/core/delivery/live-set.js";
import { atHead, DeliveryBench, frames, helloFrame, named, readOf, ServerBench, sliceOf } from "../../helpers/session-bench.js";

const readFrame = (read: number, more: Partial<ReadFrame> = {}): ReadFrame => ({ type: "$read", read, stream: "run", ...more });

function liveBench(limits: ConstructorParameters<typeof ServerBench>[0] = {}, subprotocol: "dagwire.v1" | "dagwire.v1.1" = "dagwire.v1.1") {
  const bench = new ServerBench(limits, {}, { subprotocol });
  bench.goLive();
  return bench;
}

test("[HI5] the server answers the requests of a connection one after another, in order", () => {
  const bench = liveBench();
  expect(bench.frame(readFrame(1))).toEqual([{ action: "history", request: readFrame(1) }]);
  expect(bench.frame(readFrame(2))).toEqual([]);
  expect(bench.step({ kind: "history", read: 9, answer: { chunks: [["late"]] } })).toEqual([]);
  expect(bench.step({ kind: "history", read: 1, answer: { chunks: [["page 1"]] } })).toEqual([{ action: "send", texts: ["page 1"] }]);
  expect(bench.step({ kind: "writable" })).toEqual([{ action: "history", request: readFrame(2) }]);
  const refusal = { code: "no_state", message: "The log keeps no state." } as const;
  expect(frames(bench.step({ kind: "history", read: 2, answer: { refusal } }))).toEqual([{ type: "$refused", read: 2, ...refusal }]);
});

test("[HI5] the parts of an answer wait for the socket, and the next request waits for the last part", () => {
  const bench = liveBench();
  bench.frame(readFrame(1, { state: true }));
  bench.frame(readFrame(2));
  expect(bench.step({ kind: "history", read: 1, answer: { chunks: [["a"], ["b"], ["c"]] } })).toEqual([{ action: "send", texts: ["a"] }]);
  expect(bench.step({ kind: "heard" })).toEqual([]);
  expect(bench.step({ kind: "writable" })).toEqual([{ action: "send", texts: ["b"] }]);
  expect(bench.step({ kind: "writable" })).toEqual([{ action: "send", texts: ["c"] }]);
  expect(bench.step({ kind: "writable" })).toEqual([{ action: "history", request: readFrame(2) }]);
});

test("[HI5] streams that catch up come before requests for history", () => {
  const bench = liveBench();
  bench.step({ kind: "congested", stream: "run", at: "1:5", isFull: true });
  expect(bench.frame(readFrame(1))).toEqual([]);
  expect(bench.step({ kind: "writable" })).toMatchObject([{ action: "read", after: "1:5" }]);
  bench.step({ kind: "read", stream: "run", result: readOf(5, 64, 10) });
  expect(bench.step({ kind: "writable" })).toMatchObject([{ action: "read", after: "1:69" }]);
  bench.step({ kind: "read", stream: "run", result: readOf(69, 10) });
  expect(bench.step({ kind: "writable" })).toMatchObject([{ action: "join" }]);
  const joined = bench.step({ kind: "joined", stream: "run", at: "1:79" });
  expect(named(joined, "history")).toEqual([{ action: "history", request: readFrame(1) }]);
});

test("[HI5] a connection may send 20 requests at once and 10 a second, and at most 8 of them wait", () => {
  const bench = liveBench();
  for (let read = 1; read <= 9; read++) expect(named(bench.frame(readFrame(read)), "send")).toEqual([]);
  expect(frames(bench.frame(readFrame(10)))).toMatchObject([{ type: "$refused", read: 10, code: "rate_limited", retryAfterMs: 1_000 }]);
  const answer = { chunks: [["page"]] };
  for (let read = 1; read <= 20; read++) {
    if (read > 9) bench.frame(readFrame(read));
    bench.step({ kind: "history", read, answer });
    bench.step({ kind: "writable" });
  }
  expect(frames(bench.frame(readFrame(21)))).toMatchObject([{ type: "$refused", read: 21, code: "rate_limited", retryAfterMs: 100 }]);
  bench.nowMs += 100;
  expect(bench.frame(readFrame(22))).toEqual([{ action: "history", request: readFrame(22) }]);
  const closed = Array.from({ length: 21 }, (_, index) => bench.frame(readFrame(30 + index))).flat();
  expect(named(closed, "close")).toMatchObject([{ code: 4129 }]);
});

test("[HI4] [HS10] under dagwire.v1 the server closes after $read, and a server without history refuses each request", () => {
  const old = liveBench({}, "dagwire.v1");
  expect(old.frame(readFrame(1))).toMatchObject([{ action: "leave" }, { action: "close", code: 4400 }]);
  const bench = new ServerBench({}, { hasHistory: false }, { subprotocol: "dagwire.v1.1" });
  bench.hello([{ stream: "run", after: "1:5" }]);
  bench.step({ kind: "authorized", stream: "run" });
  const welcome = frames(bench.step({ kind: "located", stream: "run", result: atHead("1:5") }));
  expect(welcome).toMatchObject([{ type: "$welcome", features: ["loss", "principal"] }]);
  expect(frames(bench.frame(readFrame(1)))).toMatchObject([{ type: "$refused", read: 1, code: "forbidden" }]);
});

test("[HI7] an answer changes no subscription, and a connection that follows no stream gets one too", () => {
  const bench = liveBench();
  const { subscriptions } = bench.state;
  bench.frame(readFrame(1));
  bench.step({ kind: "history", read: 1, answer: { chunks: [["page"]] } });
  expect(bench.state.subscriptions).toBe(subscriptions);
  bench.step({ kind: "writable" });
  bench.frame({ type: "$unsubscribe", stream: "run" });
  expect(bench.frame(readFrame(2))).toEqual([{ action: "history", request: readFrame(2) }]);
});

test("[HI8] $synced has the number of events up to its position under dagwire.v1.1, and not under dagwire.v1", () => {
  const synced = (subprotocol: "dagwire.v1" | "dagwire.v1.1"): object | undefined => {
    const bench = new DeliveryBench();
    bench.take({ kind: "watched", stream: "run", head: "2:1", count: 6 });
    bench.take({ kind: "appended", stream: "run", slice: { ...sliceOf(1, 2), after: "2:1", from: "2:2", at: "2:3", count: 6 } });
    bench.take({ kind: "openSession", connection: 1, name: "1", subprotocol });
    bench.takeOf(1, { kind: "frame", frame: helloFrame([{ stream: "run", after: "2:3" }]) });
    bench.takeOf(1, { kind: "authorized", stream: "run" });
    const { tasks } = bench.takeOf(1, { kind: "located", stream: "run", result: atHead("2:3") });
    return frames(tasks.map(({ output }) => output)).at(-1);
  };
  expect(synced("dagwire.v1.1")).toEqual({ type: "$synced", stream: "run", at: "2:3", recovered: true, count: 8 });
  expect(synced("dagwire.v1")).toEqual({ type: "$synced", stream: "run", at: "2:3", recovered: true });
});

test("[HI8] a live set that has moved past events of which the tail has not told does not know their number until the next slice", () => {
  const live = new LiveSet<number>("1:5", 5);
  live.join(1, "1:7");
  live.moveToAhead();
  expect([live.head, live.count]).toEqual(["1:7", undefined]);
  live.advance(sliceOf(7, 2));
  expect([live.head, live.count]).toEqual(["1:9", 9]);
  live.advance(sliceOf(12, 1));
  expect([live.head, live.count]).toEqual(["1:13", 13]);
});
