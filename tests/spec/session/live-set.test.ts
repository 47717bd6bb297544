import { expect, test } from "vitest";
import { atHead, DeliveryBench, helloFrame, sliceOf } from "../../helpers/session-bench.js";

/** Lets a connection resume from 1:`seq`, which is the head of the log. Returns its outputs after `$welcome`. */
function follow(bench: DeliveryBench, connection: number, seq: number): readonly string[] {
  bench.take({ kind: "openSession", connection, name: String(connection) });
  bench.takeOf(connection, { kind: "frame", frame: helloFrame([{ stream: "run", after: `1:${seq}` }]) });
  bench.takeOf(connection, { kind: "authorized", stream: "run" });
  const { tasks } = bench.takeOf(connection, { kind: "located", stream: "run", result: atHead(`1:${seq}`) });
  return tasks.slice(1).map(({ output }) => output.action);
}

function readToEnd(bench: DeliveryBench, connection: number, seq: number): readonly string[] {
  const { tasks } = bench.takeOf(connection, { kind: "read", stream: "run", result: atHead(`1:${seq}`) });
  return tasks.map(({ output }) => output.action);
}

test("[RS10] a connection that has read more than the tail has reported waits for the tail, and reads again", () => {
  const bench = new DeliveryBench("1:6");
  expect(follow(bench, 1, 8)).toEqual([]);
  expect(bench.append(sliceOf(6, 1)).tasks).toEqual([]);
  const { broadcast, tasks } = bench.append(sliceOf(7, 1));
  expect(broadcast).toBeUndefined();
  expect(tasks).toMatchObject([{ connection: 1, output: { action: "read", after: "1:8" } }]);
  expect(readToEnd(bench, 1, 8)).toEqual(["send"]);
  expect(bench.delivery.isFollowing(1, "run")).toBe(true);
});

test("[RS10] if the tail does not report the events by the next tick, the live set moves on and its connections catch up", () => {
  const bench = new DeliveryBench("1:6");
  expect(follow(bench, 1, 6)).toEqual(["send"]);
  expect(follow(bench, 2, 8)).toEqual([]);
  expect(bench.take({ kind: "tick" }).tasks).toMatchObject([
    { connection: 1, output: { action: "read", after: "1:6" } },
    { connection: 2, output: { action: "read", after: "1:8" } },
  ]);
  expect(readToEnd(bench, 2, 8)).toEqual(["send"]);
  expect(bench.append(sliceOf(8, 1)).broadcast?.connections).toEqual(new Set([2]));
});

test("[RS10] a connection that is ahead, unsubscribes and subscribes again does not wait for ever", () => {
  const bench = new DeliveryBench("1:6");
  expect(follow(bench, 1, 8)).toEqual([]);
  bench.takeOf(1, { kind: "frame", frame: { type: "$unsubscribe", stream: "run" } });
  bench.takeOf(1, { kind: "frame", frame: { type: "$subscribe", stream: "run", after: "1:8" } });
  bench.takeOf(1, { kind: "authorized", stream: "run" });
  bench.takeOf(1, { kind: "located", stream: "run", result: atHead("1:8") });
  expect(bench.append(sliceOf(6, 2)).tasks).toMatchObject([{ output: { action: "read", after: "1:8" } }]);
});

test("[RS10] a connection whose position is that of the live set joins without a read", () => {
  const bench = new DeliveryBench("1:6");
  expect(follow(bench, 1, 6)).toEqual(["send"]);
  expect(bench.append(sliceOf(6, 1)).broadcast?.connections).toEqual(new Set([1]));
});

test("[RS10] joining the live set of a stream that is not watched ends the subscription", () => {
  const bench = new DeliveryBench();
  expect(follow(bench, 1, 6)).toEqual(["send"]);
  expect(bench.delivery.connection(1)?.subscriptions.size).toBe(0);
});
