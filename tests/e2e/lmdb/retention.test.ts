import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LogReadResult, StreamLog } from "@dagwire/runtime";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import { createStreamServer } from "@dagwire/runtime/server";
import type { StreamServerOptions } from "@dagwire/runtime/server";
import { afterEach, expect, test } from "vitest";
import { Random } from "../../fuzz/random.js";
import { Cleanup, streamPath } from "../../helpers/stream-harness.js";
import { nodeState } from "../../helpers/toy-dag.js";
import { toyRun } from "../../helpers/toy-protocol.js";
import type { ToyTypes } from "../../helpers/toy-protocol.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const all = { maxEvents: 1_000, maxBytes: Number.MAX_SAFE_INTEGER };
const noRollback = { compactEvery: 10, rollbackMs: 0, rollbackEvents: 0 };

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "dagwire-retention-"));
  cleanup.add(() => rmSync(folder, { recursive: true }));
  return folder;
}

function openLog(folder: string): StreamLog {
  const log = openLmdbLog(folder);
  cleanup.add(() => log.close());
  return log;
}

function serve(log: StreamLog, options: Partial<StreamServerOptions<ToyTypes>>) {
  const server = createStreamServer<ToyTypes>(toyRun, {
    path: streamPath,
    log,
    onError: (error) => expect(error).toBeUndefined(),
    ...options,
  });
  cleanup.add(() => server.close({ deadlineMs: 500 }));
  return server;
}

/** Publishes events to nodes n0 to n4, each as an append of its own, and waits for the last snapshot. */
async function fill(server: ReturnType<typeof serve>, id: string, count: number, options = {}): Promise<void> {
  const run = await server.open(id, options);
  for (let n = 0; n < count; n++) {
    run.publish(nodeState(`n${n % 5}`, n % 2 === 0 ? "running" : "completed"));
    // oxlint-disable-next-line no-await-in-loop -- each event is an append of its own
    await run.flushed();
  }
  await run.close();
}

async function oldestCount(log: StreamLog, stream: string): Promise<number> {
  const newest = await log.readBefore(stream, undefined, { maxEvents: 1, maxBytes: 1 });
  if (newest?.status !== "events") throw new Error(`expected events, got ${JSON.stringify(newest)}`);
  const oldest = await log.read(stream, newest.oldest, { maxEvents: 1, maxBytes: 1 });
  return oldest?.status === "events" ? oldest.count : -1;
}

test("[LG33] the server's retention bounds every stream, open() sets another one, and by default 64 MiB and 30 days stay", async () => {
  const log = openLog(newFolder());
  const server = serve(log, { limits: noRollback, retention: { events: 20 } });
  await fill(server, "run-1", 75);
  await fill(server, "run-2", 75, { retention: { events: 40 } });
  await fill(server, "run-3", 75, { retention: {} });
  await fill(serve(log, { limits: noRollback }), "run-4", 75);
  const counts = await Promise.all(["run-1", "run-2", "run-3", "run-4"].map((id) => oldestCount(log, id)));
  // The last snapshot before the end is that of event 70. The log begins at a checkpoint that leaves at least the bound.
  expect(counts).toEqual([50, 30, 0, 0]);
});

test("a retention with an unknown bound or a negative one is refused", async () => {
  const server = serve(openLog(newFolder()), {});
  const misspelt = JSON.parse('{"retention":{"maxAge":1}}') as object;
  await expect(server.open("run-1", misspelt)).rejects.toThrow(
    'open has no option "retention.maxAge". Its options are: retention.events, retention.bytes, retention.ageMs.',
  );
  await expect(server.open("run-1", { retention: { bytes: -1 } })).rejects.toThrow(
    'open: option "retention.bytes": expected a number of at least 0, got -1.',
  );
  expect(() => serve(openLog(newFolder()), { retention: { ageMs: Number.NaN } })).toThrow('option "retention.ageMs": expected a number');
});

test("[LG17] a durable log keeps a day and 50,000 events, even if the retention is smaller", async () => {
  const log = openLog(newFolder());
  await fill(serve(log, { limits: { compactEvery: 10 }, retention: { events: 1 } }), "run-1", 45);
  expect(await oldestCount(log, "run-1")).toBe(0);
  await fill(serve(log, { limits: { compactEvery: 10, rollbackEvents: 25 }, retention: { events: 1 } }), "run-1", 45);
  // The first server has stored the state of event 45 when it closed, and the second one a state after each ten events from there on.
  expect(await oldestCount(log, "run-1")).toBe(65);
});

test("[LG32] a state before any position and the events after it give the state there, also after a restart", async () => {
  const folder = newFolder();
  const first = openLmdbLog(folder);
  await fill(serve(first, { limits: noRollback, retention: { events: 200 } }), "run-1", 300);
  const written = await first.read("run-1", await oldestOf(first), all);
  await first.close();
  const log = openLog(folder);
  const random = new Random(7);
  const { texts, count } = eventsOf(written);
  const places = (await log.checkpoints("run-1")).map((checkpoint) => checkpoint.count);
  expect(places.length).toBeGreaterThan(5);
  expect(places[0]).toBe(count);
  const base = await log.snapshot("run-1", { upTo: await oldestOf(log) });
  for (let seek = 0; seek < 200; seek++) {
    const index = random.below(texts.length + 1);
    const upTo = index === 0 ? base?.at : positionOf(written, index);
    const nearest = await log.snapshot("run-1", { upTo });
    const events = eventsOf(await log.read("run-1", nearest?.at, all));
    const after = apply(nearest?.state, events.texts.slice(0, count + index - events.count));
    expect(after).toEqual(apply(base?.state, texts.slice(0, index)));
  }
});

function apply(state: string | undefined, texts: readonly string[]): unknown {
  const events = texts.map((text) => JSON.parse(text) as ReturnType<typeof nodeState>);
  return toyRun.state.apply(JSON.parse(state ?? "{}") as ToyTypes["state"], events).state;
}

async function oldestOf(log: StreamLog): Promise<string> {
  const newest = await log.readBefore("run-1", undefined, all);
  return newest?.status === "events" ? newest.oldest : "";
}

function positionOf(result: LogReadResult | undefined, index: number): string {
  const [epoch = "", seq = ""] = (result?.status === "events" ? result.from : "").split(":");
  return `${epoch}:${Number(seq) + index - 1}`;
}

function eventsOf(result: LogReadResult | undefined): { readonly texts: readonly string[]; readonly count: number } {
  if (result?.status !== "events") throw new Error(`expected events, got ${JSON.stringify(result)}`);
  return result;
}
