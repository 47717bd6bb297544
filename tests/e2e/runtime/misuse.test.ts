import { MemoryLog } from "@dagwire/runtime";
import { CommandError, connect } from "@dagwire/runtime/client";
import { createStreamServer } from "@dagwire/runtime/server";
import type { StreamOptions, StreamServerOptions } from "@dagwire/runtime/server";
import { createServer } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { SessionPeer } from "../../helpers/session-peer.js";
import { Cleanup, listen, NaiveClient, rawUpgrade, startStreams, streamUrl, until } from "../../helpers/stream-harness.js";
import { nodeState } from "../../helpers/toy-dag.js";
import { toy } from "../../helpers/toy-protocol.js";
import type { ToyTypes } from "../../helpers/toy-protocol.js";
import { approving, gate } from "../../helpers/toy-session.js";
import { calls } from "../../golden/envelope/generated/index.js";
import { mail } from "../../golden/optional-paths/generated/index.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const approve = { type: "human_decision", node_id: "a", decision: "approve" } as const;
const path = "/api/dags/run-1/stream";
const coded = (code: string): unknown => expect.objectContaining({ name: "StreamError", code });

async function live(port: number): Promise<SessionPeer> {
  const peer = new SessionPeer(cleanup, streamUrl(port));
  await peer.hello();
  await peer.next("$synced");
  return peer;
}

