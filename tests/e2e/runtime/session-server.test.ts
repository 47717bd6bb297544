import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import { SessionPeer, commandId, toyProtocol } from "../../helpers/session-peer.js";
import { Cleanup, NaiveClient, rawUpgrade, startStreams, streamUrl, until } from "../../helpers/stream-harness.js";
import type { ToyOptions, ToyServer } from "../../helpers/stream-harness.js";
import { nodeState } from "../../helpers/toy-dag.js";
import type { ServerEvent } from "../../helpers/toy-dag.js";
import { toyRun } from "../../helpers/toy-protocol.js";
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

describe("resuming", () => {
  test("[RS2] [RS13] a new client gets the whole state, then new events; each batch is framed once for all", async () => {
    const { streams, port } = await start();
    const run = await openToy(streams);
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

  test("[RS1] delivery continues with the event after the client's position", async () => {
    const { streams, port } = await start();
    const run = await openToy(streams);
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

  test("[RS3] [RS4] for a trimmed or unknown position the server sends $reset and the whole state", async () => {
    const { streams, port } = await start({ limits: { retainedEvents: 4 } });
    const run = await openToy(streams);
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

  test("[PL2] plain and session clients of one stream both get the events of the log", async () => {
    const { streams, port } = await start();
    const run = await openToy(streams);
    const peer = await live(port);
    const plain = new NaiveClient(cleanup, streamUrl(port));
    await plain.opened;
    run.publish(nodeState("a"));
    expect((await peer.next("$events")).events).toEqual([nodeState("a")]);
    await until(() => plain.events.length === 1);
    expect(streams.stats()).toMatchObject({ connections: 2, sessions: 1 });
    expect(run.connections).toBe(2);
  });

  test("[SB5] clients read a stream to its end before they get the end", async () => {
    const { streams, port } = await start();
    const run = await openToy(streams);
    const peer = await live(port);
    run.publish(nodeState("a"));
    void run.close("the run is over");
    expect(await peer.next("$unsubscribed")).toMatchObject({ code: 1000, reason: "the run is over" });
    expect(peer.events).toEqual([nodeState("a")]);
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
  test("[CM8] [CM9] [CM15] take effect once: the answer to a duplicate is the recorded outcome", async () => {
    const { streams, port } = await start();
    let handled = 0;
    const commands: ToyCommands = {
      ...approving,
      human_decision: (event, command) => {
        handled++;
        return approving.human_decision(event, command);
      },
    };
    await openToy(streams, "run-1", commands);
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

  test("[CM10] [CM19] a gate that fails when its command comes again neither refuses it nor hides its outcome", async () => {
    const { streams, port } = await start();
    let isFailing = false;
    const waiting: (() => void)[] = [];
    await streams.open("run-1", {
      commands: { ...approving, human_decision: () => new Promise((resolve) => waiting.push(() => resolve("done"))) },
      gate: () => {
        if (isFailing) throw new Error("the gate has gone");
        return "gate";
      },
    });
    const [one, two] = await Promise.all([live(port), live(port)]);
    const [id, event] = [commandId(), { type: "human_decision", node_id: "a", decision: "approve" }];
    const first = one.command("run-1", event, id);
    await until(() => waiting.length === 1);
    isFailing = true;
    const second = two.command("run-1", event, id);
    // The server answers in order, so it has received the command again by now.
    two.send({ type: "$ping", n: 1 });
    await two.next("$pong");
    for (const finish of waiting) finish();
    expect(await Promise.all([first, second])).toMatchObject([
      { type: "$ack", result: "done" },
      { type: "$ack", result: "done" },
    ]);
    expect(await one.command("run-1", event, id)).toMatchObject({ type: "$ack", result: "done", duplicate: true });
  });

  test("[CM12] the first decision of a gate wins; the refusal of a later one names the winner", async () => {
    const { streams, port } = await start();
    await openToy(streams);
    const [one, two] = await Promise.all([live(port), live(port)]);
    const decide = (decision: string): object => ({ type: "human_decision", node_id: "gate", decision });
    const answers = await Promise.all([one.command("run-1", decide("approve")), two.command("run-1", decide("reject"))]);
    expect(answers.map(({ type }) => type).toSorted()).toEqual(["$ack", "$nack"]);
    const conflict = answers.find(({ type }) => type === "$nack");
    expect(conflict).toMatchObject({ code: "conflict", decided: { event: { node_id: "gate" } } });
  });

  test("[AU4] commands are refused by the handler, as invalid, forbidden, expired or failed, and for a stream that is not followed", async () => {
    const errors: string[] = [];
    const { streams, port } = await start({
      authorize: (_principal, _stream, event) => event?.type !== "human_decision" || event.node_id !== "secret",
      onError: (error) => errors.push(error.message),
    });
    await openToy(streams, "run-1", {
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
    expect(await peer.command("run-1", decide("a"))).toMatchObject({
      code: "failed",
      message: 'The server\'s handler of "human_decision" has failed. The server\'s "onError" got the error.',
    });
    expect(errors).toEqual(['Command "human_decision" of stream "run-1" has failed: the database is down']);
  });

  test("[PL3] a plain client's event is a command too, and its refusal is the protocol's error event", async () => {
    const { streams, port } = await start({ errorEvent: (error): ServerEvent => ({ type: "error", message: error.message }) });
    await openToy(streams);
    const plain = new NaiveClient(cleanup, streamUrl(port));
    await plain.opened;
    plain.send({ type: "human_decision", node_id: "a", decision: "approve" });
    plain.send({ type: "pause_execution" });
    await until(() => plain.events.length === 2);
    expect(plain.events).toEqual([nodeState("a", "completed"), { type: "error", message: "already_paused: the run is paused" }]);
  });
});

describe("a durable log", () => {
  test("[LG11] a second process continues where the first one ended, with its state, and fences it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "dagwire-log-"));
    cleanup.add(() => rmSync(folder, { recursive: true, force: true }));
    const log = openLmdbLog(folder);
    cleanup.add(() => log.close());
    const first = await start({ log });
    const run = await openToy(first.streams);
    run.publish(nodeState("a", "completed"));
    await run.flushed();
    const { at } = await peerAt(first.port);
    run.publish(nodeState("b", "running"));
    await run.flushed();
    const second = await start({ log });
    const taken = await openToy(second.streams);
    expect(taken.state).toEqual({ a: "completed", b: "running" });
    taken.publish(nodeState("c", "running"));
    const peer = new SessionPeer(cleanup, streamUrl(second.port));
    await peer.hello([{ stream: "run-1", after: at }]);
    await peer.next("$synced");
    await until(() => peer.events.length === 2);
    expect(peer.events).toEqual([nodeState("b", "running"), nodeState("c", "running")]);
    run.publish(nodeState("late"));
    await until(() => first.streams.stats().streams === 0);
    expect(() => run.publish(nodeState("later"))).toThrow(expect.objectContaining({ code: "STREAM_TAKEN_OVER" }));
    expect(peer.events).toHaveLength(2);
  });
});

describe("admission", () => {
  test("[HS8] the server selects the newest subprotocol that is offered, plain mode without an offer, and answers 400 to other offers", async () => {
    const { streams, port } = await start();
    await openToy(streams);
    const peer = new SessionPeer(cleanup, streamUrl(port), { protocols: ["other", "dagwire.v1"] });
    await peer.opened;
    expect(peer.ws.protocol).toBe("dagwire.v1");
    const newer = new SessionPeer(cleanup, streamUrl(port), { protocols: ["dagwire.v1", "dagwire.v9", "dagwire.v1.1"] });
    await newer.opened;
    expect(newer.ws.protocol).toBe("dagwire.v1.1");
    const answer = await rawUpgrade(cleanup, port, "/api/dags/run-1/stream", ["Sec-WebSocket-Protocol: other, bearer.x"]);
    expect(answer.status).toBe(400);
  });

  test("[AU1] [AU2] [HS9] tokens come by the subprotocol or $hello, are refreshed by $auth, and expire", async () => {
    const seen: string[] = [];
    const { streams, port } = await startStreams<string>(cleanup, {
      heartbeat: { intervalMs: 60, timeoutMs: 60_000 },
      authenticate: () => ({ principal: "nobody" }),
      authenticateToken: (token) => (token === "bad" ? { refuse: true } : { principal: token, expiresAtMs: Date.now() + 300 }),
    });
    await streams.open("run-1", {
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
      protocol: {
        ...toyRun,
        peers: {
          "sha256:old": { version: "0.2.0", asServer: "refuse", asClient: "refuse" },
          "sha256:older": { version: "0.1.0", asServer: "accept", asClient: "accept" },
        },
      },
    });
    await openToy(streams);
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

  test("[AU3] [LM6] each stream is authorized; the rate of new connections is limited", async () => {
    const { streams, port } = await start({
      authorize: (_principal, stream) => stream !== "private",
      limits: { connectRate: { perSecond: 0.1, burst: 2 } },
    });
    await openToy(streams);
    await openToy(streams, "private");
    const peer = new SessionPeer(cleanup, streamUrl(port));
    expect((await peer.hello([{ stream: "run-1" }, { stream: "private" }])).streams).toMatchObject([
      { stream: "private", mode: "refused", code: 4403 },
      { stream: "run-1", mode: "snapshot" },
    ]);
    await live(port);
    expect((await rawUpgrade(cleanup, port, "/api/dags/run-1/stream")).status).toBe(429);
  });

  test("[CS5] drain sends clients the time to connect again, and admits no new ones", async () => {
    const { streams, port } = await start();
    await openToy(streams);
    const peer = await live(port);
    const drained = streams.drain({ afterMs: 10, spreadMs: 20, deadlineMs: 3_000 });
    expect(await peer.next("$bye")).toMatchObject({ reason: "restart", afterMs: 10, spreadMs: 20 });
    expect((await rawUpgrade(cleanup, port, "/api/dags/run-1/stream")).status).toBe(503);
    peer.ws.close();
    await drained;
  });
});
