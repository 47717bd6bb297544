import { once } from "node:events";
import { deflateRawSync, constants } from "node:zlib";
import { MemoryLog } from "@dagwire/runtime";
import { afterEach, describe, expect, test } from "vitest";
import { clientFrame, Flooder, rawFrame } from "../../helpers/flood.js";
import { commandId, SessionPeer, toyProtocol } from "../../helpers/session-peer.js";
import { Cleanup, NaiveClient, openRaw, startStreams, streamUrl, until } from "../../helpers/stream-harness.js";
import { nodeState } from "../../helpers/toy-dag.js";
import { toy } from "../../helpers/toy-protocol.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const path = "/api/dags/run-1/stream";
const most = 128;
const markBytes = 65_536;
const commands = { human_decision: () => "done", pause_execution: () => "paused" };
const manyCommands = { perSecond: 100_000, burst: 100_000 };
const decision = (index: number): object => ({ type: "human_decision", node_id: String(index), decision: "approve" });
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Questions to the application, which the test answers later. */
class Held<Answer> {
  readonly #answers: ((answer: Answer) => void)[] = [];
  #given: { readonly answer: Answer } | undefined;
  asked = 0;

  ask(): Promise<Answer> | Answer {
    this.asked++;
    return this.#given === undefined ? new Promise((resolve) => this.#answers.push(resolve)) : this.#given.answer;
  }

