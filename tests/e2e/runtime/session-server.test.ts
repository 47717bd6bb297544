import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { MemoryLog } from "@dagwire/runtime";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import { SessionPeer, commandId, toyProtocol } from "../../helpers/session-peer.js";
import { Cleanup, NaiveClient, rawUpgrade, startStreams, streamUrl, until } from "../../helpers/stream-harness.js";
import type { ToyOptions, ToyServer } from "../../helpers/stream-harness.js";
import { nodeState } from "../../helpers/toy-dag.js";
import type { ClientEvent, ServerEvent } from "../../helpers/toy-dag.js";
import { endingState, toyState } from "../../helpers/toy-state.js";
import type { OpenOptions, OpenStream } from "@dagwire/runtime/server";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

type Commands = OpenOptions<ServerEvent, ClientEvent, ClientEvent["type"], undefined>["commands"];

const approving: Commands = {
  human_decision: (event, command) => {
    command.publish(nodeState(event.node_id, "completed"));
    return { by: event.decision };
  },
  pause_execution: (_event, command) => command.reject("already_paused", "the run is paused"),
};

async function open(streams: ToyServer<undefined>, id = "run-1", commands = approving): Promise<OpenStream<ServerEvent>> {
  return streams.stream(id).open({ state: toyState, commands, gate: (event) => ("node_id" in event ? event.node_id : undefined) });
}

async function start(options: ToyOptions<undefined> = {}): Promise<{ readonly streams: ToyServer<undefined>; readonly port: number }> {
  return startStreams(cleanup, { protocol: toyProtocol, ...options });
}

/** Greeted, with the whole state, live. */
async function live(port: number, stream = "run-1"): Promise<SessionPeer> {
  const peer = new SessionPeer(cleanup, streamUrl(port, stream));
  await peer.hello();
  await peer.next("$synced");
  return peer;
}

describe("resuming", () => {
  test("[RS2] [RS13] a new client gets the whole state, then what is published, each batch once framed for all", async () => {
    const { streams, port } = await start();
    const run = await open(streams);
    run.publish(nodeState("a", "running"));
    const peers = [new SessionPeer(cleanup, streamUrl(port)), new SessionPeer(cleanup, streamUrl(port))];
    for (const peer of peers) {
      expect((await peer.hello()).streams).toMatchObject([{ stream: "run-1", mode: "snapshot" }]);
      expect(JSON.parse((await peer.next("$snapshot")).state)).toEqual({ a: "running" });
      expect(await peer.next("$synced")).toMatchObject({ recovered: true });
    }
    run.publish(nodeState("b", "running"));
    run.publish(nodeState("b", "completed"));
    const [first, second] = await Promise.all(peers.map((peer) => peer.next("$events")));
    expect(first).toEqual(second);
    expect(first?.events).toEqual([nodeState("b", "running"), nodeState("b", "completed")]);
  });

  test("[RS1] a position is gone on from with the very next event", async () => {
    const { streams, port } = await start();
    const run = await open(streams);
    const before = await live(port);
    run.publish(nodeState("a"));
    const { from } = await before.next("$events");
    before.ws.terminate();
    for (let index = 0; index < 200; index++) run.publish(nodeState(`n${index}`));
    await run.flushed();
    const again = new SessionPeer(cleanup, streamUrl(port));
    expect((await again.hello([{ stream: "run-1", after: from }])).streams).toMatchObject([{ mode: "replay", from }]);
    expect(await again.next("$synced")).toMatchObject({ recovered: true });
    expect(again.events).toEqual(Array.from({ length: 200 }, (_none, index) => nodeState(`n${index}`)));
  });

  test("[RS3] [RS4] a position that is gone, or never was, is told, and the whole state follows", async () => {
    const { streams, port } = await start({ limits: { retainedEvents: 4 } });
    const run = await open(streams);
    const { at } = await peerAt(port);
    for (let index = 0; index < 20; index++) run.publish(nodeState("a", index === 19 ? "completed" : "running"));
    await run.flushed();
    for (const [after, reason] of [
      [at, "trimmed"],
      ["77:3", "epoch"],
    ] as const) {
      const peer = new SessionPeer(cleanup, streamUrl(port));
      expect((await peer.hello([{ stream: "run-1", after }])).streams).toMatchObject([{ mode: "snapshot" }]);
      expect(await peer.next("$reset")).toMatchObject({ reason });
      expect(JSON.parse((await peer.next("$snapshot")).state)).toEqual({ a: "completed" });
      expect(await peer.next("$synced")).toMatchObject({ recovered: false });
    }
  });

  test("[PL2] plain and session clients share a room; what is in the log is told to both", async () => {
    const { streams, port } = await start();
    const run = await open(streams);
    const peer = await live(port);
    const plain = new NaiveClient(cleanup, streamUrl(port));
    await plain.opened;
    run.publish(nodeState("a"));
    expect((await peer.next("$events")).events).toEqual([nodeState("a")]);
    await until(() => plain.events.length === 1);
    expect(streams.stats()).toMatchObject({ connections: 2, sessions: 1 });
    expect(run.connections).toBe(2);
  });

  test("[SB5] a stream that ends is read to the end first", async () => {
    const { streams, port } = await start();
    const run = await open(streams);
    const peer = await live(port);
    run.publish(nodeState("a"));
    run.close("the run is over");
    expect(await peer.next("$unsubscribed")).toMatchObject({ code: 1000, reason: "the run is over" });
    expect(peer.events).toEqual([nodeState("a")]);
  });
});

