import { afterEach, describe, expect, test, vi } from "vitest";
import { MemoryLog } from "@dagwire/runtime";
import { connect } from "@dagwire/runtime/client";
import type { Stream } from "@dagwire/runtime/server";
import { SessionPeer, commandId, toyProtocol } from "../../helpers/session-peer.js";
import { Cleanup, startStreams, streamUrl, until } from "../../helpers/stream-harness.js";
import type { ToyOptions, ToyServer } from "../../helpers/stream-harness.js";
import { nodeState } from "../../helpers/toy-dag.js";
import { toy } from "../../helpers/toy-protocol.js";
import type { ToyTypes } from "../../helpers/toy-protocol.js";
import type { ServerEvent } from "../../helpers/toy-dag.js";
import { toyState } from "../../helpers/toy-state.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

async function start(
  options: ToyOptions = {},
  conflate?: (events: readonly ServerEvent[]) => readonly ServerEvent[],
): Promise<{ readonly streams: ToyServer; readonly port: number; readonly run: Stream<ToyTypes> }> {
  const harness = await startStreams(cleanup, { protocol: { ...toy, state: { ...toyState, conflate } }, ...options });
  const commands = { human_decision: () => "done", pause_execution: () => "paused" };
  return { ...harness, run: await harness.streams.open("run-1", { commands }) };
}

async function live(port: number): Promise<SessionPeer> {
  const peer = new SessionPeer(cleanup, streamUrl(port));
  await peer.hello();
  await peer.next("$synced");
  return peer;
}

const command = (event: string): string => `{"type":"$command","id":"${commandId()}","stream":"run-1","event":${event}}`;

describe("hostile messages", () => {
  test.each<readonly [name: string, data: string | Buffer, code: number]>([
    ["no JSON", "{nope", 4400],
    ["JSON that is no frame", "[1,2]", 4400],
    ["a frame of an unknown type", '{"type":"$nonsense"}', 4400],
    ["a frame with a wrong field", '{"type":"$ping","n":"one"}', 4400],
    [
      "a second $hello",
      `{"type":"$hello","v":1,"protocol":{"name":"toy","version":"1","digest":"d"},"client":"${commandId()}","streams":[]}`,
      4400,
    ],
    ["deep JSON", command(`{"type":"pause_execution","x":${"[".repeat(5_000)}${"]".repeat(5_000)}}`), 4400],
    ["a message of more than 64 KiB", command(`{"type":"pause_execution","x":"${"x".repeat(70_000)}"}`), 1009],
    ["a binary frame", Buffer.from('{"type":"$ping","n":1}'), 4400],
  ])("[LM5] %s closes that connection, and no other", async (_name, data, code) => {
    const { run, port } = await start();
    const [stranger, other] = await Promise.all([live(port), live(port)]);
    stranger.ws.send(data, { binary: typeof data !== "string" });
    expect((await stranger.closed).code).toBe(code);
    run.publish(nodeState("a"));
    expect((await other.next("$events")).events).toEqual([nodeState("a")]);
  });

  test("[LM5] text that is no UTF-8 closes with 1007", async () => {
    const { port } = await start();
    const stranger = await live(port);
    stranger.ws.send(Buffer.from([0x22, 0xff, 0x22]), { binary: false });
    expect((await stranger.closed).code).toBe(1007);
  });

  test("[LM5] an own __proto__ pollutes nothing", async () => {
    const { port } = await start();
    const stranger = await live(port);
    stranger.ws.send('{"type":"$ping","n":1,"__proto__":{"polluted":true}}');
    expect((await stranger.closed).code).toBe(4400);
    expect("polluted" in {}).toBe(false);
  });

  test("another page's Origin is refused before the server reads a frame", async () => {
    const { port } = await start();
    const peer = new SessionPeer(cleanup, streamUrl(port), { headers: { Origin: "https://elsewhere.example" } });
    expect((await peer.closed).code).toBe(4403);
    expect(peer.frames).toEqual([]);
  });
});

