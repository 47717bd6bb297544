import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { CommandError, ConnectError, ProtocolError, connect } from "@dagwire/runtime/client";
import type { Clock, Connection, ConnectionOptions, ConnectionStatus, SocketConstructor } from "@dagwire/runtime/client";
import { WebSocket, WebSocketServer } from "ws";
import { afterEach, describe, expect, test } from "vitest";
import { Cleanup, startStreams, streamUrl, until } from "../../helpers/stream-harness.js";
import { nodeState } from "../../helpers/toy-dag.js";
import type { ServerEvent } from "../../helpers/toy-dag.js";
import { toy } from "../../helpers/toy-protocol.js";
import type { ToyTypes } from "../../helpers/toy-protocol.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

/** A clock of real time with waits of a fiftieth. */
const fastClock: Clock = {
  now: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs / 50);
    return () => clearTimeout(timer);
  },
};

/** Opens a connection in plain mode, because the servers of these tests are plain. */
function open(port: number, options: Partial<ConnectionOptions<ToyTypes>> = {}): Connection<ToyTypes> {
  const connection = connect(toy, { url: streamUrl(port), mode: "plain", WebSocket, ...options });
  cleanup.add(() => connection.close());
  return connection;
}

test("receives typed events, sends typed events", async () => {
  const decisions: string[] = [];
  const { streams, port } = await startStreams(cleanup, {
    mode: "plain",
    commands: {
      human_decision: (event) => void decisions.push(event.decision),
      pause_execution: (event) => void decisions.push(event.type),
    },
  });
  streams.broadcast("run-1", nodeState("a", "completed"));
  const seen: string[] = [];
  const all: ServerEvent[] = [];
  // Its functions do not depend on `this`, because the hook of the seed destructures it.
  const { send } = open(port, {
    handlers: {
      node_state: (event) => seen.push(`${event.node_id} ${event.status}`),
      cost_update: (event) => seen.push(String(event.spent)),
      error: (event) => seen.push(event.message),
    },
    onEvent: (event) => all.push(event),
    onStatus: (status) => {
      if (status.phase === "live") void send({ type: "human_decision", node_id: "a", decision: "approve" });
    },
  });
  await until(() => seen.length === 1 && decisions.length === 1);
  expect(seen).toEqual(["a completed"]);
  expect(all).toEqual([nodeState("a", "completed")]);
  expect(decisions).toEqual(["approve"]);
});

test("counts and reports unknown and invalid events, and continues", async () => {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  cleanup.add(() => new Promise((resolve) => server.close(resolve)));
  server.on("connection", (ws) => {
    for (const text of ['{"type":"node_paused","x":1}', "{nope", '{"type":"node_state","node_id":1}', "17"]) ws.send(text);
    ws.send(Buffer.from([1, 2, 3]));
    ws.send(JSON.stringify(nodeState("a")));
  });
  await new Promise((resolve) => server.once("listening", resolve));
  const unknown: unknown[] = [];
  const rules: string[] = [];
  const events: ServerEvent[] = [];
  const connection = open(Number(Reflect.get(Object(server.address()), "port")), {
    onUnknown: (tag, value) => unknown.push([tag, value]),
    onInvalid: (error) => rules.push(error.code),
    onEvent: (event) => events.push(event),
  });
  await until(() => events.length === 1);
  expect(unknown).toEqual([["node_paused", { type: "node_paused", x: 1 }]]);
  expect(rules).toEqual(["MALFORMED_JSON", "INVALID_EVENT", "INVALID_EVENT", "BINARY_FRAME"]);
  expect(connection.received).toEqual({ events: 1, unknown: 1, invalid: 4 });
});