describe("streams that end", () => {
  // A stream that nobody follows is let go of at the next beat: long enough to come before it on a busy machine.
  const heartbeat = { intervalMs: 1_500, timeoutMs: 6_000 };
  const forgotten = async (log: MemoryLog): Promise<void> => {
    await vi.waitUntil(async () => (await log.head("run-1")) === undefined, { timeout: 8_000, interval: 5 });
  };

  test("[SB6] who comes before the last has gone still gets the state, and the end; then the memory is free", async () => {
    const log = new MemoryLog();
    const { streams, port } = await start({ log, heartbeat, openOnConnect: true });
    const run = await open(streams);
    const reader = await live(port);
    run.publish(nodeState("a", "running"));
    run.close("over");
    await reader.next("$unsubscribed");
    const late = new SessionPeer(cleanup, streamUrl(port));
    await late.hello();
    expect(JSON.parse((await late.next("$snapshot")).state)).toEqual({ a: "running" });
    expect(await late.next("$unsubscribed")).toMatchObject({ code: 1000, reason: "over" });
    await forgotten(log);
  });

  test("[SB6] without readers the memory is free at once", async () => {
    const log = new MemoryLog();
    const { streams } = await start({ log });
    const run = await open(streams);
    run.publish(nodeState("a"));
    run.close();
    await forgotten(log);
  });

  test("[SB7] opened again, a stream in memory begins anew", async () => {
    const { streams, port } = await start();
    const run = await open(streams);
    const reader = await live(port);
    run.publish(nodeState("a", "running"));
    run.close("over");
    await reader.next("$unsubscribed");
    const again = await open(streams);
    expect(again.state).toEqual({});
    const peer = await live(port);
    again.publish(nodeState("b", "running"));
    expect((await peer.next("$events")).events).toEqual([nodeState("b", "running")]);
    expect(again.state).toEqual({ b: "running" });
  });

  test("[SB7] opened again, a stream on a disk goes on where it ended", async () => {
    const folder = mkdtempSync(join(tmpdir(), "dagwire-test-"));
    cleanup.add(() => rmSync(folder, { recursive: true, force: true }));
    const log = openLmdbLog(join(folder, "log"));
    cleanup.add(() => log.close());
    const { streams, port } = await start({ log });
    const run = await open(streams);
    const reader = await live(port);
    run.publish(nodeState("a", "running"));
    run.close("over");
    await reader.next("$unsubscribed");
    const again = await open(streams);
    expect(again.state).toEqual({ a: "running" });
    const peer = await live(port);
    again.publish(nodeState("b"));
    await until(() => peer.events.length > 0);
    expect(peer.events).toEqual([nodeState("b")]);
  });
});