  answerAll(answer: Answer): void {
    this.#given = { answer };
    for (const give of this.#answers) give(answer);
  }
}

describe("a client that reads nothing", () => {
  /** More bytes than the kernel buffers. All further data waits in the server's process. */
  const state = { padding: "x".repeat(8_000_000) };

  async function startFull(): Promise<Awaited<ReturnType<typeof startStreams<undefined>>> & { readonly deaf: SessionPeer }> {
    const protocol = { ...toy, state: { initial: () => state, apply: () => ({ state, touched: [] }) } };
    const harness = await startStreams(cleanup, { protocol, limits: { highWaterMarkBytes: markBytes } });
    await harness.streams.open("run-1", { commands });
    const deaf = new SessionPeer(cleanup, streamUrl(harness.port));
    deaf.ws.once("message", () => deaf.ws.pause());
    await deaf.hello();
    return { ...harness, deaf };
  }

  test("[SC12] gets no further answers until it reads, and then all of them in order", async () => {
    const { deaf, sockets } = await startFull();
    const pings = 10_000;
    let waiting = 0;
    const look = (): number => (waiting = Math.max(waiting, ...sockets.map(({ writableLength }) => writableLength)));
    for (let n = 1; n <= pings; n++) deaf.send({ type: "$ping", n });
    await until(() => look() > markBytes);
    // By then a server without the limit would have read everything.
    const other = new SessionPeer(cleanup, deaf.ws.url);
    await other.hello();
    await other.next("$synced");
    look();
    deaf.ws.resume();
    const pongs = (): readonly number[] => deaf.frames.flatMap((frame) => (frame.type === "$pong" ? [frame.n] : []));
    await until(() => look() >= 0 && deaf.frames.at(-1)?.type === "$pong" && pongs().at(-1) === pings, "the last pong", 15_000);
    expect(pongs()).toEqual(numbers(pings).map((n) => n + 1));
    expect(waiting).toBeLessThan(2 * markBytes + 1_024);
  });

  test("[SC4] [SC12] is closed with 4113 if only answers wait for it", async () => {
    const limits = { highWaterMarkBytes: markBytes, progressTimeoutMs: 500 };
    const { streams, port } = await startStreams(cleanup, { limits });
    await streams.open("run-1", { commands });
    const flooder = new Flooder(cleanup, port, path, ["Sec-WebSocket-Protocol: dagwire.v1"]);
    const hello = { type: "$hello", v: 1, protocol: toyProtocol, client: "c", streams: [] };
    const refused = { type: "$command", id: commandId(), stream: "x".repeat(250), event: {} };
    void flooder.flood(hello, [refused], 10_000);
    await until(() => streams.stats().slowConnections === 1);
    const other = new SessionPeer(cleanup, streamUrl(port));
    await other.hello();
    await other.next("$synced");
    expect(streams.stats()).toMatchObject({ slowConnections: 1, deadConnections: 0 });
  });

  test("[SC4] [SC12] is closed with 4113 in plain mode too, if only answers wait for it", async () => {
    const { streams, port } = await startStreams(cleanup, {
      errorEvent: () => ({ type: "error", message: "x".repeat(10_000) }),
      limits: { highWaterMarkBytes: markBytes, progressTimeoutMs: 500 },
    });
    await streams.open("run-1");
    void new Flooder(cleanup, port, path).flood(undefined, ["{}"], 10_000);
    await until(() => streams.stats().slowConnections === 1);
    const other = new NaiveClient(cleanup, streamUrl(port));
    await other.opened;
    await until(() => streams.stream("run-1")?.connections === 2);
    streams.broadcast("run-1", nodeState("a"));
    await until(() => other.events.length === 1);
    expect(streams.stats()).toMatchObject({ slowConnections: 1, deadConnections: 0 });
  });
});

describe("a client that sends more than the application handles", () => {
  test("[SC13] causes at most 128 questions to the application at once, and further ones after answers", async () => {
    const leave = new Held<boolean>();
    const { streams, port } = await startStreams(cleanup, {
      authorize: (_principal, stream) => (stream === "run-1" ? true : leave.ask()),
      heartbeat: { intervalMs: 50, timeoutMs: 150 },
    });
    await streams.open("run-1", { commands });
    const peer = new SessionPeer(cleanup, streamUrl(port));
    await peer.hello();
    for (let index = 0; index < 1_000; index++) {
      peer.send({ type: "$subscribe", stream: "run-2" });
      peer.send({ type: "$unsubscribe", stream: "run-2" });
    }
    peer.send({ type: "$ping", n: 7 });
    await until(() => leave.asked === most);
    // The server reads nothing from this client for longer than a connection may be silent.
    const beginMs = performance.now();
    await until(() => performance.now() - beginMs > 500);
    expect(leave.asked).toBe(most);
    leave.answerAll(true);
    expect(await peer.next("$pong")).toEqual({ type: "$pong", n: 7 });
    expect(leave.asked).toBe(1_000);
    expect(streams.stats().deadConnections).toBe(0);
  });

  test("[SC13] has at most 128 tokens judged at once", async () => {
    const token = new Held<{ readonly principal: undefined }>();
    const { streams, port } = await startStreams(cleanup, { authenticateToken: () => token.ask() });
    await streams.open("run-1", { commands });
    const peer = new SessionPeer(cleanup, streamUrl(port));
    await peer.hello();
    for (let index = 0; index < 1_000; index++) peer.send({ type: "$auth", token: "t" });
    peer.send({ type: "$ping", n: 7 });
    await until(() => token.asked === most);
    const other = new SessionPeer(cleanup, streamUrl(port));
    await other.hello();
    expect(token.asked).toBe(most);
    token.answerAll({ principal: undefined });
    await peer.next("$pong");
    expect(token.asked).toBe(1_000);
  });

  test("[SC13] has at most 128 plain events waiting at once, which are handled in their order", async () => {
    const work = new Held<void>();
    const handled: number[] = [];
    const { streams, port } = await startStreams(cleanup, {
      mode: "plain",
      commands: {
        ...commands,
        human_decision: (event) => {
          handled.push(Number(event.node_id));
          return work.ask();
        },
      },
      limits: { commandRate: manyCommands },
      heartbeat: { intervalMs: 50, timeoutMs: 150 },
    });
    await streams.open("run-1");
    const client = new NaiveClient(cleanup, streamUrl(port));
    await client.opened;
    for (const index of numbers(1_000)) client.send(decision(index));
    await until(() => handled.length === 1);
    const beginMs = performance.now();
    await until(() => performance.now() - beginMs > 500);
    expect(streams.stats().receivedEvents).toBe(most);
    work.answerAll();
    await until(() => handled.length === 1_000);
    expect(handled).toEqual(numbers(1_000));
    expect(streams.stats().deadConnections).toBe(0);
  });

  test("[SC13] has at most 256 KiB waiting at once, and is closed if its messages unpack to more", async () => {
    const work = new Held<void>();
    const { streams, port } = await startStreams(cleanup, {
      compression: true,
      commands: { ...commands, pause_execution: () => work.ask() },
      limits: { commandRate: manyCommands },
    });
    await streams.open("run-1");
    const socket = openRaw(cleanup, port, path, ["Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover"]);
    await once(socket, "data");
    const text = JSON.stringify({ type: "pause_execution", padding: "x".repeat(60_000) });
    const packed = deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);
    const compressedText = 0xc1;
    socket.write(Buffer.concat(Array.from({ length: 500 }, () => rawFrame(packed, compressedText))));
    const [answer] = (await once(socket, "data")) as [Buffer];
    expect([answer[0], answer.readUInt16BE(2)]).toEqual([0x88, 4129]);
    // Fewer than five, if the connection has used up its share before.
    expect(streams.stats().receivedEvents).toBeLessThanOrEqual(5);
  });
});

