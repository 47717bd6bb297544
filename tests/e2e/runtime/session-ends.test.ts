import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { MemoryLog } from "@dagwire/runtime";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import { SessionPeer } from "../../helpers/session-peer.js";
import { Cleanup, startStreams, streamUrl, until } from "../../helpers/stream-harness.js";
import type { ToyOptions, ToyServer } from "../../helpers/stream-harness.js";
import { nodeState } from "../../helpers/toy-dag.js";
import { toy } from "../../helpers/toy-protocol.js";
import { endingState } from "../../helpers/toy-state.js";
import { approving, openToy } from "../../helpers/toy-session.js";
import type { ToyCommands } from "../../helpers/toy-session.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

async function start(options: ToyOptions = {}): Promise<{ readonly streams: ToyServer; readonly port: number }> {
  return startStreams(cleanup, options);
}

/** Makes a client that has sent $hello, got the whole state and is live. */
async function live(port: number, stream = "run-1"): Promise<SessionPeer> {
  const peer = new SessionPeer(cleanup, streamUrl(port, stream));
  await peer.hello();
  await peer.next("$synced");
  return peer;
}

describe("streams that end", () => {
  // The server forgets a stream without connections at the next beat. This is long enough to come first on a busy machine.
  const heartbeat = { intervalMs: 1_500, timeoutMs: 6_000 };
  const forgotten = async (log: MemoryLog): Promise<void> => {
    await vi.waitUntil(async () => (await log.head("run-1")) === undefined, { timeout: 8_000, interval: 5 });
  };

  test("[SB6] a client that comes before the last has gone still gets the state and the end; then the memory is free", async () => {
    const log = new MemoryLog();
    const { streams, port } = await start({ log, heartbeat });
    const run = await openToy(streams);
    const reader = await live(port);
    run.publish(nodeState("a", "running"));
    void run.close("over");
    await reader.next("$unsubscribed");
    const late = new SessionPeer(cleanup, streamUrl(port));
    await late.hello();
    expect(JSON.parse((await late.next("$snapshot")).state)).toEqual({ a: "running" });
    expect(await late.next("$unsubscribed")).toMatchObject({ code: 1000, reason: "over" });
    await forgotten(log);
  });

  test("[SB9] a server that closes ends its sessions without $unsubscribed, so they keep their positions and resume", async () => {
    const { streams, port } = await start();
    const run = await openToy(streams);
    const reader = await live(port);
    run.publish(nodeState("a", "running"));
    await reader.next("$events");
    await streams.close({ code: 1012, reason: "restart" });
    expect(await reader.closed).toMatchObject({ code: 1012 });
    expect(reader.frames.filter(({ type }) => type === "$unsubscribed")).toEqual([]);
  });

  test("[SB9] a server that closes with 1000 lets its sessions read to the end, because they do not connect again", async () => {
    const limits = { retainedEvents: 10_000, retainedBytes: 64_000_000, maxReplayEvents: 20_000 };
    const { streams, port } = await start({ protocol: toy, limits });
    const run = await streams.open("run-1");
    const reader = await live(port);
    for (let index = 0; index < 5_000; index++) run.publish(nodeState(`n${index}`));
    await run.flushed();
    const late = new SessionPeer(cleanup, streamUrl(port));
    await late.hello();
    await streams.close({ code: 1000, reason: "the end" });
    for (const peer of [reader, late]) {
      expect(await peer.closed).toMatchObject({ code: 1000, reason: "the end" });
      expect(peer.events).toHaveLength(5_000);
      expect(await peer.next("$unsubscribed")).toMatchObject({ code: 1000, reason: "the end" });
    }
  });

  test("[SB6] without readers the memory is free at once", async () => {
    const log = new MemoryLog();
    const { streams } = await start({ log });
    const run = await openToy(streams);
    run.publish(nodeState("a"));
    void run.close();
    await forgotten(log);
  });

  test("[SB7] opened again, a stream in memory begins anew", async () => {
    const { streams, port } = await start();
    const run = await openToy(streams);
    const reader = await live(port);
    run.publish(nodeState("a", "running"));
    void run.close("over");
    await reader.next("$unsubscribed");
    const again = await openToy(streams);
    expect(again.state).toEqual({});
    const peer = await live(port);
    again.publish(nodeState("b", "running"));
    expect((await peer.next("$events")).events).toEqual([nodeState("b", "running")]);
    expect(again.state).toEqual({ b: "running" });
  });

  test("[SB7] opened again, a stream on a disk continues where it ended", async () => {
    const folder = mkdtempSync(join(tmpdir(), "dagwire-test-"));
    cleanup.add(() => rmSync(folder, { recursive: true, force: true }));
    const log = openLmdbLog(join(folder, "log"));
    cleanup.add(() => log.close());
    const { streams, port } = await start({ log });
    const run = await openToy(streams);
    const reader = await live(port);
    run.publish(nodeState("a", "running"));
    void run.close("over");
    await reader.next("$unsubscribed");
    const again = await openToy(streams);
    expect(again.state).toEqual({ a: "running" });
    const peer = await live(port);
    again.publish(nodeState("b"));
    await until(() => peer.events.length > 0);
    expect(peer.events).toEqual([nodeState("b")]);
  });
});

describe("the last event of a stream", () => {
  const commands: ToyCommands = { ...approving, pause_execution: (_event, command) => command.publish(nodeState("end")) };
  const protocol = { ...toy, state: endingState };
  const ended: unknown = expect.objectContaining({ code: "STREAM_ENDED" });

  test("[SB8] nothing is published after the event, and a later client gets the end", async () => {
    const { streams, port } = await start({ protocol });
    const run = await streams.open("run-1", { commands });
    run.publish(nodeState("end"));
    expect(() => run.publish(nodeState("late"))).toThrow(ended);
    await run.flushed();
    const peer = new SessionPeer(cleanup, streamUrl(port));
    await peer.hello();
    expect(JSON.parse((await peer.next("$snapshot")).state)).toEqual({ end: "running" });
  });

  test("[SB8] a command's handler may publish the event, but nothing after it", async () => {
    const errors: Error[] = [];
    const { streams, port } = await start({ protocol, onError: (error) => errors.push(error) });
    const run = await streams.open("run-1", { commands });
    const peer = await live(port);
    expect(await peer.command("run-1", { type: "pause_execution" })).toMatchObject({ type: "$ack" });
    expect(() => run.publish(nodeState("late"))).toThrow(ended);
    const late = { type: "human_decision", node_id: "a", decision: "approve" };
    expect(await peer.command("run-1", late)).toMatchObject({ type: "$nack", code: "failed" });
    expect(errors).toMatchObject([{ cause: { code: "STREAM_ENDED" } }]);
    expect(run.state).toEqual({ end: "running" });
  });

  test("[SB8] the next process reads the end from the log", async () => {
    const log = new MemoryLog();
    const { streams } = await start({ protocol, log });
    const run = await streams.open("run-1", { commands });
    run.publish(nodeState("end"));
    await run.flushed();
    const next = await start({ protocol, log });
    const again = await next.streams.open("run-1", { commands });
    expect(() => again.publish(nodeState("late"))).toThrow(ended);
  });
});