describe("the last event of a stream", () => {
  const commands: Commands = { ...approving, pause_execution: (_event, command) => command.publish(nodeState("end")) };
  const ended: unknown = expect.objectContaining({ problem: "STREAM_ENDED" });

  test("[SB8] nothing is published after it, and whoever comes later is told the end", async () => {
    const { streams, port } = await start();
    const run = await streams.stream("run-1").open({ state: endingState, commands });
    run.publish(nodeState("end"));
    expect(() => run.publish(nodeState("late"))).toThrow(ended);
    await run.flushed();
    const peer = new SessionPeer(cleanup, streamUrl(port));
    await peer.hello();
    expect(JSON.parse((await peer.next("$snapshot")).state)).toEqual({ end: "running" });
  });

  test("[SB8] a command's handler may publish it, but nothing after it", async () => {
    const errors: Error[] = [];
    const { streams, port } = await start({ onError: (error) => errors.push(error) });
    const run = await streams.stream("run-1").open({ state: endingState, commands });
    const peer = await live(port);
    expect(await peer.command("run-1", { type: "pause_execution" })).toMatchObject({ type: "$ack" });
    expect(() => run.publish(nodeState("late"))).toThrow(ended);
    const late = { type: "human_decision", node_id: "a", decision: "approve" };
    expect(await peer.command("run-1", late)).toMatchObject({ type: "$nack", code: "failed" });
    expect(errors).toMatchObject([{ problem: "STREAM_ENDED" }]);
    expect(run.state).toEqual({ end: "running" });
  });

  test("[SB8] the next process knows of it from the log", async () => {
    const log = new MemoryLog();
    const { streams } = await start({ log });
    const run = await streams.stream("run-1").open({ state: endingState, commands });
    run.publish(nodeState("end"));
    await run.flushed();
    const next = await start({ log });
    const again = await next.streams.stream("run-1").open({ state: endingState, commands });
    expect(() => again.publish(nodeState("late"))).toThrow(ended);
  });
});

async function peerAt(port: number): Promise<{ readonly at: string }> {
  const peer = new SessionPeer(cleanup, streamUrl(port));
  await peer.hello();
  const { at } = await peer.next("$synced");
  peer.ws.terminate();
  return { at };
}

