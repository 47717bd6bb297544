import { dag, streamState } from "@dagwire/dag";
import type { DagState, ServerEvent } from "@dagwire/dag";
import { MemoryLog } from "@dagwire/runtime";
import { StreamStore } from "@dagwire/runtime/client";
import { median } from "../harness/median.js";
import { loadRuntime } from "../harness/load-runtime.js";

/** Figures of runs of one size. Times are in microseconds, those of snapshots in milliseconds. */
export type StateFigures = {
  readonly nodes: number;
  readonly serverMicros: number;
  readonly clientMicros: number;
  /** `applyServerEvent`, which copies, for comparison. */
  readonly copyMicros: number;
  readonly newcomerMs: number;
  /** All slices of a snapshot together, the longest one, and the same work in one call. */
  readonly slicesMs: number;
  readonly longestMs: number;
  readonly oneCallMs: number;
};

type Taken = { readonly texts: readonly string[]; readonly after: string; readonly from: string; readonly at: string };
type Keeper = { readonly take: (slice: Taken, report: (thrown: unknown) => void) => boolean };
type Cache = {
  readonly get: (
    isNewest: boolean,
    form: "pieces" | "text",
  ) => Promise<{ readonly at: string; readonly chunks: readonly (readonly string[])[] }>;
};
/** Parts of the server that its package does not export. */
type KeeperModule = {
  readonly StateKeeper: new (reducer: typeof streamState, protocol: object, state: DagState, at: string) => Keeper;
};
type CacheModule = { readonly SnapshotCache: new (keeper: Keeper, around: object) => Cache };
type FramesModule = { readonly eventsText: (stream: string, slice: Taken) => string };

const { StateKeeper } = await loadRuntime<KeeperModule>("server/stream/state-keeper.js");
const { SnapshotCache } = await loadRuntime<CacheModule>("server/stream/snapshot-cache.js");
const { eventsText } = await loadRuntime<FramesModule>("core/delivery/session-frames.js");

const burst = 2_000;
const rounds = 9;
const watched = 200;
const eventsSince = 2_000;
const sizes = [1_000, 10_000, 50_000];

const figures: StateFigures[] = [];
// oxlint-disable-next-line no-await-in-loop -- one size after the other, so that they do not disturb each other
for (const nodes of sizes) figures.push(await measure(nodes));
process.stdout.write(JSON.stringify(figures));

async function measure(nodes: number): Promise<StateFigures> {
  const state = stateOf(nodes);
  return {
    nodes,
    serverMicros: serverMicros(state, nodes),
    clientMicros: clientMicros(state, nodes),
    copyMicros: copyMicros(state, nodes),
    ...(await snapshotFigures(state, nodes)),
  };
}

function serverMicros(state: DagState, nodes: number): number {
  const keeper = new StateKeeper(streamState, {}, state, "1:0");
  let seq = 0;
  const take = (texts: readonly string[]): void => {
    for (const text of texts) keeper.take({ texts: [text], after: `1:${seq}`, from: `1:${++seq}`, at: `1:${seq}` }, rethrow);
  };
  return perEvent((round) => {
    const texts = Array.from({ length: burst }, (_none, index) => JSON.stringify(eventAt(round * burst + index, nodes)));
    return () => take(texts);
  });
}

/** A page that shows 200 nodes, each with its hook: the store flushes after each event. */
function clientMicros(state: DagState, nodes: number): number {
  const store = new StreamStore(dag, { schedule: () => undefined, keptEvents: 1 });
  store.replace(state);
  for (let index = 0; index < watched; index++) {
    const id = idOf(index, nodes);
    store.read(["nodes", id]);
    store.subscribe(`/nodes/${id}`, () => void store.read(["nodes", id]));
  }
  return perEvent((round) => {
    const events = Array.from({ length: burst }, (_none, index) => eventAt(round * burst + index, nodes));
    return () => {
      for (const event of events) {
        store.take(event);
        store.flush();
      }
    };
  });
}

function copyMicros(state: DagState, nodes: number): number {
  let copy = state;
  const count = Math.max(20, Math.round(2_000_000 / nodes));
  return perEvent((round) => {
    const events = Array.from({ length: count }, (_none, index) => eventAt(round * count + index, nodes));
    return () => {
      for (const event of events) ({ state: copy } = streamState.apply(copy, [event]));
    };
  }, count);
}

/** Returns the median CPU time of an event in microseconds. The first third of the rounds warms up. */
function perEvent(prepare: (round: number) => () => void, count = burst): number {
  const samples = Array.from({ length: rounds * 2 }, (_none, round) => {
    const run = prepare(round);
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / count;
  });
  return median(samples.slice(rounds / 3));
}

