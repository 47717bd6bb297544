import { afterEach, expect, test } from "vitest";
import { MemoryLog } from "@dagwire/runtime";
import { connect } from "@dagwire/runtime/client";
import { WebSocket } from "ws";
import { SessionPeer, commandId } from "../../helpers/session-peer.js";
import { Cleanup, NaiveClient, startStreams, streamUrl, until } from "../../helpers/stream-harness.js";
import type { ToyOptions } from "../../helpers/stream-harness.js";
import { nodeState } from "../../helpers/toy-dag.js";
import { toyRun } from "../../helpers/toy-protocol.js";
import { openToy } from "../../helpers/toy-session.js";
import { TroubledLog, textsOf } from "../../helpers/troubled-log.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const approve = (node: string): object => ({ type: "human_decision", node_id: node, decision: "approve" });
const away = { type: "$source", stream: "run-1", part: "log", state: "away" };
const back = { ...away, state: "back" };

async function start(options: ToyOptions = {}) {
  const log = new TroubledLog();
  const errors: string[] = [];
  const onError = ({ message }: Error): unknown => errors.push(message);
  const { streams, port } = await startStreams(cleanup, { log, onError, ...options });
  const run = await openToy(streams);
  return { log, errors, streams, port, run };
}

async function peerOf(port: number, protocol = "dagwire.v1.1"): Promise<SessionPeer> {
  const peer = new SessionPeer(cleanup, streamUrl(port), { protocols: [protocol] });
  await peer.hello();
  await peer.next("$synced");
  return peer;
}

test.each(["hangs", "fails"] as const)(
  "[OW7] a log that %s: followers learn it, commands wait, no connection ends, and nothing is lost when the log is back",
  async (trouble) => {
    const { log, errors, streams, port, run } = await start();
    const peer = await peerOf(port);
    const older = await peerOf(port, "dagwire.v1");
    const plain = new NaiveClient(cleanup, streamUrl(port));
    await plain.opened;
    log.trouble = trouble;
    run.publish(nodeState("a"));
    expect(await peer.next("$source")).toEqual(away);
    const id = commandId();
    expect(await peer.command("run-1", approve("b"), id)).toMatchObject({ type: "$nack", code: "unavailable", retryAfterMs: 1_000 });
    const late = await peerOf(port);
    expect(await late.next("$source")).toEqual(away);
    run.publish(nodeState("c"));
    expect(streams.stats().backlogBytes).toBe(JSON.stringify(nodeState("a")).length * 2);
    expect(streams.stats().oldestAppendMs).toBeGreaterThanOrEqual(2_000);
    await until(() => streams.stats().appendRetries > 0);
    expect([peer, late].map(({ events }) => events)).toEqual([[], []]);

    log.recover();
    expect([await peer.next("$source"), await late.next("$source")]).toEqual([back, back]);
    expect(await peer.command("run-1", approve("b"), id)).toMatchObject({ type: "$ack" });
    const all = [nodeState("a"), nodeState("c"), nodeState("b", "completed")];
    await until(() => [peer, late, older, plain].every(({ events }) => events.length === all.length));
    for (const { events } of [peer, late, older, plain]) expect(events).toEqual(all);
    expect(older.frames.map(({ type }) => type)).not.toContain("$source");
    expect((await textsOf(log, "run-1")).map((text) => JSON.parse(text) as unknown)).toEqual(all);
    expect(run.state).toEqual({ a: "running", b: "completed", c: "running" });
    expect(errors).toEqual([expect.stringContaining('The log of stream "run-1" has failed. The server repeats the append')]);
    expect(streams.stats()).toMatchObject({ backlogBytes: 0, oldestAppendMs: 0, streams: 1 });
    expect([peer.ws, late.ws, older.ws, plain.ws].map(({ readyState }) => readyState)).toEqual([1, 1, 1, 1]);
  },
);

test("[OW7] the status of a client has the sources of its streams, and its commands wait until the log is back", async () => {
  const { log, port } = await start();
  const connection = connect(toyRun, { url: streamUrl(port), WebSocket, onError: (error) => expect.fail(error.message) });
  cleanup.add(() => connection.close());
  await until(() => connection.status.phase === "live");
  expect(connection.status.sources).toEqual({});
  log.trouble = "hangs";
  const first = connection.send({ type: "human_decision", node_id: "a", decision: "approve" });
  await until(() => connection.status.sources["run-1"]?.state === "away");
  expect(connection.status).toMatchObject({ phase: "live", sources: { "run-1": { part: "log", state: "away" } } });
  log.recover();
  expect(await first).toMatchObject({ status: "accepted" });
  expect(connection.status.sources).toEqual({ "run-1": { part: "log", state: "back" } });
});

