import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import type { StreamLog } from "@dagwire/runtime/lmdb";
import type { OpenStream } from "@dagwire/runtime/server";
import { MemoryLog } from "../../../runtime/core/log/memory-log.js";
import { SessionPeer, commandId, toyProtocol } from "../../helpers/session-peer.js";
import { Cleanup, NaiveClient, startStreams, streamUrl, until } from "../../helpers/stream-harness.js";
import type { Harness, ToyOptions, ToyServer } from "../../helpers/stream-harness.js";
import { nodeState } from "../../helpers/toy-dag.js";
import type { ServerEvent } from "../../helpers/toy-dag.js";
import { approving, openToy } from "../../helpers/toy-session.js";
import { toyState } from "../../helpers/toy-state.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

function fail(message: string): never {
  throw new Error(message);
}

const brokenStates = {
  initial: { ...toyState, initial: () => fail("the state has no beginning") },
  apply: { ...toyState, apply: () => fail("the state cannot go on") },
};

const approve = { type: "human_decision", node_id: "a", decision: "approve" };

function start(options: ToyOptions<undefined> = {}): Promise<Harness<undefined>> {
  return startStreams(cleanup, { protocol: toyProtocol, ...options });
}

function openBroken(streams: ToyServer<undefined>, part: keyof typeof brokenStates = "initial"): Promise<OpenStream<ServerEvent>> {
  return streams.stream("run-1").open({ state: brokenStates[part], commands: approving });
}

async function live(port: number): Promise<SessionPeer> {
  const peer = new SessionPeer(cleanup, streamUrl(port));
  await peer.hello();
  await peer.next("$synced");
  return peer;
}

/** What plain and session clients see of a stream that is open after all: each event once, and commands take effect. */
async function expectOpen(run: OpenStream<ServerEvent>, port: number): Promise<void> {
  const peer = await live(port);
  const plain = new NaiveClient(cleanup, streamUrl(port));
  await plain.opened;
  run.publish(nodeState("b"));
  expect((await peer.next("$events")).events).toEqual([nodeState("b")]);
  expect(await peer.command("run-1", approve)).toMatchObject({ type: "$ack", result: { by: "approve" } });
  await until(() => plain.events.length >= 2);
  expect(plain.events).toEqual([nodeState("b"), nodeState("a", "completed")]);
}

test("a stream whose open() has failed can be opened later", async () => {
  const { streams, port } = await start();
  await expect(openBroken(streams)).rejects.toThrow("the state has no beginning");
  await expect(openBroken(streams)).rejects.toThrow("the state has no beginning");
  const run = await openToy(streams);
  await expect(openToy(streams)).rejects.toMatchObject({ problem: "STREAM_TAKEN" });
  await expectOpen(run, port);
});

test("while open() is under way, a second one is refused", async () => {
  const { streams } = await start();
  const first = openToy(streams);
  await expect(openToy(streams)).rejects.toMatchObject({ problem: "STREAM_TAKEN" });
  await first;
});

/** A log whose call number `nth` of `name` fails, as on a disk that does not answer. */
function failing(log: StreamLog, name: "claim" | "read" | "snapshot", nth: number): StreamLog {
  let calls = 0;
  return new Proxy(log, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== "function") return value;
      if (key !== name || ++calls !== nth) return value.bind(target) as unknown;
      return () => Promise.reject(new Error(`the log cannot ${name}`));
    },
  });
}

test.each([
  ["claim", 1],
  ["snapshot", 1],
  ["read", 1],
] as const)("after an open() whose log fails at %s %i the stream can be opened", async (name, nth) => {
  const { streams, port } = await start({ log: failing(new MemoryLog(), name, nth) });
  await expect(openToy(streams)).rejects.toThrow(`the log cannot ${name}`);
  await expectOpen(await openToy(streams), port);
});

test("a durable log goes on where it ended, after an open() that could not read its state back", async () => {
  const folder = mkdtempSync(join(tmpdir(), "dagwire-failed-open-"));
  cleanup.add(() => rmSync(folder, { recursive: true, force: true }));
  const log = openLmdbLog(folder);
  cleanup.add(() => log.close());
  const before = await start({ log });
  const old = await openToy(before.streams);
  old.publish(nodeState("old", "completed"));
  await old.flushed();
  const { streams, port } = await start({ log });
  await expect(openBroken(streams, "apply")).rejects.toThrow("the state cannot go on");
  const run = await openToy(streams);
  expect(run.state).toEqual({ old: "completed" });
  const peer = new SessionPeer(cleanup, streamUrl(port));
  await peer.hello();
  expect(JSON.parse((await peer.next("$snapshot")).state)).toEqual({ old: "completed" });
});

test("clients that come after a failed open() are sent away for a while, and served once it has worked", async () => {
  const { streams, port } = await start();
  await expect(openBroken(streams)).rejects.toThrow("no beginning");
  const early = new SessionPeer(cleanup, streamUrl(port));
  await early.opened;
  early.send({ type: "$hello", v: 1, protocol: toyProtocol, client: commandId(), streams: [] });
  expect((await early.closed).code).toBe(1013);
  await expectOpen(await openToy(streams), port);
});

test("a failed open() refuses a plain client's event, and nothing is published", async () => {
  const { streams, port } = await start({ errorEvent: (error): ServerEvent => ({ type: "error", message: error.message }) });
  await expect(openBroken(streams)).rejects.toThrow("no beginning");
  const plain = new NaiveClient(cleanup, streamUrl(port));
  await plain.opened;
  plain.send(approve);
  await until(() => plain.events.length === 1);
  expect(plain.events).toEqual([{ type: "error", message: "unavailable: the stream is not open" }]);
  expect(() => streams.stream("run-1").publish(nodeState("a"))).toThrow("is not open");
});

test("close() resolves after a failed open(), and while one is failing; the error is told to the opener alone", async () => {
  const errors: Error[] = [];
  const first = await start({ onError: (error) => errors.push(error) });
  await expect(openBroken(first.streams)).rejects.toThrow("no beginning");
  await first.streams.close();
  const second = await start({ onError: (error) => errors.push(error) });
  const opening = openBroken(second.streams);
  const closing = second.streams.close();
  await expect(opening).rejects.toThrow("no beginning");
  await closing;
  const third = await start({ onError: (error) => errors.push(error) });
  await expect(openBroken(third.streams)).rejects.toThrow("no beginning");
  await third.streams.drain();
  expect(errors).toEqual([]);
});
