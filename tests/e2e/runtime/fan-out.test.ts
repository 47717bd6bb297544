import { afterEach, expect, test, vi } from "vitest";
import { Cleanup, NaiveClient, startStreams, streamUrl, until } from "../../helpers/stream-harness.js";
import { nodeState } from "../../helpers/toy-dag.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const ids = (count: number, from = 0): string[] => Array.from({ length: count }, (_, index) => `n${from + index}`);
const idsOf = (client: NaiveClient): unknown[] => client.events.map((event) => Reflect.get(Object(event), "node_id"));

async function join(port: number, count: number): Promise<NaiveClient[]> {
  const clients = Array.from({ length: count }, () => new NaiveClient(cleanup, streamUrl(port)));
  await Promise.all(clients.map((client) => client.opened));
  return clients;
}

test("2,000 events of one tick reach 25 clients, complete and in order", async () => {
  const { streams, port } = await startStreams(cleanup, { mode: "plain" });
  const stream = await streams.open("run-1");
  const clients = await join(port, 25);
  const want = ids(2_000);
  for (const id of want) stream.publish(nodeState(id));
  await until(() => clients.every((client) => client.events.length >= want.length));
  for (const client of clients) expect(idsOf(client)).toEqual(want);
  expect(streams.stats()).toMatchObject({ publishedEvents: 2_000, laggingConnections: 0, slowConnections: 0 });
});

test("one write per client and tick carries all its events, and all clients get the same buffer", async () => {
  const { streams, port, sockets } = await startStreams(cleanup, { mode: "plain" });
  const stream = await streams.open("run-1");
  const clients = await join(port, 3);
  const writes = sockets.map((socket) => vi.spyOn(socket, "write"));
  for (let tick = 0; tick < 5; tick++) {
    for (const id of ids(100, tick * 100)) stream.publish(nodeState(id));
    await until(() => clients.every((client) => client.events.length === (tick + 1) * 100));
  }
  for (const write of writes) expect(write).toHaveBeenCalledTimes(5);
  const [first, ...others] = writes.map((write) => write.mock.calls.map(([buffer]) => buffer));
  for (const buffers of others) {
    for (const [index, buffer] of buffers.entries()) expect(buffer).toBe(first?.[index]);
  }
});

test("a client that joins while events are pending gets each exactly once", async () => {
  const { streams, port } = await startStreams(cleanup, { mode: "plain" });
  const stream = await streams.open("run-1");
  const clients: NaiveClient[] = [];
  let published = 0;
  for (let round = 0; round < 40; round++) {
    clients.push(new NaiveClient(cleanup, streamUrl(port)));
    const pause = new Promise((resolve) => setImmediate(resolve));
    for (const id of ids(25, published)) stream.publish(nodeState(id));
    published += 25;
    await pause;
  }
  await until(() => clients.every((client) => client.events.length >= published));
  for (const client of clients) expect(idsOf(client)).toEqual(ids(published));
});

test("an event larger than the high-water mark arrives", async () => {
  const { streams, port } = await startStreams(cleanup, { mode: "plain" });
  const stream = await streams.open("run-1");
  const [client] = await join(port, 1);
  const output = "x".repeat(1_000_000);
  stream.publish({ type: "node_state", node_id: "big", status: "completed", output });
  stream.publish(nodeState("after"));
  await until(() => client?.events.length === 2);
  expect(client?.events[0]).toMatchObject({ output });
  await until(() => streams.stats().laggingConnections === 0);
});

test("a long retained log and a large greeting arrive whole", async () => {
  const { streams, port } = await startStreams(cleanup, { mode: "plain" });
  const stream = await streams.open("run-1");
  const output = "x".repeat(1_000);
  for (const id of ids(3_000)) stream.publish({ type: "node_state", node_id: id, status: "completed", output });
  const [client] = await join(port, 1);
  for (const id of ids(50, 3_000)) stream.publish(nodeState(id));
  await until(() => client?.events.length === 3_050);
  expect(client === undefined ? [] : idsOf(client)).toEqual(ids(3_050));
});
