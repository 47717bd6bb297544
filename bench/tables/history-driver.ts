import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dag } from "@dagwire/dag";
import type { DagState, ServerEvent } from "@dagwire/dag";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import type { StreamLog } from "@dagwire/runtime/lmdb";
import { loadRuntime } from "../harness/load-runtime.js";
import { between, createRandom } from "../harness/random.js";

/** Figures of the history of one run. Times are in milliseconds. */
export type HistoryFigures = {
  readonly pageP50: number;
  readonly pageP99: number;
  readonly filteredP50: number;
  readonly seekP50: number;
  /** The largest number of bytes of events that a seek has read, divided by the bytes of its state. */
  readonly seekBytesRatio: number;
  readonly checkpoints: number;
  /** The characters of all kept states, divided by the bytes of all events. */
  readonly statesRatio: number;
};

type Page = { readonly texts: readonly string[] };
type ReadModule = { readonly readPage: (log: StreamLog, frame: object, maxBytes: number, around: object) => Promise<Page | string> };

const { readPage } = await loadRuntime<ReadModule>("server/stream/read-history.js");

const events = 100_000;
const nodes = 1_000;
const perAppend = 20;
const compactEvery = 4_096;
const reads = 2_000;
const seeks = 40;
const partBytes = 65_536;
const around = { nowMs: () => performance.now(), pause: () => new Promise((resolve) => setImmediate(resolve)) };

const folder = mkdtempSync(join(tmpdir(), "dagwire-history-"));
const log = openLmdbLog(folder);
try {
  process.stdout.write(JSON.stringify(await measure(await fill())));
} finally {
  await log.close();
  rmSync(folder, { recursive: true });
}

/** Stores the events of a run as a server does, with a state after every 4,096 events. Returns the epoch and the bytes. */
async function fill(): Promise<{ readonly epoch: number; readonly bytes: number }> {
  const { epoch } = await log.claim("run");
  const protocol = { version: dag.version, digest: dag.digest };
  let state: DagState = dag.state.initial();
  let bytes = 0;
  for (let number = 0; number < events; number += perAppend) {
    const added = Array.from({ length: perAppend }, (_, index) => eventOf(number + index));
    const records = added.map((event) => ({ kind: "event" as const, text: JSON.stringify(event) }));
    bytes += records.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
    state = dag.state.apply(state, added).state;
    // oxlint-disable-next-line no-await-in-loop -- the appends of one run come one after another
    const result = await log.append("run", epoch, records);
    if (result.status !== "appended") throw new Error(`expected the log to append, got ${result.status}`);
    const isDue = Math.floor(number / compactEvery) !== Math.floor((number + perAppend) / compactEvery);
    // oxlint-disable-next-line no-await-in-loop
    if (isDue) await log.putSnapshot("run", epoch, { at: result.at, state: JSON.stringify(state), protocol });
  }
  return { epoch, bytes };
}

function eventOf(number: number): ServerEvent {
  const node_id = `node-${number % nodes}`;
  return {
    type: "node_state",
    node_id,
    status: number % 3 === 0 ? "completed" : "running",
    metrics: { duration_ms: number, tokens_in: 1_200, tokens_out: 310 },
  };
}

async function measure({ epoch, bytes }: { readonly epoch: number; readonly bytes: number }): Promise<HistoryFigures> {
  const random = createRandom("history");
  const place = (): string => `${epoch}:${between(random, 1, events)}`;
  const page = (more: object): Promise<number> =>
    timed(() => readPage(log, { type: "$read", read: 1, stream: "run", before: place(), limit: 200, ...more }, partBytes, around));
  const pages = await repeated(reads, () => page({}));
  const filtered = await repeated(reads / 10, () => page({ where: { "/node_id": ["node-7"] } }));
  const ratios: number[] = [];
  const seekTimes = await repeated(seeks, () => timed(async () => void ratios.push(await seek(place()))));
  const checkpoints = await log.checkpoints("run");
  return {
    pageP50: at(pages, 0.5),
    pageP99: at(pages, 0.99),
    filteredP50: at(filtered, 0.5),
    seekP50: at(seekTimes, 0.5),
    seekBytesRatio: Math.max(...ratios),
    checkpoints: checkpoints.length,
    statesRatio: checkpoints.reduce((sum, { length }) => sum + length, 0) / bytes,
  };
}

/** Reads the last state before a position and the events up to the position. Returns the bytes of the events ÷ those of the state. */
async function seek(upTo: string): Promise<number> {
  const snapshot = await log.snapshot("run", { upTo });
  const last = Number(upTo.split(":")[1]);
  let cursor = snapshot?.at ?? `${upTo.split(":")[0]}:0`;
  let bytes = 0;
  for (;;) {
    const left = last - Number(cursor.split(":")[1]);
    // oxlint-disable-next-line no-await-in-loop -- each page begins where the one before has ended
    const result = left === 0 ? undefined : await log.read("run", cursor, { maxEvents: Math.min(left, 1_000), maxBytes: partBytes });
    if (result?.status !== "events" || result.texts.length === 0) return bytes / (snapshot?.state.length ?? Number.POSITIVE_INFINITY);
    bytes += result.texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    cursor = result.at;
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

async function repeated(count: number, work: () => Promise<number>): Promise<readonly number[]> {
  const values: number[] = [];
  // oxlint-disable-next-line no-await-in-loop -- one after another, because each is measured alone
  for (let index = 0; index < count; index++) values.push(await work());
  return values.toSorted((left, right) => left - right);
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
}
