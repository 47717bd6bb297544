import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import type { StreamLog } from "@dagwire/runtime/lmdb";
import type { StatefulProtocol } from "@dagwire/runtime";
import type { Stream } from "@dagwire/runtime/server";
import { MemoryLog } from "../../../runtime/core/log/memory-log.js";
import { SessionPeer } from "../../helpers/session-peer.js";
import { Cleanup, NaiveClient, rawUpgrade, startStreams, streamUrl, until } from "../../helpers/stream-harness.js";
import type { Harness, ToyOptions } from "../../helpers/stream-harness.js";
import { nodeState } from "../../helpers/toy-dag.js";
import { toy } from "../../helpers/toy-protocol.js";
import type { ToyTypes } from "../../helpers/toy-protocol.js";
import { openToy } from "../../helpers/toy-session.js";
import { toyState } from "../../helpers/toy-state.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

function fail(message: string): never {
  throw new Error(message);
}

/** A state of the toy run that fails as long as the test wants it. */
class FlakyState {
  isBroken = true;
  readonly protocol: StatefulProtocol<ToyTypes>;

  constructor(part: "initial" | "apply" = "initial") {
    const { initial, apply } = toyState;
    const broken = (): void => void (this.isBroken && fail(`the state cannot ${part}`));
    this.protocol = {
      ...toy,
      state: {
        initial: () => {
          if (part === "initial") broken();
          return initial();
        },
        apply: (before, events) => {
          if (part === "apply") broken();
          return apply(before, events);
        },
      },
    };
  }
}

const approve = { type: "human_decision", node_id: "a", decision: "approve" };

function start(options: ToyOptions = {}): Promise<Harness<undefined>> {
  return startStreams(cleanup, options);
}

async function live(port: number): Promise<SessionPeer> {
  const peer = new SessionPeer(cleanup, streamUrl(port));
  await peer.hello();
  await peer.next("$synced");
  return peer;
}

/** Checks that plain and session clients get each event of an open stream once, and that commands take effect. */
async function expectOpen(run: Stream<ToyTypes>, port: number): Promise<void> {
  const peer = await live(port);
  const plain = new NaiveClient(cleanup, streamUrl(port));
  await plain.opened;
  run.publish(nodeState("b"));
  expect((await peer.next("$events")).events).toEqual([nodeState("b")]);
  expect(await peer.command("run-1", approve)).toMatchObject({ type: "$ack", result: { by: "approve" } });
  await until(() => plain.events.length >= 2);
  expect(plain.events).toEqual([nodeState("b"), nodeState("a", "completed")]);
}

test("[OW3] a rejected open leaves nothing behind, and can be repeated", async () => {
  const state = new FlakyState();
  const { streams, port } = await start({ protocol: state.protocol });
  await expect(openToy(streams)).rejects.toThrow("the state cannot initial");
  await expect(openToy(streams)).rejects.toThrow("the state cannot initial");
  expect(streams.stream("run-1")).toBeUndefined();
  expect(streams.stats().streams).toBe(0);
  expect(() => streams.broadcast("run-1", nodeState("a"))).toThrow(expect.objectContaining({ code: "STREAM_NOT_OPEN" }));
  state.isBroken = false;
  await expectOpen(await openToy(streams), port);
});

/** Makes a log whose call number `nth` of `name` fails, like a disk that does not answer. */
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

test("a durable log continues where it ended, after an open() that could not read its state back", async () => {
  const folder = mkdtempSync(join(tmpdir(), "dagwire-failed-open-"));
  cleanup.add(() => rmSync(folder, { recursive: true, force: true }));
  const log = openLmdbLog(folder);
  cleanup.add(() => log.close());
  const before = await start({ log });
  const old = await openToy(before.streams);
  old.publish(nodeState("old", "completed"));
  await old.flushed();
  const state = new FlakyState("apply");
  const { streams, port } = await start({ log, protocol: state.protocol });
  await expect(openToy(streams)).rejects.toThrow("the state cannot apply");
  state.isBroken = false;
  const run = await openToy(streams);
  expect(run.state).toEqual({ old: "completed" });
  const peer = new SessionPeer(cleanup, streamUrl(port));
  await peer.hello();
  expect(JSON.parse((await peer.next("$snapshot")).state)).toEqual({ old: "completed" });
});

test("a client that comes after a rejected open gets 404, and is served after the next open", async () => {
  const state = new FlakyState();
  const { streams, port } = await start({ protocol: state.protocol });
  await expect(openToy(streams)).rejects.toThrow("cannot initial");
  // The log holds the stream, so a session may read it, but it holds no state to read.
  expect((await rawUpgrade(cleanup, port, "/api/dags/run-1/stream")).status).toBe(404);
  state.isBroken = false;
  await expectOpen(await openToy(streams), port);
});

test("clients that wait for an open that is rejected get 503", async () => {
  const errors: string[] = [];
  const log = new MemoryLog();
  let refuse: (error: Error) => void = () => undefined;
  log.claim = () => new Promise((_resolve, reject) => (refuse = reject));
  const { streams, port } = await start({ log, onError: (error) => errors.push(error.message) });
  const opening = openToy(streams);
  const answers = [[], ["Sec-WebSocket-Protocol: dagwire.v1"]].map((headers) =>
    rawUpgrade(cleanup, port, "/api/dags/run-1/stream", headers),
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  refuse(new Error("the log cannot claim"));
  await expect(opening).rejects.toThrow("the log cannot claim");
  expect(await Promise.all(answers)).toMatchObject([{ status: 503 }, { status: 503 }]);
  expect(errors).toEqual([]);
});

test("close() resolves after a rejected open, and while one is failing; the opener alone gets the error", async () => {
  const errors: Error[] = [];
  const onError = (error: Error): unknown => errors.push(error);
  const first = await start({ onError, protocol: new FlakyState().protocol });
  await expect(openToy(first.streams)).rejects.toThrow("cannot initial");
  await first.streams.close();
  const second = await start({ onError, protocol: new FlakyState().protocol });
  const opening = openToy(second.streams);
  const closing = second.streams.close();
  await expect(opening).rejects.toThrow("cannot initial");
  await closing;
  const third = await start({ onError, protocol: new FlakyState().protocol });
  await expect(openToy(third.streams)).rejects.toThrow("cannot initial");
  await third.streams.drain();
  expect(errors).toEqual([]);
});

test("a server that is closed while a stream is being opened rejects the open with SERVER_CLOSED", async () => {
  const { streams } = await start();
  const opening = openToy(streams);
  const closing = streams.close();
  await expect(opening).rejects.toMatchObject({ code: "SERVER_CLOSED" });
  await closing;
  expect(streams.stream("run-1")).toBeUndefined();
});