async function snapshotFigures(
  state: DagState,
  nodes: number,
): Promise<Pick<StateFigures, "newcomerMs" | "slicesMs" | "longestMs" | "oneCallMs">> {
  const samples: { readonly newcomerMs: number; readonly slicesMs: number; readonly longestMs: number; readonly oneCallMs: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    // oxlint-disable-next-line no-await-in-loop -- one round after the other
    samples.push(await snapshotRound(state, nodes));
  }
  const of = (name: keyof (typeof samples)[number]): number => median(samples.map((sample) => sample[name]));
  return { newcomerMs: of("newcomerMs"), slicesMs: of("slicesMs"), longestMs: of("longestMs"), oneCallMs: of("oneCallMs") };
}

/** Makes one snapshot while events come at 1,000 a second, then serves a newcomer with 2,000 events since. */
async function snapshotRound(
  state: DagState,
  nodes: number,
): Promise<{ newcomerMs: number; slicesMs: number; longestMs: number; oneCallMs: number }> {
  const log = new MemoryLog({ maxEvents: 100_000 });
  const { epoch, head } = await log.claim("run");
  const keeper = new StateKeeper(streamState, {}, state, head);
  log.tail("run", (slice) => void keeper.take(slice, rethrow));
  let count = 0;
  const publish = (events: number): Promise<unknown> =>
    log.append(
      "run",
      epoch,
      Array.from({ length: events }, () => ({ kind: "event" as const, text: JSON.stringify(eventAt(count++, nodes)) })),
    );
  await publish(1);
  let beganMs = cpuMs();
  let [slicesMs, longestMs] = [0, 0];
  const endSlice = (): number => {
    const tookMs = cpuMs() - beganMs;
    slicesMs += tookMs;
    longestMs = Math.max(longestMs, tookMs);
    return tookMs;
  };
  const pause = async (): Promise<void> => {
    await publish(Math.max(1, Math.round(endSlice())));
    beganMs = cpuMs();
  };
  const around = { log, stream: "run", nowMs: () => performance.now(), pause, partBytes: 65_536, maxReplayEvents: 10_000 };
  const cache = new SnapshotCache(keeper, around);
  // The garbage of the preparation is not part of a slice.
  globalThis.gc?.();
  beganMs = cpuMs();
  await cache.get(false, "pieces");
  endSlice();
  await publish(eventsSince);
  const before = process.cpuUsage();
  const { at } = await cache.get(false, "pieces");
  for (let cursor = at; ;) {
    // oxlint-disable-next-line no-await-in-loop -- each read begins where the one before has ended
    const slice = await log.read("run", cursor, { maxEvents: 64, maxBytes: 65_536 });
    if (slice?.status !== "events" || slice.texts.length === 0) break;
    eventsText("run", slice);
    cursor = slice.at;
  }
  const { user, system } = process.cpuUsage(before);
  return { newcomerMs: (user + system) / 1_000, slicesMs, longestMs, oneCallMs: oneCallMs(state) };
}

/** The work of version 0.1.0 for each newcomer after a change: the text of the state and its frames. */
function oneCallMs(state: DagState): number {
  const before = cpuMs();
  const text = JSON.stringify(state);
  for (let start = 0; start < text.length; start += 21_845) JSON.stringify({ type: "$snapshot", state: text.slice(start, start + 21_845) });
  return cpuMs() - before;
}

/** Returns the processor time that this process has used so far, in milliseconds. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function stateOf(nodes: number): DagState {
  const entries = Array.from({ length: nodes }, (_none, index) => [idOf(index, nodes), nodeAt(index)]);
  return { ...streamState.initial(), nodes: Object.fromEntries(entries) as DagState["nodes"] };
}

function nodeAt(index: number): object {
  return {
    status: "running",
    attempt: 1,
    output: { answer: `the answer of node ${index}`, tokens: [index, index + 1], source: "https://example.org/a/longer/path" },
    metrics: { cpu_ms: index, cost_usd: 0.01 },
    change: { at: "2026-01-01T00:00:00Z" },
  };
}

function eventAt(index: number, nodes: number): ServerEvent {
  const status = index % 2 === 0 ? "running" : "completed";
  return {
    type: "node_state",
    node_id: idOf((index * 7_919) % nodes, nodes),
    status,
    metrics: { cpu_ms: index },
    at: `2026-01-01T00:00:${String(index % 60).padStart(2, "0")}Z`,
  };
}

function idOf(index: number, nodes: number): string {
  return `node-${index % nodes}`;
}

function rethrow(thrown: unknown): never {
  throw thrown;
}
