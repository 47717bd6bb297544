import { setTimeout as pause } from "node:timers/promises";
import type { StreamServerStats } from "@dagwire/runtime/server";
import { afterEach, expect, test } from "vitest";
import { startProgram } from "../helpers/program.js";
import { Cleanup } from "../helpers/stream-harness.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

/** Milliseconds of the whole test. Half of them are quiet. `npm run soak` sets ten minutes. */
const soakMs = Number(process.env["SOAK_MS"] ?? 20_000);
/** Quiet and flooded phases alternate, so that other work on the machine meets both. */
const phaseMs = Math.min(15_000, soakMs / 10);
/** The first flood is not measured, because code is compiled when it runs for the first time. */
const warmUpMs = 2_000;
/** The heap limit of the server's process, and the limit of its total memory, in MiB. */
const [heapMiB, mostMiB] = [128, 256];
const mebibyte = 1_048_576;
/** Bytes that may wait for all clients of the server. */
const budgetBytes = 32 * mebibyte;
/** A soak of this length holds the ratio of the times. */
const longMs = 600_000;
/** How many times as long the slowest hundredth of the commands may take while hostile clients flood the server. */
const mostRatio = 3;

type Seen = { readonly roundTripsMs: readonly number[]; readonly events: number; readonly missing: number; readonly last: number };
type Report = { readonly published: number; readonly maxRss: number; readonly stats: StreamServerStats };

/** The figures of all phases of one kind. */
class Phases {
  readonly roundTripsMs: number[] = [];
  readonly delaysMs: number[] = [];
  events = 0;
  missing = 0;

  add(seen: Seen, delayMs: number): void {
    this.roundTripsMs.push(...seen.roundTripsMs);
    this.delaysMs.push(delayMs);
    this.events += seen.events;
    this.missing = seen.missing;
  }

  get text(): string {
    const [p50, p99] = [0.5, 0.99].map((part) => quantile(this.roundTripsMs, part).toFixed(1));
    return `p50 ${p50}, p99 ${p99} ms of ${this.roundTripsMs.length}; p99 of the event loop's delay ${quantile(this.delaysMs, 0.5).toFixed(1)} ms`;
  }
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

test(
  `[SC5] [SC12] [SC14] honest clients lose nothing in ${soakMs / 1_000} s of which hostile ones flood the half`,
  { timeout: soakMs * 3 + 120_000 },
  async () => {
    const server = startProgram(cleanup, new URL("flooded-server.mjs", import.meta.url), {
      flags: [`--max-old-space-size=${heapMiB}`, "--unhandled-rejections=strict"],
      options: ["2000000", String(budgetBytes)],
    });
    const { port } = await server.answer<{ readonly port: number }>();
    const options = [String(port)];
    const honest = startProgram(cleanup, new URL("soak-honest.mjs", import.meta.url), { options });
    await honest.answer();
    const hostile = startProgram(cleanup, new URL("../../.dagwire/tests/slow/soak-hostile.js", import.meta.url), { options });
    await hostile.answer();
    const flood = (forMs: number): Promise<unknown> => hostile.answer(forMs);
    const [quiet, flooded] = [new Phases(), new Phases()];
    const during = async (phases: Phases, work: Promise<unknown>): Promise<void> => {
      await Promise.race([work, server.ended, honest.ended]);
      phases.add(await honest.answer<Seen>("report"), (await server.answer<{ readonly p99Ms: number }>("delays")).p99Ms);
    };
    await during(new Phases(), flood(warmUpMs));
    for (let leftMs = soakMs; leftMs > 0; leftMs -= 2 * phaseMs) {
      await during(quiet, pause(phaseMs));
      await during(flooded, flood(phaseMs));
    }
    const report = await server.answer<Report>("report");
    const ratio = quantile(flooded.roundTripsMs, 0.99) / quantile(quiet.roundTripsMs, 0.99);
    console.log(`quiet: ${quiet.text}\nflooded: ${flooded.text}\np99 × ${ratio.toFixed(2)}`);
    console.log(`the server took at most ${Math.round(report.maxRss / mebibyte)} MiB`);
    expect([quiet.missing, flooded.missing]).toEqual([0, 0]);
    expect(flooded.roundTripsMs.length).toBeGreaterThan(soakMs / 1_000);
    expect(flooded.events).toBeGreaterThan(soakMs / 1_000);
    expect(report.stats.waitingBytes + report.stats.waitingStateBytes).toBeLessThanOrEqual(budgetBytes);
    expect(report.maxRss).toBeLessThan(mostMiB * mebibyte);
    // A short soak has a few hundred commands, so other work on the machine decides about the slowest hundredth of them.
    if (soakMs >= longMs) expect(ratio).toBeLessThan(mostRatio);
  },
);
