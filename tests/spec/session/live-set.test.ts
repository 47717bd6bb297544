import { expect, test } from "vitest";
import { Gateway } from "../../../runtime/core/delivery/gateway.js";
import { atHead, helloFrame, serverOptions, sliceOf } from "../../helpers/session-bench.js";

/** Lets a connection resume from 1:`seq`, where the log ends; what it asks for once it has read to the end. */
function follow(gateway: Gateway, connection: number, seq: number): readonly string[] {
  gateway.open(connection, 0);
  gateway.happen(connection, { kind: "frame", frame: helloFrame([{ stream: "run", after: `1:${seq}` }]) }, 0);
  gateway.happen(connection, { kind: "authorized", stream: "run" }, 0);
  gateway.happen(connection, { kind: "located", stream: "run", result: atHead(`1:${seq}`) }, 0);
  return readToEnd(gateway, connection, seq);
}

function readToEnd(gateway: Gateway, connection: number, seq: number): readonly string[] {
  const { tasks } = gateway.happen(connection, { kind: "read", stream: "run", result: atHead(`1:${seq}`) }, 0);
  return tasks.map(({ output }) => output.action);
}

/** Its live set stands at 1:6. */
function gatewayAt6(): Gateway {
  const gateway = new Gateway(serverOptions());
  gateway.watch("run", "1:6");
  return gateway;
}

test("[RS10] who has read more than the tail has told waits for it, and reads again", () => {
  const gateway = gatewayAt6();
  expect(follow(gateway, 1, 8)).toEqual([]);
  expect(gateway.publish("run", sliceOf(6, 1), 0).tasks).toEqual([]);
  const { broadcast, tasks } = gateway.publish("run", sliceOf(7, 1), 0);
  expect(broadcast).toBeUndefined();
  expect(tasks).toMatchObject([{ connection: 1, output: { action: "read", after: "1:8" } }]);
  expect(readToEnd(gateway, 1, 8)).toEqual(["send"]);
  expect(gateway.followers("run")).toBe(1);
});

test("[RS10] what the tail never tells is believed at the next tick, and the live ones catch up", () => {
  const gateway = gatewayAt6();
  expect(follow(gateway, 1, 6)).toEqual(["send"]);
  expect(follow(gateway, 2, 8)).toEqual([]);
  expect(gateway.tick(1).tasks).toMatchObject([
    { connection: 1, output: { action: "read", after: "1:6" } },
    { connection: 2, output: { action: "read", after: "1:8" } },
  ]);
  expect(readToEnd(gateway, 2, 8)).toEqual(["send"]);
  expect(gateway.followers("run")).toBe(1);
});

test("[RS10] who comes early, leaves and comes again does not wait for ever", () => {
  const gateway = gatewayAt6();
  expect(follow(gateway, 1, 8)).toEqual([]);
  gateway.happen(1, { kind: "frame", frame: { type: "$unsubscribe", stream: "run" } }, 0);
  gateway.happen(1, { kind: "frame", frame: { type: "$subscribe", stream: "run", after: "1:8" } }, 0);
  gateway.happen(1, { kind: "authorized", stream: "run" }, 0);
  gateway.happen(1, { kind: "located", stream: "run", result: atHead("1:8") }, 0);
  expect(gateway.publish("run", sliceOf(6, 2), 0).tasks).toMatchObject([{ output: { action: "read", after: "1:8" } }]);
});

test("[RS10] a stream that nobody watches has ended for whoever would join it", () => {
  const gateway = new Gateway(serverOptions());
  expect(follow(gateway, 1, 6)).toEqual(["send"]);
  expect(gateway.session(1)?.subscriptions.size).toBe(0);
});
