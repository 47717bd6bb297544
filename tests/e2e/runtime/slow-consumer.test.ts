import type { Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { Cleanup, NaiveClient, openRaw, startStreams, streamUrl, until } from "../../helpers/stream-harness.js";
import { nodeState } from "../../helpers/toy-dag.js";
import type { ServerEvent } from "../../helpers/toy-dag.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const big = (id: string): ServerEvent => ({ type: "node_state", node_id: id, status: "completed", output: "x".repeat(10_000) });

/** Opens a client that then reads nothing. The kernel's buffers still take a few megabytes. */
async function openStalled(port: number): Promise<Socket> {
  const socket = openRaw(cleanup, port, "/api/dags/run-1/stream");
  socket.on("error", () => {});
  await new Promise((resolve) => socket.once("data", resolve));
  socket.pause();
  return socket;
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("a client that reads nothing is closed, holds at most its high-water mark, and does not slow others", async () => {
  const { streams, port, sockets } = await startStreams(cleanup, {
    limits: { progressTimeoutMs: 300, retainedEvents: 100_000, retainedBytes: 1_000_000_000 },
  });
  const stream = await streams.open("run-1");
  const reader = new NaiveClient(cleanup, streamUrl(port));
  await reader.opened;
  await openStalled(port);
  await until(() => stream.connections === 2);
  let waitingBytes = 0;
  for (let index = 0; index < 2_000; index++) {
    stream.publish(big(`n${index}`));
    if (index % 10 === 0) await nextTurn();
    waitingBytes = Math.max(waitingBytes, ...sockets.map((socket) => socket.writableLength));
  }
  expect(waitingBytes).toBeGreaterThan(0);
  expect(waitingBytes).toBeLessThan(262_144 + 65_536 + 11_000);
  await until(() => reader.events.length === 2_000);
  await until(() => streams.stats().slowConnections === 1);
  expect(streams.stats()).toMatchObject({ slowConnections: 1, deadConnections: 0 });
  stream.publish(nodeState("after"));
  await until(() => reader.events.length === 2_001);
});

test("a reader whose position the log no longer holds is closed with 4113", async () => {
  const { streams, port } = await startStreams(cleanup, { limits: { retainedEvents: 20 } });
  const stream = await streams.open("run-1");
  const slow = new NaiveClient(cleanup, streamUrl(port));
  await slow.opened;
  await until(() => stream.connections === 1);
  slow.ws.pause();
  for (let index = 0; index < 3_000; index++) {
    stream.publish(big(`n${index}`));
    if (index % 10 === 0) await nextTurn();
  }
  expect(streams.stats().laggingConnections).toBe(1);
  slow.ws.resume();
  expect(await slow.closed).toEqual({ code: 4113, reason: "slow consumer: fell out of the retained log" });
});

test("a reader that pauses catches up from the log, complete and in order", async () => {
  const { streams, port } = await startStreams(cleanup, { limits: { retainedEvents: 100_000, retainedBytes: 1_000_000_000 } });
  const stream = await streams.open("run-1");
  const slow = new NaiveClient(cleanup, streamUrl(port));
  await slow.opened;
  await until(() => stream.connections === 1);
  slow.ws.pause();
  for (let index = 0; index < 2_000; index++) {
    stream.publish(big(`n${index}`));
    if (index % 10 === 0) await nextTurn();
  }
  expect(streams.stats().laggingConnections).toBe(1);
  slow.ws.resume();
  stream.publish(nodeState("last"));
  await until(() => slow.events.length === 2_001, "all events", 15_000);
  const got = slow.events.map((event) => Reflect.get(Object(event), "node_id"));
  expect(got).toEqual([...Array.from({ length: 2_000 }, (_, index) => `n${index}`), "last"]);
  expect(streams.stats()).toMatchObject({ laggingConnections: 0, slowConnections: 0 });
});

test("a stream that closes lets a slow reader read to the end, and then closes it", async () => {
  const { streams, port } = await startStreams(cleanup, {
    // Longer than publishing 2,000 events takes on a busy machine. The paused client must not be closed meanwhile.
    limits: { retainedEvents: 100_000, retainedBytes: 1_000_000_000, progressTimeoutMs: 3_000 },
  });
  const stream = await streams.open("run-1");
  const slow = new NaiveClient(cleanup, streamUrl(port));
  await slow.opened;
  const stalled = await openStalled(port);
  await until(() => stream.connections === 2);
  slow.ws.pause();
  for (let index = 0; index < 2_000; index++) {
    stream.publish(big(`n${index}`));
    if (index % 10 === 0) await nextTurn();
  }
  stream.publish(nodeState("last"));
  void stream.close();
  expect(streams.stats()).toMatchObject({ streams: 0, connections: 2 });
  slow.ws.resume();
  expect((await slow.closed).code).toBe(1000);
  expect(slow.events).toHaveLength(2_001);
  expect(slow.events.at(-1)).toEqual(nodeState("last"));
  await until(() => streams.stats().slowConnections === 1);
  stalled.destroy();
  await until(() => streams.stats().connections === 0);
});
