import { expect, test } from "vitest";
import { plainCodec, sessionCodec } from "../../../runtime/core/delivery/codec.js";
import { lengthOf, overBudget } from "../../../runtime/core/delivery/delivery.js";
import { sharedSnapshot } from "../../../runtime/core/delivery/shared-snapshot.js";
import { defaultDeliveryLimits } from "../../../runtime/core/delivery/served-connection.js";
import { atHead, DeliveryBench, frames, helloFrame, named, readOf, ServerBench, sliceOf } from "../../helpers/session-bench.js";

/** A delivery with live connections 1 to `count` at 1:5. */
function liveConnections(count: number): DeliveryBench {
  const bench = new DeliveryBench("1:5");
  for (let connection = 1; connection <= count; connection++) {
    bench.take({ kind: "openSession", connection, name: String(connection) });
    bench.takeOf(connection, { kind: "frame", frame: helloFrame([{ stream: "run", after: "1:5" }]) });
    bench.takeOf(connection, { kind: "authorized", stream: "run" });
    bench.takeOf(connection, { kind: "located", stream: "run", result: atHead("1:5") });
    bench.takeOf(connection, { kind: "read", stream: "run", result: atHead("1:5") });
  }
  return bench;
}

test("[SC1] a connection with a full socket leaves the live set and keeps its position", () => {
  const bench = new ServerBench();
  bench.goLive("1:5");
  expect(bench.step({ kind: "congested", stream: "run", at: "1:5", isFull: true })).toEqual([]);
  expect(bench.step({ kind: "writable" })).toMatchObject([{ action: "read", after: "1:5" }]);
});

test("[SC2] the connection catches up from the log and joins the live set again at its head", () => {
  const bench = liveConnections(2);
  const first = bench.append(sliceOf(5, 2));
  expect(first.broadcast?.connections.size).toBe(2);
  bench.takeOf(2, { kind: "congested", stream: "run", at: "1:5", isFull: true });
  expect(bench.append(sliceOf(7, 1)).broadcast?.connections).toEqual(new Set([1]));
  bench.takeOf(2, { kind: "writable" });
  bench.takeOf(2, { kind: "read", stream: "run", result: readOf(5, 2, 1) });
  bench.takeOf(2, { kind: "writable" });
  // The log holds no more events, and the live set is ahead by one.
  expect(bench.takeOf(2, { kind: "read", stream: "run", result: atHead("1:7") }).tasks).toMatchObject([
    { output: { action: "read", after: "1:7" } },
  ]);
  bench.takeOf(2, { kind: "read", stream: "run", result: readOf(7, 1) });
  bench.takeOf(2, { kind: "writable" });
  bench.takeOf(2, { kind: "read", stream: "run", result: atHead("1:8") });
  expect(bench.append(sliceOf(8, 1)).broadcast?.connections).toEqual(new Set([1, 2]));
});

test("[SC3] a client that is too far behind gets conflated events that fit into one chunk, or a reset", () => {
  const lagging = (canConflate: boolean): ServerBench => {
    const bench = new ServerBench({ maxReplayEvents: 100 }, { canConflate });
    bench.goLive("1:5");
    bench.step({ kind: "congested", stream: "run", at: "1:5", isFull: true });
    bench.step({ kind: "writable" });
    return bench;
  };
  expect(frames(lagging(false).step({ kind: "read", stream: "run", result: readOf(5, 64, 37) }))).toMatchObject([
    { type: "$reset", reason: "lag" },
  ]);
  const bench = lagging(true);
  expect(bench.step({ kind: "read", stream: "run", result: readOf(5, 64, 37) })).toEqual([
    { action: "conflate", stream: "run", after: "1:5" },
  ]);
  const slice = { texts: ['{"last":1}'], after: "1:5", from: "1:6", at: "1:106", count: 5 };
  expect(frames(bench.step({ kind: "conflated", stream: "run", slice }))).toEqual([
    { type: "$events", stream: "run", from: "1:6", upto: "1:106", conflated: true, events: [{ last: 1 }] },
  ]);
  expect(bench.step({ kind: "writable" })).toMatchObject([{ action: "read", after: "1:106" }]);
  const unable = lagging(true);
  unable.step({ kind: "read", stream: "run", result: readOf(5, 64, 37) });
  expect(frames(unable.step({ kind: "conflated", stream: "run", slice: undefined }))).toMatchObject([{ type: "$reset", reason: "lag" }]);
});

test("[SC4] the server closes a full socket that makes no progress for 30 s with 4113, and keeps one that makes progress", () => {
  const bench = new ServerBench();
  bench.goLive("1:5");
  bench.step({ kind: "congested", stream: "run", at: "1:5", isFull: true });
  for (let second = 20; second <= 200; second += 20) {
    bench.nowMs = second * 1_000;
    expect(bench.step({ kind: "tick" })).toEqual([]);
    bench.step({ kind: "progress" });
  }
  bench.nowMs += 30_000;
  expect(named(bench.step({ kind: "tick" }), "close")).toMatchObject([{ code: 4113 }]);
});