test("a callback that throws is reported and stops nothing", async () => {
  const { streams, port } = await startStreams(cleanup, { mode: "plain" });
  const errors: string[] = [];
  const fail = (): never => {
    throw new Error("broken callback");
  };
  const connection = open(port, { onEvent: fail, onStatus: fail, onError: (error) => errors.push(error.message) });
  streams.broadcast("run-1", nodeState("a"));
  streams.broadcast("run-1", nodeState("b"));
  await until(() => connection.received.events === 2);
  expect(new Set(errors)).toEqual(new Set(["broken callback"]));
});

test("a callback that rejects, an onError that throws and an outbox that cannot be stored stop nothing", async () => {
  const { streams, port } = await startStreams(cleanup, { mode: "plain" });
  streams.broadcast("run-1", nodeState("a"));
  streams.broadcast("run-1", nodeState("b"));
  const script = fileURLToPath(new URL("faults/client.mjs", import.meta.url));
  const child = spawn(process.execPath, ["--unhandled-rejections=strict", script, streamUrl(port)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  cleanup.add(() => child.kill("SIGKILL"));
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
  const count = (line: string): number => output.split("\n").filter((each) => each === line).length;
  // An error that onError throws is an uncaught error, as in an event listener. The rest runs first.
  const errors = (): number => count("error onEvent rejects") + count("error save throws");
  await until(
    () => count("error onEvent rejects") === 2 && count("uncaught onError throws") === errors(),
    "each error, and the errors that onError throws",
  );
  expect(count("event node_state")).toBe(2);
  expect(count("command sent")).toBe(1);
  expect(count("error save throws")).toBeGreaterThan(0);
  expect(output).not.toContain("uncaught onEvent");
  await until(() => streams.stats().receivedEvents === 1);
});

describe("send", () => {
  test("in plain mode waits for the connection, and resolves when the event is sent", async () => {
    const { streams, port } = await startStreams(cleanup, { mode: "plain" });
    await streams.open("run-1");
    const connection = open(port);
    expect(connection.status.phase).toBe("connecting");
    expect(await connection.send({ type: "pause_execution" })).toEqual({ status: "sent", isDuplicate: false });
    await until(() => streams.stats().receivedEvents === 1);
    connection.close();
    await expect(connection.send({ type: "pause_execution" })).rejects.toMatchObject({
      name: "CommandError",
      code: "closed",
      message: '"pause_execution" was not sent: the connection is closed. Connect again.',
    });
  });

  test("of a wrong event rejects with a CommandError that names the wrong place", async () => {
    const { streams, port } = await startStreams(cleanup, { mode: "plain" });
    await streams.open("run-1");
    const connection = open(port);
    // @ts-expect-error "maybe" is no decision
    const sent = connection.send({ type: "human_decision", node_id: "a", decision: "maybe" });
    await expect(sent).rejects.toThrow(CommandError);
    await expect(sent).rejects.toMatchObject({ code: "invalid", cause: expect.any(ProtocolError) as unknown });
    await expect(sent).rejects.toThrow('client event "human_decision" at /decision');
  });
});

describe("reconnecting", () => {
  test("connects again to a server that was killed and restarted", async () => {
    const first = await startStreams(cleanup, { mode: "plain" });
    first.streams.broadcast("run-1", nodeState("before"));
    const events: ServerEvent[] = [];
    const statuses: ConnectionStatus[] = [];
    const connection = open(first.port, {
      onEvent: (event) => events.push(event),
      onStatus: (status) => statuses.push(status),
      clock: fastClock,
    });
    await until(() => events.length === 1);
    await first.streams.close({ deadlineMs: 0 });
    await new Promise((resolve) => first.http.close(resolve));
    await until(() => statuses.filter(({ phase }) => phase === "backoff").length >= 3);
    expect(statuses.find(({ phase }) => phase === "backoff")).toMatchObject({ attempt: 1, code: 1001, reason: "the server is going away" });
    expect(statuses.at(-1)).not.toMatchObject({ phase: "live" });
    const second = await startStreams(cleanup, { mode: "plain" }, { port: first.port });
    second.streams.broadcast("run-1", nodeState("after"));
    await until(() => events.length === 2);
    expect(events).toEqual([nodeState("before"), nodeState("after")]);
    expect(connection.status).toMatchObject({ phase: "live" });
    expect(statuses.some((status) => "reason" in status && status.reason.includes("ECONNREFUSED"))).toBe(true);
  });

  test("waits for the backoff between dials, and never more than 30 s", async () => {
    const delays: number[] = [];
    let nowMs = 0;
    const recording: Clock = {
      now: () => nowMs,
      after: (delayMs, callback) => {
        if (delayMs !== 10_000) delays.push(delayMs);
        const skip = (): void => {
          nowMs += delayMs;
          callback();
        };
        const timer = setTimeout(skip, delayMs === 10_000 ? 5_000 : 0);
        return () => clearTimeout(timer);
      },
    };
    const { port, http } = await startStreams(cleanup, { mode: "plain" });
    http.close();
    open(port, { clock: recording, random: () => 0.75 });
    await until(() => delays.length >= 7);
    expect(delays.slice(0, 7)).toEqual([750, 1_500, 3_000, 6_000, 12_000, 22_500, 22_500]);
  });

  test("stops at a terminal code", async () => {
    const { streams, port } = await startStreams(cleanup, { mode: "plain" });
    const stream = await streams.open("run-1");
    const connection = open(port, { clock: fastClock });
    await until(() => stream.connections === 1);
    void stream.close("the run is over");
    await until(() => connection.status.phase === "closed");
    expect(connection.status).toEqual({ phase: "closed", attempt: 1, code: 1000, reason: "the run is over", losses: {}, sources: {} });
  });

  test("close() ends the connection in every state", async () => {
    const { streams, port } = await startStreams(cleanup, { mode: "plain" });
    const stream = await streams.open("run-1");
    const early = open(port);
    early.close();
    const late = open(port);
    const heard: string[] = [];
    const unsubscribe = late.subscribe(({ phase }) => heard.push(phase));
    await until(() => late.status.phase === "live");
    late.close("enough");
    unsubscribe();
    expect(late.status).toEqual({ phase: "closed", attempt: 1, code: 1000, reason: "enough", losses: {}, sources: {} });
    await until(() => stream.connections === 0);
    expect(heard).toEqual(["live", "closed"]);
    expect(early.status).toMatchObject({ phase: "closed" });
  });
});

describe("addresses", () => {
  test("http: is read as ws:", async () => {
    const { streams, port } = await startStreams(cleanup, { mode: "plain" });
    await streams.open("run-1");
    const connection = open(port, { url: streamUrl(port).replace("ws:", "http:") });
    await until(() => connection.status.phase === "live");
  });

  test.each(["/api/dags/x/stream", "ftp://host/x", "no address"])("%s is refused outside a browser", (url) => {
    const dial = (): unknown => connect(toy, { url, WebSocket });
    expect(dial).toThrow(ConnectError);
    expect(dial).toThrow(expect.objectContaining({ code: "BAD_URL" }));
  });
});

test("the WebSocket constructor of browsers has the right type", () => {
  // Node 20 has no WebSocket at run time. The test is that this compiles.
  const browsers = (): SocketConstructor => globalThis.WebSocket;
  expect(browsers).toBeDefined();
});

test("a constructor that throws counts as a failed dial", () => {
  const Throwing = new Proxy(WebSocket, {
    construct: () => {
      throw new Error("blocked by policy");
    },
  });
  const connection = open(1, { WebSocket: Throwing });
  expect(connection.status).toMatchObject({ phase: "backoff", reason: "blocked by policy" });
});

test("without any constructor the error says which to pass", () => {
  if (typeof globalThis.WebSocket !== "undefined") return;
  expect(() => connect(toy, { url: streamUrl(1) })).toThrow(expect.objectContaining({ name: "ConnectError", code: "NO_WEBSOCKET" }));
});
