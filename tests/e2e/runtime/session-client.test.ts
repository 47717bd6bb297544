import { once } from "node:events";
import { connect as dial, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { connect, sessionOutbox, trackLosses } from "@dagwire/runtime/client";
import type { Connection, ConnectionOptions } from "@dagwire/runtime/client";
import type { Commands, Stream } from "@dagwire/runtime/server";
import { Cleanup, startStreams, streamUrl, until } from "../../helpers/stream-harness.js";
import type { Harness, ToyOptions, ToyServer } from "../../helpers/stream-harness.js";
import { nodeState } from "../../helpers/toy-dag.js";
import type { ClientEvent, ServerEvent } from "../../helpers/toy-dag.js";
import { toy } from "../../helpers/toy-protocol.js";
import type { ToyTypes } from "../../helpers/toy-protocol.js";
import type { Nodes } from "../../helpers/toy-state.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const approve: ClientEvent = { type: "human_decision", node_id: "a", decision: "approve" };

/** Records the reports of a client, like a dashboard. */
class Told {
  nodes: Nodes = {};
  readonly events: ServerEvent[] = [];
  readonly synced: boolean[] = [];
  readonly ended: string[] = [];
  readonly warnings: string[] = [];
  readonly connection: Connection<ToyTypes>;

  constructor(port: number, options: Partial<ConnectionOptions<ToyTypes>> = {}, protocol = toy) {
    this.connection = connect(protocol, {
      url: streamUrl(port),
      WebSocket,
      random: () => 0.01,
      losses: trackLosses(),
      onState: (state) => (this.nodes = state),
      onEvent: (event) => {
        this.events.push(event);
        if (event.type === "node_state") this.nodes = { ...this.nodes, [event.node_id]: event.status };
      },
      onSynced: (recovered) => this.synced.push(recovered),
      onEnded: (stream, code) => this.ended.push(`${stream} ${code}`),
      onWarning: (message) => this.warnings.push(message),
      ...options,
    });
    cleanup.add(() => this.connection.close());
  }

  live(): Promise<void> {
    return until(() => this.connection.status.phase === "live", "live");
  }
}

const approving = {
  human_decision: (event, command) => {
    command.publish(nodeState(event.node_id, "completed"));
    return "done";
  },
  pause_execution: (_event, command) => command.reject("already_paused", "the run is paused"),
} satisfies Commands<ToyTypes>;

async function open(streams: ToyServer, commands: Commands<ToyTypes> = approving, id = "run-1"): Promise<Stream<ToyTypes>> {
  return streams.open(id, { commands, gate: (event) => ("node_id" in event ? event.node_id : undefined) });
}

function start(options: ToyOptions = {}, port?: number): Promise<Harness<undefined>> {
  return startStreams(cleanup, options, port === undefined ? {} : { port });
}

/** A TCP proxy that can cut its connections, or stop carrying data. */
class Proxy {
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((near) => this.#join(near));
  readonly #target: number;

  constructor(target: number) {
    this.#target = target;
    cleanup.add(() => {
      this.cut();
      this.#server.close();
    });
  }

  listen(): Promise<number> {
    return new Promise((resolve) => {
      this.#server.listen(0, "127.0.0.1", () => resolve((this.#server.address() as AddressInfo).port));
    });
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(near: Socket): void {
    const far = dial(this.#target, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from);
      from.on("error", () => to.destroy());
      from.on("close", () => to.destroy());
      from.pipe(to);
    }
  }
}

describe("a session over real sockets", () => {
  test("the client gets the state first, then every event once, although the connection is cut", async () => {
    const { streams, port } = await start();
    const run = await open(streams);
    run.publish(nodeState("a", "running"));
    const proxy = new Proxy(port);
    const told = new Told(await proxy.listen());
    await told.live();
    expect(told.nodes).toEqual({ a: "running" });
    let published = 0;
    for (let round = 0; round < 5; round++) {
      for (let index = 0; index < 20; index++) run.publish(nodeState(`n${published++}`));
      proxy.cut();
      for (let index = 0; index < 20; index++) run.publish(nodeState(`n${published++}`));
      await until(() => told.events.length === published && told.synced.length === round + 2, `${published} events, and $synced`);
    }
    expect(told.events).toEqual(Array.from({ length: published }, (_none, index) => nodeState(`n${index}`)));
    expect(told.synced).toEqual([true, true, true, true, true, true]);
    expect(told.connection.info).toMatchObject({ mode: "session", waitingCommands: 0 });
  });

  test("commands are accepted with a value, or refused with a reason; the loser of a gate gets the winner", async () => {
    const { streams, port } = await start();
    await open(streams);
    const [one, two] = [new Told(port), new Told(port)];
    await Promise.all([one.live(), two.live()]);
    expect(await one.connection.send(approve)).toMatchObject({ status: "accepted", value: "done", isDuplicate: false });
    await expect(two.connection.send({ ...approve, decision: "reject" })).rejects.toMatchObject({
      code: "conflict",
      decided: { event: approve },
    });
    await expect(one.connection.send({ type: "pause_execution" })).rejects.toMatchObject({ code: "already_paused" });
  });

  test("[CM18] a command that is sent before the connection is open goes to the stream in the address", async () => {
    const { streams, port } = await start();
    await open(streams);
    const { connection } = new Told(port);
    const early = connection.send(approve);
    expect(connection.info.waitingCommands).toBe(1);
    expect(await early).toMatchObject({ status: "accepted", value: "done" });
    await expect(connection.send({ type: "pause_execution" })).rejects.toMatchObject({ code: "already_paused" });
    connection.unfollow("run-1");
    await expect(connection.send(approve)).rejects.toMatchObject({ name: "CommandError", code: "not_subscribed" });
  });

  test("[CM18] to a server without sessions the client sends it as a bare event", async () => {
    const received: ClientEvent[] = [];
    const { streams, port } = await startStreams(cleanup, {
      mode: "plain",
      commands: { human_decision: (event) => void received.push(event), pause_execution: () => undefined },
    });
    await streams.open("run-1");
    const { connection } = new Told(port);
    expect(await connection.send(approve)).toEqual({ status: "sent", isDuplicate: false });
    await until(() => received.length === 1);
    expect(received).toEqual([approve]);
  });

  test("[CM17] [CM18] the command is kept over a reload, and still goes to the stream in the address", async () => {
    const held = new Map<string, string>();
    const storage = { getItem: (key: string) => held.get(key) ?? null, setItem: (key: string, value: string) => void held.set(key, value) };
    const outbox = { storage: sessionOutbox("run-1", storage) };
    const { streams, port } = await start();
    const before = new Told(port, { outbox });
    void before.connection.send(approve);
    const kept = held.get("run-1") ?? "";
    before.connection.close();
    held.set("run-1", kept);
    await open(streams);
    const after = new Told(port, { outbox });
    await until(() => after.nodes["a"] === "completed");
    await until(() => held.get("run-1") === "[]");
  });

  test("[CM2] a command whose connection breaks before the answer is sent again and takes effect once", async () => {
    const { streams, port } = await start();
    let handled = 0;
    const proxy = new Proxy(port);
    const proxyPort = await proxy.listen();
    await open(streams, {
      ...approving,
      human_decision: async (event, command) => {
        handled++;
        proxy.cut();
        await new Promise((resolve) => setTimeout(resolve, 30));
        return approving.human_decision(event, command);
      },
    });
    const told = new Told(proxyPort);
    await told.live();
    expect(await told.connection.send(approve)).toMatchObject({ status: "accepted", value: "done" });
    expect(handled).toBe(1);
    await until(() => told.events.length === 1);
    expect(told.nodes).toEqual({ a: "completed" });
  });

  test("[CM17] a command without an answer survives a reload of the page, and arrives once", async () => {
    const first = await start();
    const held = new Map<string, string>();
    const storage = { getItem: (key: string) => held.get(key) ?? null, setItem: (key: string, value: string) => void held.set(key, value) };
    const outbox = { storage: sessionOutbox("run-1", storage) };
    await first.streams.close();
    const before = new Told(first.port, { streams: ["run-1"], outbox });
    const lost = before.connection.send(approve);
    await until(() => (held.get("run-1") ?? "").includes("human_decision"));
    const kept = held.get("run-1") ?? "";
    before.connection.close();
    await expect(lost).rejects.toMatchObject({ code: "closed" });
    held.set("run-1", kept);
    const second = await start();
    await open(second.streams);
    const after = new Told(second.port, { streams: ["run-1"], outbox });
    await until(() => after.nodes["a"] === "completed");
    await until(() => held.get("run-1") === "[]");
  });
});

describe("streams, protocols, tokens", () => {
  test("many streams over one socket; a forbidden one is reported, another can be unsubscribed", async () => {
    const { streams, port } = await start({ authorize: (_principal, stream) => stream !== "private" });
    for (const id of ["run-1", "run-2", "private"]) await open(streams, approving, id);
    const told = new Told(port, { streams: ["run-1", "private"] });
    await told.live();
    told.connection.follow("run-2");
    await until(() => told.synced.length === 2);
    streams.broadcast("run-2", nodeState("b"));
    await until(() => told.events.length === 1);
    told.connection.unfollow("run-2");
    streams.broadcast("run-1", nodeState("c"));
    await until(() => told.events.length === 2);
    expect(told.ended).toEqual(["private 4403"]);
    expect(Object.keys(told.connection.info.positions).toSorted()).toEqual(["run-1"]);
    expect(streams.stats().sessions).toBe(1);
  });

  test("an incompatible protocol ends the connection, an accepted one causes a warning", async () => {
    const { streams, port } = await start();
    await open(streams);
    const other = new Told(port, {}, { ...toy, name: "other" });
    await until(() => other.connection.status.phase === "incompatible");
    const older = new Told(port, {}, { ...toy, version: "1.9.0", digest: "sha256:newer" });
    await older.live();
    expect(older.warnings).toEqual(["the server speaks toy 1.0.0 with other events"]);
  });

  test("[CS5] after a drain the client leaves and connects again, without loss", async () => {
    const first = await start();
    const { port } = first;
    await open(first.streams);
    const told = new Told(port);
    await told.live();
    await first.streams.drain({ afterMs: 20, spreadMs: 30 });
    first.http.closeAllConnections();
    await new Promise((resolve) => first.http.close(resolve));
    const second = await start({}, port);
    const run = await open(second.streams);
    run.publish(nodeState("z"));
    await until(() => told.nodes["z"] === "running");
    expect(told.synced).toEqual([true, false]);
  });

  test("[AU2] after the expiry of its token the client fetches a new one", async () => {
    const seen: string[] = [];
    const { streams, port } = await startStreams<string>(cleanup, {
      heartbeat: { intervalMs: 60, timeoutMs: 60_000 },
      authenticate: () => ({ principal: "" }),
      authenticateToken: (token) => {
        seen.push(token);
        return { principal: token, expiresAtMs: Date.now() + (token === "t1" ? 150 : 60_000) };
      },
    });
    await streams.open("run-1", { commands: { human_decision: () => 1, pause_execution: () => 2 } });
    let tokens = 0;
    const told = new Told(port, { token: () => Promise.resolve(`t${++tokens}`) });
    await told.live();
    await until(() => seen.includes("t2"));
    await told.live();
    expect(told.synced.every(Boolean)).toBe(true);
  });
});

describe("mixed pairings", () => {
  test("a plain client of a session server is served in plain mode", async () => {
    const { streams, port } = await start();
    const run = await open(streams);
    run.publish(nodeState("a"));
    const told = new Told(port, { mode: "plain" });
    await until(() => told.events.length === 1);
    expect(await told.connection.send(approve)).toEqual({ status: "sent", isDuplicate: false });
    await until(() => told.nodes["a"] === "completed");
    expect(told.connection.info.mode).toBe("plain");
  });

  test("[PL4] a session client of a plain dagwire server falls back to plain mode", async () => {
    const { streams, port } = await startStreams(cleanup, { mode: "plain" });
    streams.broadcast("run-1", nodeState("a"));
    const told = new Told(port);
    await until(() => told.events.length === 1);
    expect(told.connection.info.mode).toBe("plain");
  });

  test.each([
    ["takes whatever subprotocol is offered", {}],
    ["chooses none", { handleProtocols: () => false as const }],
  ])("[PL4] a session client of a naive server that %s falls back to plain mode", async (_name, options) => {
    const naive = new WebSocketServer({ port: 0, host: "127.0.0.1", ...options });
    cleanup.add(() => naive.close());
    await once(naive, "listening");
    const received: string[] = [];
    naive.on("connection", (socket) => {
      socket.send(JSON.stringify(nodeState("a")));
      socket.on("message", (data: Buffer) => received.push(data.toString("utf8")));
    });
    const told = new Told((naive.address() as AddressInfo).port);
    await until(() => told.events.length === 1);
    expect(await told.connection.send(approve)).toEqual({ status: "sent", isDuplicate: false });
    await until(() => received.includes(JSON.stringify(approve)));
    expect(told.connection.info.mode).toBe("plain");
  });
});