test("[SC4] [SC12] a socket that is full of answers alone has to make progress as soon as the driver reports it as full", () => {
  const bench = new ServerBench();
  bench.goLive("1:5");
  bench.nowMs = 10_000;
  bench.step({ kind: "full" });
  for (const second of [20, 39]) {
    bench.nowMs = second * 1_000;
    bench.step({ kind: "full" });
    bench.frame({ type: "$ping", n: second });
    expect(named(bench.step({ kind: "tick" }), "close")).toEqual([]);
  }
  bench.nowMs = 40_000;
  expect(named(bench.step({ kind: "tick" }), "close")).toMatchObject([{ code: 4113 }]);
});

test("[SC12] such a connection stays live, and the server pings it again when its socket has room", () => {
  const bench = new ServerBench();
  bench.goLive("1:5");
  bench.step({ kind: "full" });
  expect(bench.state.subscriptions.get("run")?.phase).toBe("live");
  expect(bench.step({ kind: "writable" })).toEqual([]);
  bench.nowMs = 35_000;
  expect(bench.step({ kind: "tick" })).toEqual([{ action: "ping" }]);
});

test("[SC5] over the budget, the server cuts off the connections with most waiting bytes first", () => {
  const waiting = new Map([
    [1, 10],
    [2, 500],
    [3, 90],
    [4, 400],
  ]);
  expect(overBudget(waiting, 1_000)).toEqual([]);
  expect(overBudget(waiting, 600)).toEqual([2]);
  expect(overBudget(waiting, 100)).toEqual([2, 4]);
});

test("[SC5] connections that read the same state hold it together, until the last of them has read it", () => {
  const bench = new DeliveryBench("1:5");
  const shared = sharedSnapshot("run", { at: "1:5", state: JSON.stringify("x".repeat(1_000)) }, 600);
  for (const connection of [1, 2]) {
    bench.take({ kind: "openSession", connection, name: String(connection) });
    bench.takeOf(connection, { kind: "frame", frame: helloFrame([{ stream: "run" }]) });
    bench.takeOf(connection, { kind: "authorized", stream: "run" });
    bench.takeOf(connection, { kind: "located", stream: "run", result: atHead("1:5") });
    bench.takeOf(connection, { kind: "snapshot", stream: "run", snapshot: shared });
  }
  const whole = lengthOf(shared.chunks);
  expect(whole).toBeGreaterThan(1_000);
  expect([...bench.delivery.heldLengths()]).toEqual([
    [1, whole / 2],
    [2, whole / 2],
  ]);
  for (let chunk = 1; chunk < shared.chunks.length; chunk++) bench.takeOf(1, { kind: "writable" });
  expect([...bench.delivery.heldLengths()]).toEqual([[2, whole]]);
});

test("[SC6] all connections of the live set get the same text, which is built once", () => {
  const slice = sliceOf(5, 2);
  expect(liveConnections(3).append(slice).broadcast).toEqual({
    action: "broadcast",
    stream: "run",
    slice,
    connections: new Set([1, 2, 3]),
  });
  expect(sessionCodec.slice("run", slice, defaultDeliveryLimits.chunk)).toEqual([
    '{"type":"$events","stream":"run","from":"1:6","events":[{"type":"tick"},{"type":"tick"}]}',
  ]);
  expect(plainCodec.slice("run", slice, defaultDeliveryLimits.chunk)).toEqual(['{"type":"tick"}', '{"type":"tick"}']);
});

test("[SC7] after a gap in the tail all connections catch up from the log, and old slices are ignored", () => {
  const bench = liveConnections(2);
  expect(bench.append(sliceOf(3, 2))).toEqual({ broadcast: undefined, tasks: [] });
  const { broadcast, tasks } = bench.append(sliceOf(8, 1));
  expect(broadcast).toBeUndefined();
  expect(tasks).toMatchObject([1, 2].map((connection) => ({ connection, output: { action: "read", after: "1:5" } })));
});

test("[SC8] several streams of one connection that are behind take turns", () => {
  const bench = new ServerBench();
  bench.hello([
    { stream: "a", after: "1:0" },
    { stream: "b", after: "1:0" },
  ]);
  for (const stream of ["a", "b"]) bench.step({ kind: "authorized", stream });
  bench.step({ kind: "located", stream: "a", result: readOf(0, 1, 500) });
  bench.step({ kind: "located", stream: "b", result: readOf(0, 1, 500) });
  const turns: string[] = [];
  for (let turn = 0; turn < 4; turn++) {
    const stream = bench.state.asking ?? "";
    turns.push(stream);
    bench.step({ kind: "read", stream, result: readOf(Math.floor(turn / 2) * 64, 64, 400) });
    bench.step({ kind: "writable" });
  }
  expect(turns).toEqual(["a", "b", "a", "b"]);
});