describe("commands", () => {
  test("[CM8] [CM9] [CM15] take effect once: a duplicate is answered with the recorded outcome", async () => {
    const { streams, port } = await start();
    let handled = 0;
    const commands: Commands = {
      ...approving,
      human_decision: (event, command) => {
        handled++;
        return approving.human_decision(event, command);
      },
    };
    await open(streams, "run-1", commands);
    const peer = await live(port);
    const id = commandId();
    const event = { type: "human_decision", node_id: "a", decision: "approve" };
    const ack = await peer.command("run-1", event, id);
    expect(ack).toMatchObject({ type: "$ack", result: { by: "approve" } });
    const again = await live(port);
    expect(await again.command("run-1", event, id)).toEqual({ ...ack, duplicate: true });
    expect(handled).toBe(1);
    expect(peer.events).toEqual([nodeState("a", "completed")]);
  });

  test("[CM12] the first decision of a gate wins; a later one is told the winner", async () => {
    const { streams, port } = await start();
    await open(streams);
    const [one, two] = await Promise.all([live(port), live(port)]);
    const decide = (decision: string): object => ({ type: "human_decision", node_id: "gate", decision });
    const answers = await Promise.all([one.command("run-1", decide("approve")), two.command("run-1", decide("reject"))]);
    expect(answers.map(({ type }) => type).toSorted()).toEqual(["$ack", "$nack"]);
    const conflict = answers.find(({ type }) => type === "$nack");
    expect(conflict).toMatchObject({ code: "conflict", decided: { event: { node_id: "gate" } } });
  });

  test("[AU4] refusals: the handler's, invalid, forbidden, expired, failed, not followed", async () => {
    const errors: string[] = [];
    const { streams, port } = await start({
      authorize: (_principal, _stream, event) => event?.type !== "human_decision" || event.node_id !== "secret",
      onError: (error) => errors.push(error.message),
    });
    await open(streams, "run-1", {
      ...approving,
      human_decision: () => {
        throw new Error("the database is down");
      },
    });
    const peer = await live(port);
    const decide = (node_id: string): object => ({ type: "human_decision", node_id, decision: "approve" });
    expect(await peer.command("run-1", { type: "pause_execution" })).toMatchObject({ code: "already_paused" });
    expect(await peer.command("run-1", { type: "human_decision", node_id: 7 })).toMatchObject({ code: "invalid" });
    expect(await peer.command("run-1", { type: "nonsense" })).toMatchObject({ code: "invalid" });
    expect(await peer.command("run-1", decide("secret"))).toMatchObject({ code: "forbidden" });
    expect(await peer.command("run-2", decide("a"))).toMatchObject({ code: "not_subscribed" });
    expect(await peer.command("run-1", decide("a"))).toMatchObject({ code: "failed", message: "the command's handler has failed" });
    expect(errors).toEqual(["the database is down"]);
  });

  test("[PL3] a plain client's event goes the same way, and its refusal comes as the protocol's error event", async () => {
    const { streams, port } = await start({ errorEvent: (error): ServerEvent => ({ type: "error", message: error.message }) });
    await open(streams);
    const plain = new NaiveClient(cleanup, streamUrl(port));
    await plain.opened;
    plain.send({ type: "human_decision", node_id: "a", decision: "approve" });
    plain.send({ type: "pause_execution" });
    await until(() => plain.events.length === 2);
    expect(plain.events).toEqual([nodeState("a", "completed"), { type: "error", message: "already_paused: the run is paused" }]);
  });
});

describe("a durable log", () => {
  test("[LG11] a second process goes on where the first one ended, with its state, and fences it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "dagwire-log-"));
    cleanup.add(() => rmSync(folder, { recursive: true, force: true }));
    const log = openLmdbLog(folder);
    cleanup.add(() => log.close());
    const first = await start({ log });
    const run = await open(first.streams);
    run.publish(nodeState("a", "completed"));
    await run.flushed();
    const { at } = await peerAt(first.port);
    run.publish(nodeState("b", "running"));
    await run.flushed();
    const second = await start({ log });
    const taken = await open(second.streams);
    expect(taken.state).toEqual({ a: "completed", b: "running" });
    taken.publish(nodeState("c", "running"));
    const peer = new SessionPeer(cleanup, streamUrl(second.port));
    await peer.hello([{ stream: "run-1", after: at }]);
    await peer.next("$synced");
    await until(() => peer.events.length === 2);
    expect(peer.events).toEqual([nodeState("b", "running"), nodeState("c", "running")]);
    run.publish(nodeState("late"));
    await until(() => first.streams.stats().streams === 0);
    expect(() => run.publish(nodeState("later"))).toThrow("closed");
    expect(peer.events).toHaveLength(2);
  });
});

