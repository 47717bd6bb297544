import { expect, test } from "vitest";
import { Delivery } from "../../../runtime/core/delivery/delivery.js";
import { atHead, helloFrame, serverOptions, sliceOf } from "../../helpers/session-bench.js";

/** Lets a connection resume from 1:`seq`, where the log ends; what it asks for after `$welcome`. */
function follow(delivery: Delivery<number>, connection: number, seq: number): readonly string[] {
  delivery.open(connection, String(connection), 0);
  delivery.take(connection, { kind: "frame", frame: helloFrame([{ stream: "run", after: `1:${seq}` }]) }, 0);
  delivery.take(connection, { kind: "authorized", stream: "run" }, 0);
  const { tasks } = delivery.take(connection, { kind: "located", stream: "run", result: atHead(`1:${seq}`) }, 0);
  return tasks.slice(1).map(({ output }) => output.action);
}

function readToEnd(delivery: Delivery<number>, connection: number, seq: number): readonly string[] {
  const { tasks } = delivery.take(connection, { kind: "read", stream: "run", result: atHead(`1:${seq}`) }, 0);
  return tasks.map(({ output }) => output.action);
}

/** Its live set stands at 1:6. */
function deliveryAt6(): Delivery<number> {
  const delivery = new Delivery<number>(serverOptions());
  delivery.watch("run", "1:6");
  return delivery;
}

test("[RS10] who has read more than the tail has told waits for it, and reads again", () => {
  const delivery = deliveryAt6();
  expect(follow(delivery, 1, 8)).toEqual([]);
  expect(delivery.publish("run", sliceOf(6, 1), 0).tasks).toEqual([]);
  const { broadcast, tasks } = delivery.publish("run", sliceOf(7, 1), 0);
  expect(broadcast).toBeUndefined();
  expect(tasks).toMatchObject([{ connection: 1, output: { action: "read", after: "1:8" } }]);
  expect(readToEnd(delivery, 1, 8)).toEqual(["send"]);
  expect(delivery.isFollowing(1, "run")).toBe(true);
});

test("[RS10] what the tail never tells is believed at the next tick, and the live ones catch up", () => {
  const delivery = deliveryAt6();
  expect(follow(delivery, 1, 6)).toEqual(["send"]);
  expect(follow(delivery, 2, 8)).toEqual([]);
  expect(delivery.tick(1).tasks).toMatchObject([
    { connection: 1, output: { action: "read", after: "1:6" } },
    { connection: 2, output: { action: "read", after: "1:8" } },
  ]);
  expect(readToEnd(delivery, 2, 8)).toEqual(["send"]);
  expect(delivery.publish("run", sliceOf(8, 1), 0).broadcast?.members).toEqual(new Set([2]));
});

test("[RS10] who comes early, leaves and comes again does not wait for ever", () => {
  const delivery = deliveryAt6();
  expect(follow(delivery, 1, 8)).toEqual([]);
  delivery.take(1, { kind: "frame", frame: { type: "$unsubscribe", stream: "run" } }, 0);
  delivery.take(1, { kind: "frame", frame: { type: "$subscribe", stream: "run", after: "1:8" } }, 0);
  delivery.take(1, { kind: "authorized", stream: "run" }, 0);
  delivery.take(1, { kind: "located", stream: "run", result: atHead("1:8") }, 0);
  expect(delivery.publish("run", sliceOf(6, 2), 0).tasks).toMatchObject([{ output: { action: "read", after: "1:8" } }]);
});

test("[RS10] a connection whose position is that of the live set joins without a read", () => {
  const delivery = deliveryAt6();
  expect(follow(delivery, 1, 6)).toEqual(["send"]);
  expect(delivery.publish("run", sliceOf(6, 1), 0).broadcast?.members).toEqual(new Set([1]));
});

test("[RS10] a stream that nobody watches has ended for whoever would join it", () => {
  const delivery = new Delivery<number>(serverOptions());
  expect(follow(delivery, 1, 6)).toEqual(["send"]);
  expect(delivery.connection(1)?.subscriptions.size).toBe(0);
});
