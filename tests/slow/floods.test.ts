import { dag } from "@dagwire/dag";
import type { StreamServerStats } from "@dagwire/runtime/server";
import { afterEach, expect, test } from "vitest";
import { clientFrame, Flooder, rawFrame } from "../helpers/flood.js";
import { startProgram } from "../helpers/program.js";
import type { Program } from "../helpers/program.js";
import { SessionPeer, commandId } from "../helpers/session-peer.js";
import { Cleanup, until } from "../helpers/stream-harness.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const floodMs = 20_000;
/** The heap limit of the server's process, and the limit of its total memory, in MiB. */
const [heapMiB, mostMiB] = [128, 256];
const mebibyte = 1_048_576;
/** The number of bytes that may wait in the socket of one session, and that of the largest frame. */
const [markBytes, frameBytes] = [262_144, 65_536 + 1_024];

type Report = {
  readonly published: number;
  readonly maxRss: number;
  readonly maxWaitingBytes: number;
  readonly stats: StreamServerStats;
};

/** @param options The length of the run's state and the option `totalWaitingBytes`. */
async function startServer(options: readonly number[] = []): Promise<{ readonly server: Program; readonly port: number }> {
  const flags = [`--max-old-space-size=${heapMiB}`];
  const server = startProgram(cleanup, new URL("flooded-server.mjs", import.meta.url), { flags, options: options.map(String) });
  const { port } = await server.answer<{ readonly port: number }>();
  return { server, port };
}

/** Follows the run during the floods as an ordinary client, and sends a command from time to time. Returns the peer and the number of acknowledgements. */
async function followHonestly(
  port: number,
  whileRunning: Promise<unknown>,
): Promise<{ readonly peer: SessionPeer; readonly acks: number }> {
  const { name, version, digest } = dag;
  const peer = new SessionPeer(cleanup, `ws://127.0.0.1:${port}/runs/run-1`);
  await peer.hello([], { protocol: { name, version, digest } });
  await peer.next("$synced");
  const over = new AbortController();
  void whileRunning.finally(() => over.abort());
  let acks = 0;
  while (!over.signal.aborted) {
    expect((await peer.command("run-1", { type: "pause_execution" })).type).toBe("$ack");
    acks++;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return { peer, acks };
}

const numbers = (peer: SessionPeer): readonly number[] => peer.events.map((event) => Number(Reflect.get(Object(event), "to")));

async function survives(floods: (port: number) => Promise<unknown>): Promise<void> {
  const { server, port } = await startServer();
  const over = floods(port);
  const { peer, acks } = await Promise.race([followHonestly(port, over), server.ended]);
  expect(acks).toBeGreaterThan(5);
  const report = await server.answer<Report>("report");
  await until(() => numbers(peer).at(-1) === report.published, "the last event");
  const [first = 0] = numbers(peer);
  expect(numbers(peer)).toEqual(Array.from({ length: report.published - first + 1 }, (_, index) => first + index));
  console.log(`at most ${Math.round(report.maxRss / mebibyte)} MiB, of them ${report.maxWaitingBytes} bytes in sockets`);
  expect(report.maxRss).toBeLessThan(mostMiB * mebibyte);
  expect(report.maxWaitingBytes).toBeGreaterThan(markBytes);
  expect(report.maxWaitingBytes).toBeLessThan(report.stats.sessions * (markBytes + frameBytes));
}

const { name, version, digest } = dag;
const hello = { type: "$hello", v: 1, protocol: { name, version, digest }, client: commandId(), streams: [{ stream: "run-1" }] };
const session = "Sec-WebSocket-Protocol: dagwire.v1";

test("[SC12] a client that sends $ping for 20 s and reads nothing costs the server little, and others notice nothing", async () => {
  await survives((port) => new Flooder(cleanup, port, "/runs/run-1", [session]).flood(hello, [{ type: "$ping", n: 1 }], floodMs));
});

test("[SC5] 60 clients that ask for a state of 15 MB and read nothing hold one state together", async () => {
  // If each had its own frames, the server would hold 900 MB for them.
  const budget = 48 * mebibyte;
  const { server, port } = await startServer([15_000_000, budget]);
  for (let n = 0; n < 60; n++) {
    const reader = new Flooder(cleanup, port, "/runs/run-1", [session]);
    await Promise.race([reader.opened, server.ended]);
    reader.socket.pause();
    reader.socket.write(clientFrame(hello));
  }
  const { peer } = await Promise.race([followHonestly(port, new Promise((resolve) => setTimeout(resolve, 3_000))), server.ended]);
  const report = await server.answer<Report>("report");
  console.log(`at most ${Math.round(report.maxRss / mebibyte)} MiB; ${report.stats.slowConnections} of 61 connections cut`);
  expect(numbers(peer).length).toBeGreaterThan(0);
  expect(report.stats.slowConnections).toBe(0);
  expect(report.stats.waitingStateBytes).toBeGreaterThan(15_000_000);
  expect(report.stats.waitingStateBytes + report.stats.waitingBytes).toBeLessThanOrEqual(budget);
  expect(report.maxRss).toBeLessThan(mostMiB * mebibyte);
});

test("[SC12] so do floods of every other kind, all at once", async () => {
  const long = "x".repeat(250);
  const command = { type: "$command", id: commandId(), stream: long, event: {} };
  const visits = [
    { type: "$subscribe", stream: "run-2" },
    { type: "$unsubscribe", stream: "run-2" },
  ];
  await survives((port) => {
    const flood = (headers: readonly string[], first: object | undefined, messages: readonly (object | string)[]): Promise<void> =>
      new Flooder(cleanup, port, "/runs/run-1", headers).flood(first, messages, floodMs);
    return Promise.all([
      flood([session], hello, [command]),
      flood([session], hello, visits),
      flood([session], hello, [{ type: "$auth", token: "t" }]),
      flood([session], hello, [rawFrame(Buffer.from("ping"), 0x89)]),
      flood([session], hello, [rawFrame(Buffer.from("pong"), 0x8a)]),
      flood([], undefined, ["{}"]),
      flood([], undefined, [{ type: "pause_execution" }]),
      flood(["X-Name: slow"], undefined, [{ type: "pause_execution" }]),
    ]);
  });
});