test("[OW2] a log that stores records and loses its answers has each event and each command once", async () => {
  const { log, port, run } = await start();
  const peer = await peerOf(port);
  log.trouble = "loses the answer";
  const published = Array.from({ length: 20 }, (_, index) => nodeState(`n${index}`));
  for (const event of published) {
    run.publish(event);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const answer = peer.command("run-1", approve("x"));
  await new Promise((resolve) => setTimeout(resolve, 300));
  log.recover();
  expect(await answer).toMatchObject({ type: "$ack" });
  await run.flushed();
  const all = [...published, nodeState("x", "completed")];
  expect((await textsOf(log, "run-1")).map((text) => JSON.parse(text) as unknown)).toEqual(all);
  await until(() => peer.events.length === all.length);
  expect(peer.events).toEqual(all);
});

test("[OW1] events that wait for the log are bounded, and ready() resolves when there is room again", async () => {
  const { log, streams, run } = await start({ limits: { backlogEvents: 10 } });
  log.trouble = "hangs";
  const room = Array.from({ length: 10 }, (_, index) => run.publish(nodeState(`n${index}`)));
  expect(room).toEqual([true, true, true, true, true, false, false, false, false, false]);
  const full = expect.objectContaining({ code: "BACKLOG_FULL" }) as Error;
  expect(() => run.publish(nodeState("more"))).toThrow(full);
  expect(() => streams.broadcast("run-1", nodeState("more"))).toThrow(full);
  let isReady = false;
  const ready = run.ready().then(() => (isReady = true));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(isReady).toBe(false);
  log.recover();
  await ready;
  expect(run.publish(nodeState("later"))).toBe(true);
  await run.flushed();
  expect(await textsOf(log, "run-1")).toHaveLength(11);
});

test("[OW1] the events of all streams together are bounded, and so are those of a stream that is being opened", async () => {
  const { log, streams, run } = await start({ limits: { totalBacklogBytes: 500 } });
  log.trouble = "hangs";
  while (run.publish(nodeState("a")));
  const opening = openToy(streams, "run-2");
  const fill = (): void => {
    for (let count = 0; count < 100; count++) streams.broadcast("run-2", nodeState("a"));
  };
  expect(fill).toThrow(expect.objectContaining({ code: "BACKLOG_FULL" }));
  expect(streams.stats().backlogBytes).toBeLessThanOrEqual(500);
  const other = await opening;
  expect(() => {
    for (let count = 0; count < 100; count++) other.publish(nodeState("b"));
  }).toThrow(expect.objectContaining({ code: "BACKLOG_FULL" }));
  log.recover();
  await Promise.all([run.flushed(), other.flushed()]);
  expect(streams.stats().backlogBytes).toBe(0);
});

test.each(["close", "drain"] as const)(
  "[OW6] %s() of a server whose log hangs keeps its deadline and says what is unsaved",
  async (end) => {
    const { log, streams, port, run } = await start();
    const other = await openToy(streams, "run-2");
    other.publish(nodeState("stored"));
    await other.flushed();
    const peer = await peerOf(port);
    log.trouble = "hangs";
    run.publish(nodeState("a"));
    run.publish(nodeState("b"));
    const flushed = run.flushed().catch((thrown: unknown) => thrown);
    const beginMs = performance.now();
    expect(await streams[end]({ deadlineMs: 400 })).toEqual({ unsaved: { events: 2, streams: 1 } });
    // The deadline is 400 ms; a log that hangs must not hold the process for the seconds that the server would wait otherwise.
    expect(performance.now() - beginMs).toBeLessThan(4_000);
    expect((await peer.closed).code).toBe(end === "close" ? 1001 : 1012);
    expect(await flushed).toMatchObject({ code: "LOG_FAILED" });
    expect(() => run.publish(nodeState("c"))).toThrow(expect.objectContaining({ code: "STREAM_CLOSED" }));
  },
);

test("[OW6] close() of a server whose log works says that all is saved", async () => {
  const { log, streams, run } = await start();
  run.publish(nodeState("a"));
  expect(await streams.close()).toEqual({ unsaved: { events: 0, streams: 0 } });
  expect(await textsOf(log, "run-1")).toHaveLength(1);
});

test("[OW6] close() keeps its deadline while a claim of the log hangs", async () => {
  const log = new MemoryLog();
  log.claim = () => new Promise(() => undefined);
  const { streams } = await startStreams(cleanup, { log });
  const opening = openToy(streams).catch((thrown: unknown) => thrown);
  const end = Promise.race([streams.close({ deadlineMs: 200 }), new Promise((resolve) => setTimeout(resolve, 4_000, "too late"))]);
  expect(await end).toEqual({ unsaved: { events: 0, streams: 0 } });
  expect(await Promise.race([opening, Promise.resolve("still waits")])).toBe("still waits");
});

test("[OW4] a stream that another process has taken over is opened again, with the state of the log", async () => {
  const log = new MemoryLog();
  const [one, two] = [await startStreams(cleanup, { log }), await startStreams(cleanup, { log })];
  const first = await openToy(one.streams);
  const second = await openToy(two.streams);
  second.publish(nodeState("second"));
  await second.flushed();
  first.publish(nodeState("lost"));
  await expect(first.flushed()).rejects.toMatchObject({ code: "STREAM_TAKEN_OVER" });
  const again = await openToy(one.streams);
  expect(again.state).toEqual({ second: "running" });
  again.publish(nodeState("again"));
  await again.flushed();
  expect(again.state).toEqual({ second: "running", again: "running" });
  const peer = await peerOf(one.port);
  expect(await peer.command("run-1", approve("b"))).toMatchObject({ type: "$ack" });
  second.publish(nodeState("late"));
  await expect(second.flushed()).rejects.toMatchObject({ code: "STREAM_TAKEN_OVER" });
});

test("[OW4] onLost has the reason, and may open the stream again: another process, or a log that has lost records", async () => {
  const log = new MemoryLog();
  const [one, two] = [await startStreams(cleanup, { log }), await startStreams(cleanup, { log })];
  const reasons: string[] = [];
  const reopened: Promise<unknown>[] = [];
  const first = await one.streams.open("run-1", {
    onLost: ({ code, message }) => {
      reasons.push(`${code}: ${message}`);
      reopened.push(openToy(one.streams));
    },
  });
  first.publish(nodeState("stored"));
  await first.flushed();
  await openToy(two.streams);
  first.publish(nodeState("lost"));
  await until(() => reopened.length === 1);
  await Promise.all(reopened);
  const other = await one.streams.open("run-2", { onLost: ({ code, message }) => reasons.push(`${code}: ${message}`) });
  other.publish(nodeState("a"));
  await other.flushed();
  log.append = async () => ({ status: "gap", last: 0 });
  other.publish(nodeState("b"));
  await expect(other.flushed()).rejects.toMatchObject({ code: "LOG_FAILED" });
  expect(reasons).toEqual([
    'STREAM_TAKEN_OVER: This process can no longer write to stream "run-1": another process has opened it. Open it again with server.open("run-1").',
    'LOG_FAILED: This process can no longer write to stream "run-2": its log has lost records. Open it again with server.open("run-2").',
  ]);
});

test("[CM23] commands to a stream that is not open yet wait until it is opened, or until their time is over", async () => {
  const log = new MemoryLog();
  const before = await startStreams(cleanup, { log });
  const old = await openToy(before.streams);
  old.publish(nodeState("old"));
  await before.streams.close({ code: 1012 });
  const { streams, port } = await startStreams(cleanup, { log });
  const peer = await peerOf(port);
  const ids = ["first", "second", "expires"].map(() => commandId());
  const send = (id: string | undefined, node: string, ttlMs: number): void =>
    peer.send({ type: "$command", id: id ?? "", stream: "run-1", event: { ...approve(node) }, ttlMs });
  send(ids[2], "c", 50);
  expect(await peer.next("$nack")).toMatchObject({ id: ids[2], code: "expired" });
  send(ids[0], "a", 60_000);
  send(ids[1], "b", 60_000);
  // A command without a time to live cannot wait for an unknown time.
  expect(await peer.command("run-1", approve("d"))).toMatchObject({ code: "unavailable", retryAfterMs: 1_000 });
  await openToy(streams);
  expect([await peer.next("$ack"), await peer.next("$ack")]).toMatchObject([{ id: ids[0] }, { id: ids[1] }]);
  await until(() => peer.events.length === 2);
  expect(peer.events).toEqual([nodeState("a", "completed"), nodeState("b", "completed")]);
});
