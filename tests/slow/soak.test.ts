import { once } from "node:events";
import { dag } from "@dagwire/dag";
import type { StreamServerStats } from "@dagwire/runtime/server";
import { afterEach, expect, test } from "vitest";
import { Flooder, clientFrame, rawFrame } from "../helpers/flood.js";
import { startProgram } from "../helpers/program.js";
import { commandId } from "../helpers/session-peer.js";
import { Cleanup } from "../helpers/stream-harness.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

/** Milliseconds of the whole test. A quarter of them is quiet. `npm run soak` sets ten minutes. */
const soakMs = Number(process.env["SOAK_MS"] ?? 20_000);
/** The heap limit of the server's process, and the limit of its total memory, in MiB. */
const [heapMiB, mostMiB] = [128, 256];
const mebibyte = 1_048_576;
/** Bytes that may wait for all clients of the server. */
const budgetBytes = 32 * mebibyte;

type Seen = {
  readonly commands: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly events: number;
  readonly missing: number;
  readonly last: number;
};
type Report = { readonly published: number; readonly maxRss: number; readonly stats: StreamServerStats };

const { name, version, digest } = dag;
const hello = { type: "$hello", v: 1, protocol: { name, version, digest }, client: commandId(), streams: [{ stream: "run-1" }] };
const session = "Sec-WebSocket-Protocol: dagwire.v1";

test(
  `[SC5] [SC12] [SC14] honest clients lose nothing in ${soakMs / 1_000} s of hostile ones`,
  { timeout: soakMs * 3 + 120_000 },
  async () => {
    const server = startProgram(cleanup, new URL("flooded-server.mjs", import.meta.url), {
      flags: [`--max-old-space-size=${heapMiB}`, "--unhandled-rejections=strict"],
      options: ["2000000", String(budgetBytes)],
    });
    const { port } = await server.answer<{ readonly port: number }>();
    const honest = startProgram(cleanup, new URL("soak-honest.mjs", import.meta.url), { options: [String(port)] });
    await honest.answer();
    const phase = async (work: Promise<unknown>): Promise<Seen> => {
      await Promise.race([work, server.ended, honest.ended]);
      return honest.answer<Seen>("report");
    };
    const quiet = await phase(new Promise((resolve) => setTimeout(resolve, soakMs / 4)));
    const flooded = await phase(floods(port, (soakMs * 3) / 4));
    const report = await server.answer<Report>("report");
    const figures = [quiet, flooded].map(
      ({ p50Ms, p99Ms, commands }) => `p50 ${p50Ms.toFixed(1)}, p99 ${p99Ms.toFixed(1)} ms of ${commands}`,
    );
    console.log(`quiet: ${figures[0]}; flooded: ${figures[1]}; p99 × ${(flooded.p99Ms / quiet.p99Ms).toFixed(2)}`);
    console.log(`the server took at most ${Math.round(report.maxRss / mebibyte)} MiB`);
    expect(flooded).toMatchObject({ missing: 0 });
    expect(flooded.commands).toBeGreaterThan(soakMs / 1_000);
    expect(flooded.events).toBeGreaterThan(quiet.events);
    expect(report.stats.waitingBytes + report.stats.waitingStateBytes).toBeLessThanOrEqual(budgetBytes);
    expect(report.maxRss).toBeLessThan(mostMiB * mebibyte);
  },
);

/** Runs clients of every hostile kind at once, and opens them again and again. */
async function floods(port: number, durationMs: number): Promise<void> {
  const command = { type: "$command", id: commandId(), stream: "x".repeat(250), event: {} };
  const visits = [
    { type: "$subscribe", stream: "run-2" },
    { type: "$unsubscribe", stream: "run-2" },
  ];
  const kinds: readonly (readonly [readonly string[], object | undefined, readonly (object | string)[]])[] = [
    [[session], hello, [{ type: "$ping", n: 1 }]],
    [[session], hello, [command]],
    [[session], hello, visits],
    [[session], hello, [rawFrame(Buffer.from("ping"), 0x89)]],
    [[], undefined, ["{}"]],
    [[], undefined, [{ type: "pause_execution" }]],
    [["X-Name: slow"], undefined, [{ type: "pause_execution" }]],
  ];
  const isOver = AbortSignal.timeout(durationMs);
  const roundMs = Math.min(durationMs, 5_000);
  await Promise.all([
    ...kinds.map(async ([headers, first, messages]) => {
      while (!isOver.aborted) await new Flooder(cleanup, port, "/runs/run-1", headers).flood(first, messages, roundMs);
    }),
    readNothing(port, isOver),
  ]);
}

/** Opens sessions that ask for the state and read nothing. */
async function readNothing(port: number, isOver: AbortSignal): Promise<void> {
  while (!isOver.aborted) {
    const reader = new Flooder(cleanup, port, "/runs/run-1", [session]);
    await Promise.race([reader.opened, once(reader.socket, "close")]);
    reader.socket.pause();
    reader.socket.write(clientFrame(hello));
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
