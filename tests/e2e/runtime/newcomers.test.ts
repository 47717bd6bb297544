import { dag } from "@dagwire/dag";
import type { DagTypes } from "@dagwire/dag";
import { StreamSession } from "@dagwire/runtime/client";
import { MemoryLog } from "@dagwire/runtime";
import { createStreamServer } from "@dagwire/runtime/server";
import type { StreamServer } from "@dagwire/runtime/server";
import { createServer } from "node:http";
import { WebSocket } from "ws";
import { afterEach, expect, test } from "vitest";
import { Cleanup, listen, streamPath, streamUrl, until } from "../../helpers/stream-harness.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

/** A client of the reference protocol, and the types of its frames. */
class Page {
  readonly types: string[] = [];
  readonly session: StreamSession<DagTypes>;

  constructor(port: number) {
    const { types } = this;
    class Heard extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        this.on("message", (data: Buffer) => types.push((JSON.parse(data.toString()) as { readonly type: string }).type));
      }
    }
    this.session = new StreamSession(dag, { url: streamUrl(port), WebSocket: Heard });
    cleanup.add(() => this.session.close());
    this.session.open();
  }

  get isLive(): boolean {
    return this.session.getStatus().phase === "live";
  }
}

test("[RS15] [RS17] [RS18] newcomers get an older state and the events since, and have the server's state", async () => {
  const http = createServer();
  const server = createStreamServer(dag, { path: streamPath });
  server.attach(http);
  const port = await listen(http);
  cleanup.add(async () => {
    await server.close();
    http.close();
  });
  const run = await server.open("run-1");
  const publish = (from: number, to: number, status: "running" | "completed"): void => {
    for (let index = from; index < to; index++) run.publish({ type: "node_state", node_id: `n${index}`, status });
  };
  publish(0, 5_000, "running");
  await run.flushed();
  // The first client makes the server take a state. Events come while the server makes the state and while clients read it.
  const pages = [new Page(port)];
  for (let round = 0; round < 8; round++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    publish(round * 100, round * 100 + 150, "completed");
    pages.push(new Page(port));
  }
  await run.flushed();
  await until(() => pages.every(({ isLive }) => isLive));
  // The server may make another state for this client. The one after it gets the same state.
  const next = new Page(port);
  await until(() => next.isLive);
  run.publish({ type: "node_state", node_id: "n0", status: "failed" });
  await run.flushed();
  const last = new Page(port);
  await until(() => last.isLive);
  const text = JSON.stringify(run.state);
  await until(() => [...pages, last].every(({ session }) => JSON.stringify(session.store.getSnapshot()).length === text.length));
  for (const { session } of [...pages, last]) expect(session.store.getSnapshot()).toEqual(run.state);
  expect([...new Set(last.types)]).toEqual(["$welcome", "$piece", "$events", "$synced"]);
  expect(last.types.filter((type) => type === "$piece").length).toBeGreaterThan(3);
});

test("[RS18] long texts and lists arrive whole, also from a stream that this process has not opened", async () => {
  const log = new MemoryLog();
  const open = async (): Promise<StreamServer<DagTypes, unknown>> => {
    const http = createServer();
    const server = createStreamServer(dag, { path: streamPath, log });
    server.attach(http);
    ports.push(await listen(http));
    cleanup.add(async () => {
      await server.close();
      http.close();
    });
    return server;
  };
  const ports: number[] = [];
  const run = await (await open()).open("run-1");
  const text = '{"quoted": "é😀"}\n'.repeat(9_000);
  run.publish({ type: "text_delta", text_id: "m/1", offset: 0, delta: text });
  for (let index = 0; index < 500; index++)
    run.publish({ type: "node_log", node_id: "a~b", channel: "tokens", offset: 400 * index, chunk: "x".repeat(400) });
  await run.flushed();
  const state = structuredClone(run.state);
  const [first = 0] = ports;
  const early = new Page(first);
  await until(() => early.isLive);
  await run.close();
  await open();
  const late = new Page(ports[1] ?? 0);
  await until(() => late.isLive);
  for (const { session, types } of [early, late]) {
    expect(session.store.getSnapshot()).toEqual(state);
    expect(session.store.read(["texts", "m/1", "body"])?.text).toBe(text);
    expect(types.filter((type) => type === "$piece").length).toBeGreaterThan(5);
    expect(types).not.toContain("$snapshot");
  }
});