/** A log whose next claim waits for the test. */
function slowLog(): { readonly log: MemoryLog; readonly claimed: () => boolean; readonly go: (error?: Error) => void } {
  const log = new MemoryLog();
  const claim = log.claim.bind(log);
  let settle: { readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined;
  log.claim = async (stream) => {
    await new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
    return claim(stream);
  };
  const go = (error?: Error): void => {
    log.claim = claim;
    if (error === undefined) settle?.resolve();
    else settle?.reject(error);
  };
  return { log, claimed: () => settle !== undefined, go };
}

/** Calls a function as a program in JavaScript does, which no compiler checks. */
function untyped(options: object): StreamServerOptions<ToyTypes> {
  return JSON.parse(JSON.stringify(options)) as StreamServerOptions<ToyTypes>;
}

describe("options that TypeScript would refuse", () => {
  test.each<[object, string]>([
    [{ path: "/:stream", limts: {} }, 'createStreamServer has no option "limts". Its options are: path, mode, commands, gate,'],
    [{ path: "/:stream", constructor: 1 }, 'createStreamServer has no option "constructor".'],
    [{ path: "/:stream", authenticate: true }, 'createStreamServer: option "authenticate": expected a function, got true.'],
    [{ path: 7 }, 'createStreamServer: option "path": expected a string, got 7.'],
    [{ path: "/:stream", allowedOrigins: "https://a" }, 'option "allowedOrigins": expected a list or a function, got "https://a".'],
    [{ path: "/:stream", compression: "no" }, 'option "compression": expected true or false, got "no".'],
    [{ path: "/:stream", limits: { maxdepth: 8 } }, 'has no option "limits.maxdepth". Its options are: limits.maxPayloadBytes,'],
    [{ path: "/:stream", limits: { maxDepth: "8" } }, 'option "limits.maxDepth": expected a number of at least 0, got "8".'],
    [{ path: "/:stream", limits: { maxDepth: -1 } }, 'option "limits.maxDepth": expected a number of at least 0, got -1.'],
    [
      { path: "/:stream", limits: { commandRate: { perSecond: 1 } } },
      'option "limits.commandRate": expected { perSecond, burst } with numbers of at least 0, got an object.',
    ],
    [{ path: "/:stream", heartbeat: { intervalMs: null } }, 'option "heartbeat.intervalMs": expected a number of at least 0, got null.'],
  ])("%j is refused with the option's name", (options, sentence) => {
    expect(() => createStreamServer(toy, untyped(options))).toThrow(sentence);
  });

  test("a limit that is not a number is refused, and one that is undefined has its default", async () => {
    expect(() => createStreamServer(toy, { path: "/:stream", limits: { maxDepth: NaN } })).toThrow("of at least 0, got NaN.");
    const limits = JSON.parse("{}") as { maxStreamIdLength: number };
    Reflect.set(limits, "maxStreamIdLength", undefined);
    const { streams } = await startStreams(cleanup, { limits });
    await expect(streams.open("x".repeat(257))).rejects.toThrow(coded("STREAM_ID_INVALID"));
  });

  test("open rejects, and leaves nothing behind", async () => {
    const { streams } = await startStreams(cleanup);
    const options = JSON.parse('{"onFence":1}') as object;
    await expect(streams.open("run-1", options)).rejects.toThrow(
      'open has no option "onFence". Its options are: commands, gate, migrate, retention, onLost.',
    );
    expect((await streams.open("run-1")).id).toBe("run-1");
  });
});

describe("open", () => {
  test("returns no stream before it is open", async () => {
    const { log, claimed, go } = slowLog();
    const { streams } = await startStreams(cleanup, { log });
    expect(streams.stream("run-1")).toBeUndefined();
    const opening = streams.open("run-1");
    await until(claimed);
    expect(streams.stream("run-1")).toBeUndefined();
    go();
    const run = await opening;
    expect(streams.stream("run-1")).toBe(run);
  });

  test("calls with the same options share one promise, and one stream", async () => {
    const { streams } = await startStreams(cleanup);
    const options = { commands: approving, gate };
    const first = streams.open("run-1", options);
    expect(streams.open("run-1", { ...options })).toBe(first);
    const run = await first;
    expect(await streams.open("run-1", options)).toBe(run);
    expect(streams.stats().streams).toBe(1);
  });

  test.each<[string, StreamOptions<ToyTypes> | undefined]>([
    ["without options", undefined],
    ["with other commands", { commands: { ...approving } }],
    ["with an additional gate", { commands: approving, gate }],
  ])("a second call %s rejects with STREAM_ALREADY_OPEN, while the first is under way and after it", async (_how, other) => {
    const { streams } = await startStreams(cleanup);
    const first = streams.open("run-1", { commands: approving });
    await expect(streams.open("run-1", other)).rejects.toThrow(coded("STREAM_ALREADY_OPEN"));
    await first;
    await expect(streams.open("run-1", other)).rejects.toThrow(coded("STREAM_ALREADY_OPEN"));
  });

  test("a closed stream shows nothing of a stream with the same id that is opened later", async () => {
    const { streams } = await startStreams(cleanup);
    const old = await streams.open("run-1");
    await old.close();
    const next = await streams.open("run-1", { commands: approving });
    await old.close();
    expect(() => old.publish(nodeState("a"))).toThrow(coded("STREAM_CLOSED"));
    expect(streams.stream("run-1")).toBe(next);
    next.publish(nodeState("b"));
    await next.flushed();
    expect(next.state).toEqual({ b: "running" });
  });
});

test("flushed waits while the log fails, and resolves when the log has stored the event", async () => {
  const errors: string[] = [];
  const log = new MemoryLog();
  const { streams } = await startStreams(cleanup, { log, onError: (error) => errors.push(error.message) });
  const run = await streams.open("run-1");
  const append = log.append.bind(log);
  log.append = () => Promise.reject(new Error("the disk is full"));
  run.publish(nodeState("a"));
  const first = await Promise.race([run.flushed().then(() => "flushed"), new Promise((resolve) => setTimeout(resolve, 50, "waits"))]);
  expect(first).toBe("waits");
  log.append = append;
  await run.flushed();
  expect(run.state).toEqual({ a: "running" });
  expect(errors).toEqual([expect.stringMatching(/^The log of stream "run-1" has failed\..*: the disk is full$/)]);
});

test("flushed rejects with STREAM_TAKEN_OVER if another process has opened the stream before the append", async () => {
  const log = new MemoryLog();
  const [first, second] = [await startStreams(cleanup, { log }), await startStreams(cleanup, { log })];
  const run = await first.streams.open("run-1");
  run.publish(nodeState("a"));
  await run.flushed();
  await second.streams.open("run-1");
  await run.flushed();
  run.publish(nodeState("b"));
  await expect(run.flushed()).rejects.toThrow(coded("STREAM_TAKEN_OVER"));
});

describe("broadcast", () => {
  test("keeps events in order while the stream is being opened", async () => {
    const { log, claimed, go } = slowLog();
    const { streams, port } = await startStreams(cleanup, { log });
    const opening = streams.open("run-1").then((run) => run.publish(nodeState("c")));
    await until(claimed);
    const event = { type: "node_state", node_id: "a", status: "running" as "running" | "failed" } as const;
    streams.broadcast("run-1", event);
    Object.assign(event, { status: "failed" });
    streams.broadcast("run-1", nodeState("b"));
    // @ts-expect-error "done" is no status
    expect(() => streams.broadcast("run-1", { type: "node_state", node_id: "a", status: "done" })).toThrow("/status");
    go();
    await opening;
    const client = new NaiveClient(cleanup, streamUrl(port));
    await until(() => client.events.length === 3);
    expect(client.events).toEqual(["a", "b", "c"].map((id) => nodeState(id)));
  });

  test("an event that waited for an open that is rejected is reported as lost", async () => {
    const { log, claimed, go } = slowLog();
    const errors: Error[] = [];
    const { streams } = await startStreams(cleanup, { log, onError: (error) => errors.push(error) });
    const opening = streams.open("run-1");
    await until(claimed);
    streams.broadcast("run-1", nodeState("a"));
    go(new Error("the disk is gone"));
    await expect(opening).rejects.toThrow("the disk is gone");
    expect(errors).toEqual([coded("STREAM_NOT_OPEN")]);
    expect(errors[0]?.message).toBe('1 event for stream "run-1" got lost: the stream could not be opened (the disk is gone).');
  });

  test.each(["sessions", "sessions-only"] as const)("on an unknown stream throws in mode %s", async (mode) => {
    const { streams } = await startStreams(cleanup, { mode });
    expect(() => streams.broadcast("typo", nodeState("a"))).toThrow(coded("STREAM_NOT_OPEN"));
    expect(streams.stats().streams).toBe(0);
  });

  test("on an unknown stream opens it in mode plain", async () => {
    const { streams, port } = await startStreams(cleanup, { mode: "plain" });
    // @ts-expect-error "done" is no status
    expect(() => streams.broadcast("run-1", { type: "node_state", node_id: "a", status: "done" })).toThrow("/status");
    expect(streams.stats().streams).toBe(0);
    streams.broadcast("run-1", nodeState("a"));
    streams.broadcast("run-1", nodeState("b"));
    const client = new NaiveClient(cleanup, streamUrl(port));
    await until(() => client.events.length === 2);
    expect(client.events).toEqual([nodeState("a"), nodeState("b")]);
  });
});

describe("modes", () => {
  test("sessions, the default mode, also serves a client that offers no subprotocol", async () => {
    const { streams, port } = await startStreams(cleanup);
    const run = await streams.open("run-1");
    const [peer, bare] = [await live(port), new NaiveClient(cleanup, streamUrl(port))];
    await bare.opened;
    run.publish(nodeState("a"));
    expect((await peer.next("$events")).events).toEqual([nodeState("a")]);
    await until(() => bare.events.length === 1);
  });

  test("[HS8] sessions-only refuses a client that offers no subprotocol", async () => {
    const { streams, port } = await startStreams(cleanup, { mode: "sessions-only" });
    await streams.open("run-1");
    const answer = await rawUpgrade(cleanup, port, path);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('this server speaks sessions only: offer the subprotocol "dagwire.v1.1"');
    await live(port);
  });

  test("plain offers no sessions", async () => {
    const { streams, port } = await startStreams(cleanup, { mode: "plain" });
    await streams.open("run-1");
    expect((await rawUpgrade(cleanup, port, path, ["Sec-WebSocket-Protocol: dagwire.v1"])).status).toBe(400);
    expect((await rawUpgrade(cleanup, port, path)).status).toBe(101);
  });

  test("an unknown mode throws at once", () => {
    // @ts-expect-error a program without a compiler
    const mode: "sessions" = "session";
    expect(() => createStreamServer(toy, { path: "/:stream", mode })).toThrow('option "mode": expected "sessions"');
  });
});

describe("openOnConnect", () => {
  test("a stream that cannot be opened refuses its client with 503, and the next client makes another attempt", async () => {
    const { log, claimed, go } = slowLog();
    const errors: string[] = [];
    const onError = (error: Error): unknown => errors.push(error.message);
    const { streams, port } = await startStreams(cleanup, { log, onError, openOnConnect: () => ({ commands: approving }) });
    const answer = rawUpgrade(cleanup, port, path);
    await until(claimed);
    go(new Error("the disk is gone"));
    expect((await answer).status).toBe(503);
    expect(errors).toEqual(["the disk is gone"]);
    expect(streams.stats().streams).toBe(0);
    const peer = await live(port);
    expect(await peer.command("run-1", approve)).toMatchObject({ type: "$ack" });
  });

  test("a session opens no stream that its principal may not follow", async () => {
    const { streams, port } = await startStreams(cleanup, {
      authorize: (_principal, stream) => stream !== "run-1",
      openOnConnect: () => ({}),
    });
    const peer = new SessionPeer(cleanup, streamUrl(port));
    expect((await peer.hello()).streams).toMatchObject([{ mode: "refused", code: 4403 }]);
    expect((await peer.closed).code).toBe(4403);
    expect(streams.stats().streams).toBe(0);
  });

  test("an upgrade that ws refuses leaves no open stream", async () => {
    const { streams, port } = await startStreams(cleanup, { openOnConnect: () => ({}) });
    expect((await rawUpgrade(cleanup, port, path, ["Sec-WebSocket-Version: 1"])).status).toBe(400);
    await until(() => streams.stats().streams === 0);
  });
});

describe("the keys of commands are names of events, whatever the place of the tags", () => {
  async function serve(server: {
    attach: (http: ReturnType<typeof createServer>) => void;
    close: () => Promise<unknown>;
  }): Promise<string> {
    const http = createServer();
    server.attach(http);
    cleanup.add(async () => {
      await server.close();
      http.close();
    });
    return `ws://127.0.0.1:${await listen(http)}/run-1`;
  }

  test("at /method", async () => {
    const server = createStreamServer(calls, { path: "/:stream", commands: { call: ({ params }) => ({ called: params.name }) } });
    const url = await serve(server);
    await server.open("run-1");
    const connection = connect(calls, { url, WebSocket });
    cleanup.add(() => connection.close());
    const outcome = await connection.send({ method: "tools/call", params: { name: "sum" } });
    expect(outcome).toMatchObject({ status: "accepted", value: { called: "sum" } });
  });

  test("of two tags", async () => {
    const done = (name: string) => () => name;
    const server = createStreamServer(mail, {
      path: "/:stream",
      commands: {
        "call/now": done("call/now"),
        "call/again": done("call/again"),
        "call/send": (_event, command) => command.reject("no_paper", "There is no paper."),
        "mail/send/to": done("mail/send/to"),
      },
    });
    const url = await serve(server);
    await server.open("run-1");
    const connection = connect(mail, { url, WebSocket });
    cleanup.add(() => connection.close());
    expect(await connection.send({ type: "call", action: "again" })).toMatchObject({ value: "call/again" });
    await expect(connection.send({ type: "call", action: "send" })).rejects.toThrow(CommandError);
  });
});

test("a client with onState and without losses is refused, because it would get no state", () => {
  // @ts-expect-error `losses` is missing, as in a program without a compiler
  expect(() => connect(toy, { url: "ws://127.0.0.1:9/", WebSocket, onState: () => undefined })).toThrow(
    new TypeError('"onState" needs the option "losses": trackLosses()'),
  );
});