describe("who may connect", () => {
  test("[HS8] the server takes dagwire.v1 where it is offered, plain mode where nothing is, and 400 where only others are", async () => {
    const { streams, port } = await start();
    await open(streams);
    const peer = new SessionPeer(cleanup, streamUrl(port), { protocols: ["other", "dagwire.v1"] });
    await peer.opened;
    expect(peer.ws.protocol).toBe("dagwire.v1");
    const answer = await rawUpgrade(cleanup, port, "/api/dags/run-1/stream", ["Sec-WebSocket-Protocol: other, bearer.x"]);
    expect(answer.status).toBe(400);
  });

  test("[AU1] [AU2] [HS9] tokens: of the subprotocol, of $hello, refreshed in place, expired", async () => {
    const seen: string[] = [];
    const { streams, port } = await startStreams<string>(cleanup, {
      protocol: toyProtocol,
      heartbeat: { intervalMs: 60, timeoutMs: 60_000 },
      authenticate: () => ({ principal: "nobody" }),
      authenticateToken: (token) => (token === "bad" ? { refuse: true } : { principal: token, expiresAtMs: Date.now() + 300 }),
    });
    await streams.stream("run-1").open({
      state: toyState,
      commands: { human_decision: (_event, { principal }) => seen.push(principal), pause_execution: () => undefined },
    });
    const decide = { type: "human_decision", node_id: "a", decision: "approve" };
    const peer = new SessionPeer(cleanup, streamUrl(port), { protocols: ["dagwire.v1", "bearer.ann"] });
    await peer.hello();
    await peer.command("run-1", decide);
    const other = new SessionPeer(cleanup, streamUrl(port));
    await other.hello([], { auth: "bob" });
    await other.command("run-1", decide);
    other.send({ type: "$auth", token: "carl" });
    await other.command("run-1", decide);
    expect(seen).toEqual(["ann", "bob", "carl"]);
    expect((await peer.closed).code).toBe(4202);
    const refused = new SessionPeer(cleanup, streamUrl(port));
    await refused.opened;
    refused.send({ type: "$hello", v: 1, protocol: toyProtocol, client: commandId(), streams: [], auth: "bad" });
    expect((await refused.closed).code).toBe(4401);
    const early = await rawUpgrade(cleanup, port, "/api/dags/run-1/stream", ["Sec-WebSocket-Protocol: dagwire.v1, bearer.bad"]);
    expect(early.status).toBe(401);
  });

  test("[HS5] another protocol is refused; the table of peers decides by digest", async () => {
    const { streams, port } = await start({
      protocol: { ...toyProtocol, peers: { "sha256:old": { asClient: "refuse" }, "sha256:older": { asClient: "accept" } } },
    });
    await open(streams);
    for (const [protocol, code] of [
      [{ ...toyProtocol, name: "other" }, 4409],
      [{ ...toyProtocol, digest: "sha256:old" }, 4409],
      [{ ...toyProtocol, digest: "sha256:older", version: "0.1.0" }, undefined],
    ] as const) {
      const peer = new SessionPeer(cleanup, streamUrl(port));
      if (code === undefined) expect(await peer.hello([], { protocol })).toMatchObject({ protocol: toyProtocol });
      else {
        void peer.hello([], { protocol }).catch(() => {});
        expect((await peer.closed).code).toBe(code);
      }
    }
  });

  test("[AU3] [LM6] leave is asked for each stream; new connections come at a rate", async () => {
    const { streams, port } = await start({
      authorize: (_principal, stream) => stream !== "private",
      limits: { connectRate: { perSecond: 0.1, burst: 2 } },
    });
    await open(streams);
    await open(streams, "private");
    const peer = new SessionPeer(cleanup, streamUrl(port));
    expect((await peer.hello([{ stream: "run-1" }, { stream: "private" }])).streams).toMatchObject([
      { stream: "private", mode: "refused", code: 4403 },
      { stream: "run-1", mode: "snapshot" },
    ]);
    await live(port);
    expect((await rawUpgrade(cleanup, port, "/api/dags/run-1/stream")).status).toBe(429);
  });

  test("[CS5] drain tells clients when to come back, and lets nobody in", async () => {
    const { streams, port } = await start();
    await open(streams);
    const peer = await live(port);
    const drained = streams.drain({ afterMs: 10, spreadMs: 20, deadlineMs: 3_000 });
    expect(await peer.next("$bye")).toMatchObject({ reason: "restart", afterMs: 10, spreadMs: 20 });
    expect((await rawUpgrade(cleanup, port, "/api/dags/run-1/stream")).status).toBe(503);
    peer.ws.close();
    await drained;
  });
});