describe("slow readers", () => {
  const padded = (index: number): ServerEvent => ({ ...nodeState(`n${index}`), output: "x".repeat(2_000) }) as ServerEvent;

  test("[SC9] hold at most the mark and a frame each, lose nothing, and do not slow others", async () => {
    // More bytes than the kernel's buffers take, all of them retained in the log.
    const limits = { retainedEvents: 10_000, retainedBytes: 64_000_000, maxReplayEvents: 20_000 };
    const { run, port, streams } = await start({ limits });
    const [slow, other] = await Promise.all([live(port), live(port)]);
    slow.ws.pause();
    const count = 8_000;
    let most = 0;
    for (let index = 0; index < count; index++) {
      run.publish(padded(index));
      if (index % 20 !== 19) continue;
      await run.flushed();
      await new Promise((resolve) => setImmediate(resolve));
      most = Math.max(most, streams.stats().waitingBytes);
    }
    await until(() => other.events.length === count);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(2 * (262_144 + 65_536));
    slow.ws.resume();
    await until(() => slow.events.length === count);
    expect(slow.events).toEqual(other.events);
  });

  test("[SC9] a batch larger than the mark is read from the log in pieces", async () => {
    const { run, port } = await start();
    const peer = await live(port);
    for (let index = 0; index < 1_000; index++) run.publish(padded(index));
    await until(() => peer.events.length === 1_000);
    const sizes = peer.frames.map((frame) => JSON.stringify(frame).length);
    expect(Math.max(...sizes)).toBeLessThan(70_000);
  });

  /** A client that was not connected for 50 states of one node, in a run that has other nodes. */
  async function returned(others: number, conflate: (events: readonly ServerEvent[]) => readonly ServerEvent[]): Promise<SessionPeer> {
    const { run, port } = await start({ limits: { maxReplayEvents: 10 } }, conflate);
    for (let index = 0; index < others; index++) run.publish(nodeState(`other-${index}`));
    await run.flushed();
    const before = await live(port);
    run.publish(nodeState("a"));
    const { from } = await before.next("$events");
    before.ws.terminate();
    for (let index = 0; index < 50; index++) run.publish(nodeState("a", index === 49 ? "completed" : "running"));
    await run.flushed();
    const peer = new SessionPeer(cleanup, streamUrl(port));
    await peer.hello([{ stream: "run-1", after: from }]);
    return peer;
  }

  test("[SC10] a client far behind gets conflated events if the protocol can conflate", async () => {
    const peer = await returned(20, (events) => events.slice(-1));
    const frame = await peer.next("$events");
    expect(frame).toMatchObject({ conflated: true, events: [nodeState("a", "completed")] });
    expect(await peer.next("$synced")).toMatchObject({ at: frame.upto, recovered: true });
  });

  test("[SC15] the server conflates events for one client at a time, also for many that come back at once", async () => {
    let reads = 0;
    let most = 0;
    const log = new (class extends MemoryLog {
      override async read(...parameters: Parameters<MemoryLog["read"]>): ReturnType<MemoryLog["read"]> {
        // A page of a conflation has more events than one of a client.
        const isConflation = parameters[2].maxEvents === 1_000;
        if (isConflation) most = Math.max(most, ++reads);
        const result = await super.read(...parameters);
        if (!isConflation) return result;
        await new Promise((resolve) => setTimeout(resolve, 5));
        reads--;
        return result;
      }
    })();
    const { run, port } = await start({ log, limits: { maxReplayEvents: 10 } }, (events) => events.slice(-1));
    for (let index = 0; index < 50; index++) run.publish(nodeState(`other-${index}`));
    await run.flushed();
    const before = await live(port);
    run.publish(nodeState("a"));
    const { from } = await before.next("$events");
    for (let index = 0; index < 50; index++) run.publish(nodeState("a", index === 49 ? "completed" : "running"));
    await run.flushed();
    const peers = Array.from({ length: 20 }, () => new SessionPeer(cleanup, streamUrl(port)));
    await Promise.all(peers.map((peer) => peer.hello([{ stream: "run-1", after: from }])));
    for (const peer of peers) expect(await peer.next("$events")).toMatchObject({ conflated: true });
    expect(most).toBe(1);
  });

  test("[SC11] the client gets the whole state if the state is not larger than the conflated events", async () => {
    const peer = await returned(0, (events) => events);
    expect(await peer.next("$reset")).toMatchObject({ reason: "lag" });
    expect(await peer.next("$snapshot")).toMatchObject({ state: '{"a":"completed"}' });
  });
});

test("[HB7] [SIM1] a hundred connections take no timer of their own", async () => {
  const { port } = await start();
  await live(port);
  const intervals = vi.spyOn(globalThis, "setInterval");
  const timeouts = vi.spyOn(globalThis, "setTimeout");
  const before = process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;
  const peers = await Promise.all(Array.from({ length: 100 }, () => live(port)));
  expect(intervals).not.toHaveBeenCalled();
  // The timers of the admission and of the test itself are short-lived. No timer stays with a connection.
  await until(() => process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length <= before + 5);
  expect(peers).toHaveLength(100);
  expect(timeouts.mock.calls.length).toBeGreaterThan(0);
  vi.restoreAllMocks();
});

test("[CL3] a client that closes because of a gap uses a code that browsers allow", async () => {
  const codes: (number | undefined)[] = [];
  type FakeEvent = { readonly data: unknown; readonly code: number; readonly reason: string };
  const listeners = new Map<string, (event: FakeEvent) => void>();
  class Fake {
    readonly readyState = 1;
    readonly protocol = "dagwire.v1";
    send(): void {}
    close(code?: number): void {
      codes.push(code);
    }
    addEventListener(type: string, listener: (event: FakeEvent) => void): void {
      listeners.set(type, listener);
    }
  }
  const connection = connect(toy, {
    url: "ws://127.0.0.1:1/x",
    WebSocket: Fake,
  });
  const tell = (type: string, data?: string): void => listeners.get(type)?.({ data, code: 1000, reason: "" });
  tell("open");
  const verdict = { stream: "run-1", mode: "live", from: "1:5", head: "1:5" };
  const limits = { maxUnacked: 8, maxStreams: 8, maxPayloadBytes: 1 };
  const heartbeat = { intervalMs: 1_000, timeoutMs: 2_000 };
  const welcome = {
    type: "$welcome",
    v: 1,
    protocol: toyProtocol,
    session: "1",
    durability: "memory",
    heartbeat,
    limits,
    streams: [verdict],
  };
  tell("message", JSON.stringify(welcome));
  connection.close();
  expect(codes.length).toBeGreaterThan(0);
  expect(codes.every((code) => code === 1000 || (code ?? 0) >= 3000)).toBe(true);
});