test("[SC14] of messages that take 1 ms each, few are handled in one turn of the event loop", async () => {
  let refused = 0;
  const { streams, port } = await startStreams(cleanup, {
    errorEvent: (error) => {
      refused++;
      for (const beginMs = performance.now(); performance.now() - beginMs < 1;);
      return { type: "error", message: error.message };
    },
  });
  await streams.open("run-1", { commands });
  const hostile = numbers(3).map(() => openRaw(cleanup, port, path));
  await Promise.all(hostile.map((socket) => once(socket, "data")));
  const count = 40;
  for (const socket of hostile) socket.write(Buffer.concat(numbers(count).map(() => clientFrame("{}"))));
  let mostInTurn = 0;
  for (let before = 0; refused < count * hostile.length; before = refused) {
    await nextTurn();
    mostInTurn = Math.max(mostInTurn, refused - before);
  }
  expect(mostInTurn).toBeGreaterThan(0);
  expect(mostInTurn).toBeLessThan(8);
});

/** Returns the numbers in the server's frames that are pongs of four bytes. */
function pongsIn(bytes: Buffer): readonly number[] {
  const header = Buffer.from([0x8a, 4]);
  const found: number[] = [];
  for (let at = bytes.indexOf(header); at >= 0; at = bytes.indexOf(header, at + 6))
    found.push(Number(bytes.toString("utf8", at + 2, at + 6)));
  return found;
}

test("[SC14] many messages of a connection are handled in their order, and of many pings the newest is answered", async () => {
  const handled: unknown[] = [];
  const { streams, port } = await startStreams(cleanup, {
    commands: { ...commands, human_decision: (event) => void handled.push(event) },
    limits: { commandRate: manyCommands },
  });
  await streams.open("run-1");
  const socket = openRaw(cleanup, port, path);
  await once(socket, "data");
  const read: Buffer[] = [];
  socket.on("data", (data: Buffer) => read.push(data));
  const count = 5_000;
  const ping = (index: number): Buffer => rawFrame(Buffer.from(String(index).padStart(4, "0")), 0x89);
  socket.write(Buffer.concat(numbers(count).flatMap((index) => [clientFrame(decision(index)), ping(index)])));
  await until(() => handled.length === count, "all messages", 15_000);
  expect(handled).toEqual(numbers(count).map(decision));
  const pongs = pongsIn(Buffer.concat(read));
  expect(pongs).toEqual(pongs.toSorted((a, b) => a - b));
  expect(pongs.at(-1)).toBe(count - 1);
  expect(pongs.length).toBeLessThan(count);
});

describe("a plain client of an opened stream", () => {
  const errorEvent = (error: Error): { readonly type: "error"; readonly message: string } => ({ type: "error", message: error.message });

  test("[LM3] [LM4] may send as many commands as a session, and is closed with 4129 if it sends too many", async () => {
    const { streams, port } = await startStreams(cleanup, { errorEvent, limits: { commandRate: { perSecond: 0.001, burst: 40 } } });
    const seen: string[] = [];
    await streams.open("run-1", {
      commands: { ...commands, human_decision: (event) => void seen.push(event.node_id) },
    });
    const client = new NaiveClient(cleanup, streamUrl(port));
    await client.opened;
    for (const index of numbers(81)) client.send(decision(index));
    expect(await client.closed).toEqual({ code: 4129, reason: "too many commands" });
    expect(seen).toEqual(numbers(40).map(String));
    expect(client.events).toHaveLength(40);
    expect(client.events[0]).toMatchObject({ message: expect.stringMatching(/^rate_limited: expected at most 40 events at once/) });
  });

  test("waits while its stream is being opened", async () => {
    const seen: string[] = [];
    const log = new MemoryLog();
    const claim = new Held<void>();
    const claimOf = log.claim.bind(log);
    log.claim = async (stream) => {
      await claim.ask();
      return claimOf(stream);
    };
    const { streams, port } = await startStreams(cleanup, { errorEvent, log });
    const opening = streams.open("run-1", { commands: { ...commands, human_decision: (event) => void seen.push(event.node_id) } });
    const client = new NaiveClient(cleanup, streamUrl(port));
    client.ws.once("open", () => client.send(decision(1)));
    await until(() => claim.asked === 1);
    claim.answerAll();
    await opening;
    await until(() => seen.length === 1);
    expect(client.events).toEqual([]);
  });
});
