import { createServer } from "node:http";
import type { Socket } from "node:net";
import express from "express";
import { createStreamServer } from "@dagwire/runtime/server";
import { WebSocketServer } from "ws";
import { afterEach, expect, test } from "vitest";
import { Cleanup, listen, NaiveClient, rawUpgrade, startStreams, streamPath, streamUrl, until } from "../../helpers/stream-harness.js";
import { nodeState } from "../../helpers/toy-dag.js";
import { toy } from "../../helpers/toy-protocol.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

test("node:http keeps its ordinary requests, also on the stream's path", async () => {
  const { streams, port } = await startStreams(cleanup, { mode: "plain" });
  streams.broadcast("run-1", nodeState("a"));
  for (const path of ["/", "/api/dags/run-1/stream"]) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    expect(await response.text()).toBe("plain HTTP");
  }
  const client = new NaiveClient(cleanup, streamUrl(port));
  await until(() => client.events.length === 1);
});

test("express 5 serves its routes beside the stream", async () => {
  const app = express();
  app.get("/health", (_request, response) => {
    response.json({ ok: true });
  });
  const { streams, port } = await startStreams(cleanup, { mode: "plain" }, { onRequest: app });
  const client = new NaiveClient(cleanup, streamUrl(port));
  streams.broadcast("run-1", nodeState("a"));
  await until(() => client.events.length === 1);
  expect(client.events).toEqual([nodeState("a")]);
  expect(await (await fetch(`http://127.0.0.1:${port}/health`)).json()).toEqual({ ok: true });
  expect((await fetch(`http://127.0.0.1:${port}/nothing`)).status).toBe(404);
});

test("another upgrade handler on another path still works", async () => {
  const { streams, http, port } = await startStreams(cleanup, { mode: "plain" });
  streams.broadcast("run-1", nodeState("a"));
  const echo = new WebSocketServer({ noServer: true });
  http.on("upgrade", (request, socket, head) => {
    if (request.url !== "/echo") return;
    echo.handleUpgrade(request, socket, head, (ws) => ws.on("message", (data) => ws.send(data, { binary: false })));
  });
  const other = new NaiveClient(cleanup, `ws://127.0.0.1:${port}/echo`);
  await other.opened;
  other.send({ hello: 1 });
  await until(() => other.events.length === 1);
  const client = new NaiveClient(cleanup, streamUrl(port));
  await until(() => client.events.length === 1);
  expect(streams.stats()).toMatchObject({ connections: 1, refusedUpgrades: 0 });
});

test("without another upgrade handler, other paths get 404 instead of hanging", async () => {
  const { port } = await startStreams(cleanup, { mode: "plain" });
  expect((await rawUpgrade(cleanup, port, "/elsewhere")).status).toBe(404);
});

test.each([
  ["another path", "/elsewhere", 404],
  ["a malformed stream id", "/api/dags//stream", 400],
])("a failing socket of a refused upgrade does not end the process: %s", async (_case, path, status) => {
  const { http, port } = await startStreams(cleanup, { mode: "plain" });
  const sockets: Socket[] = [];
  http.on("connection", (socket) => sockets.push(socket));
  expect((await rawUpgrade(cleanup, port, path)).status).toBe(status);
  const [socket] = sockets;
  expect(() => socket?.emit("error", new Error("the client has reset the connection"))).not.toThrow();
  expect(socket?.destroyed).toBe(true);
});

test("two stream servers share one HTTP server", async () => {
  const http = createServer();
  const [first, second] = ["/first/:stream", "/second/:stream"].map((path) => createStreamServer(toy, { path, openOnConnect: () => ({}) }));
  if (first === undefined || second === undefined) return expect.unreachable();
  first.attach(http);
  second.attach(http);
  second.attach(http);
  const port = await listen(http);
  cleanup.add(async () => {
    await Promise.all([first.close(), second.close()]);
    http.close();
  });
  const clients = ["first", "second"].map((name) => new NaiveClient(cleanup, `ws://127.0.0.1:${port}/${name}/x`));
  await Promise.all(clients.map((client) => client.opened));
  expect([first.stats().connections, second.stats().connections]).toEqual([1, 1]);
  expect((await rawUpgrade(cleanup, port, "/third/x")).status).toBe(404);
});

test("a path without :stream throws at once", () => {
  expect(() => createStreamServer(toy, { path: streamPath.replace(":stream", "run") })).toThrow(TypeError);
});
