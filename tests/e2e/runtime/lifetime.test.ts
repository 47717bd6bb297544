import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createStreamServer } from "@dagwire/runtime/server";
import { afterEach, describe, expect, test } from "vitest";
import {
  Cleanup,
  listen,
  NaiveClient,
  openRaw,
  rawUpgrade,
  startStreams,
  streamPath,
  streamUrl,
  until,
} from "../../helpers/stream-harness.js";
import { nodeState } from "../../helpers/toy-dag.js";
import { toy } from "../../helpers/toy-protocol.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

describe("close", () => {
  test("sends all published events, closes with 1001 and does not close the HTTP server", async () => {
    const { streams, http, port } = await startStreams(cleanup);
    const stream = await streams.open("run-1");
    const clients = Array.from({ length: 5 }, () => new NaiveClient(cleanup, streamUrl(port)));
    await Promise.all(clients.map((client) => client.opened));
    stream.publish(nodeState("last"));
    const closing = streams.close();
    expect(streams.close()).toBe(closing);
    await closing;
    for (const client of clients) {
      expect(await client.closed).toEqual({ code: 1001, reason: "the server is going away" });
      expect(client.events).toEqual([nodeState("last")]);
    }
    expect(http.listenerCount("upgrade")).toBe(0);
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("plain HTTP");
    expect(() => stream.publish(nodeState("late"))).toThrow('Stream "run-1" is closed, because its server is closed.');
    await expect(streams.open("run-2")).rejects.toMatchObject({ code: "SERVER_CLOSED" });
    expect(() => streams.broadcast("run-2", nodeState("late"))).toThrow("the server is closed");
    expect(() => streams.attach(http)).toThrow("The server is closed");
    expect(streams.stats()).toMatchObject({ streams: 0, connections: 0 });
  });

  test("of one stream leaves the way to open it again", async () => {
    const { streams } = await startStreams(cleanup);
    const stream = await streams.open("run-1");
    await stream.close();
    expect(() => stream.publish(nodeState("late"))).toThrow('Open it again with server.open("run-1")');
  });

  test("cuts off clients that do not answer the close", async () => {
    const { streams, port } = await startStreams(cleanup);
    const stream = await streams.open("run-1");
    const socket = openRaw(cleanup, port, "/api/dags/run-1/stream");
    socket.on("error", () => {}).resume();
    const gone = new Promise((resolve) => socket.once("close", resolve));
    await until(() => stream.connections === 1);
    const startMs = performance.now();
    await streams.close({ deadlineMs: 100 });
    await gone;
    expect(performance.now() - startMs).toBeLessThan(2_000);
  });

  test("refuses pending upgrades with 503", async () => {
    const admissions: (() => void)[] = [];
    const { streams, port } = await startStreams<string>(cleanup, {
      authenticate: () => new Promise((resolve) => admissions.push(() => resolve({ principal: "x" }))),
    });
    await streams.open("run-1");
    const answer = rawUpgrade(cleanup, port, "/api/dags/run-1/stream");
    await new Promise((resolve) => setTimeout(resolve, 50));
    await streams.close();
    for (const admit of admissions) admit();
    expect((await answer).status).toBe(503);
  });

  test("a server that was never attached or closed does not keep the process alive", () => {
    const before = process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    createStreamServer(toy, { path: streamPath });
    const after = process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    expect(after).toBe(before);
  });
});

describe("heartbeat", () => {
  test("ends a connection that no longer answers, and keeps quiet ones that answer", async () => {
    const { streams, port } = await startStreams(cleanup, { heartbeat: { intervalMs: 60, timeoutMs: 600 } });
    const stream = await streams.open("run-1");
    const alive = new NaiveClient(cleanup, streamUrl(port));
    await alive.opened;
    const dead = openRaw(cleanup, port, "/api/dags/run-1/stream");
    dead.on("error", () => {}).resume();
    const gone = new Promise((resolve) => dead.once("close", resolve));
    await until(() => stream.connections === 2);
    await gone;
    await until(() => stream.connections === 1);
    expect(streams.stats().deadConnections).toBe(1);
    stream.publish(nodeState("a"));
    await until(() => alive.events.length === 1);
  });
});

test("after many clients have come and gone, no socket, listener or timer remains", async () => {
  const http = createServer();
  const streams = createStreamServer(toy, { path: streamPath, openOnConnect: () => ({}) });
  streams.attach(http);
  const port = await listen(http);
  for (let round = 0; round < 10; round++) {
    const clients = Array.from({ length: 10 }, (_, index) => new NaiveClient(cleanup, streamUrl(port, `run-${index}`)));
    await Promise.all(clients.map((client) => client.opened));
    for (const [index, client] of clients.entries()) {
      if (index % 2 === 0) client.ws.terminate();
      else client.ws.close();
    }
    await until(() => streams.stats().connections === 0);
  }
  expect(streams.stats()).toMatchObject({ streams: 0, connections: 0 });
  await streams.close();
  await new Promise((resolve) => http.close(resolve));
});

test.each(["", ".", "..", "x".repeat(257), "\uD800"])("a stream cannot have the id %j, which no URL can carry", async (id) => {
  const { streams } = await startStreams(cleanup);
  await expect(streams.open(id)).rejects.toMatchObject({ code: "STREAM_ID_INVALID" });
  expect(streams.stats().streams).toBe(0);
});

test.each(["a/b", "%2e", "…", "a b", "x".repeat(256)])("a client reaches the stream with the id %j", async (id) => {
  const { streams, port } = await startStreams(cleanup);
  const stream = await streams.open(id);
  const client = new NaiveClient(cleanup, streamUrl(port, id));
  await client.opened;
  expect(stream.connections).toBe(1);
});

test.each(["plain", "sessions"] as const)("a connection does not keep the request of its upgrade in memory, mode %s", async (mode) => {
  const { streams, http, port } = await startStreams(cleanup, { mode });
  await streams.open("run-1");
  const requests: WeakRef<IncomingMessage>[] = [];
  http.prependListener("upgrade", (request) => requests.push(new WeakRef(request)));
  const clients = Array.from({ length: 5 }, () => new NaiveClient(cleanup, streamUrl(port)));
  await Promise.all(clients.map((client) => client.opened));
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  // The engine may hold the newest request a little longer, so the test asks about the others.
  await until(() => {
    if (typeof collect === "function") collect();
    return requests.slice(0, -1).every((request) => request.deref() === undefined);
  });
  expect(requests).toHaveLength(5);
  expect(streams.stats().connections).toBe(5);
});
