import { streamState } from "@dagwire/dag";
import type { DagState, ServerEvent } from "@dagwire/dag";
import { MemoryLog } from "@dagwire/runtime";
import { StateParts } from "../../../../../runtime/client/state-parts.js";
import type { StatePart } from "../../../../../runtime/core/client-steps/client-state.js";
import type { SharedSnapshot } from "../../../../../runtime/core/delivery/shared-snapshot.js";
import { SnapshotCache } from "../../../../../runtime/server/stream/snapshot-cache.js";
import { StateKeeper } from "../../../../../runtime/server/stream/state-keeper.js";
import { expect, test } from "vitest";

/** A stream of the reference protocol with a log in memory. Its clock moves by 1 ms at each look. */
class Lab {
  readonly log: MemoryLog;
  readonly cache: SnapshotCache;
  readonly keeper: StateKeeper<DagState, ServerEvent>;
  readonly epoch: number;
  pauses = 0;
  onPause = (): unknown => undefined;

  private constructor(log: MemoryLog, epoch: number, head: string) {
    let nowMs = 0;
    this.log = log;
    this.epoch = epoch;
    this.keeper = new StateKeeper(streamState, { version: "1.1.0", digest: "sha256:dag" }, streamState.initial(), head);
    this.cache = new SnapshotCache(this.keeper, {
      log,
      stream: "run",
      nowMs: () => nowMs++,
      pause: async () => {
        this.pauses++;
        this.onPause();
      },
      partBytes: 300,
      maxReplayEvents: 20,
    });
    log.tail("run", (slice) => {
      this.keeper.take(slice, (thrown) => {
        throw thrown;
      });
    });
  }

  static async open(maxEvents = 1_000): Promise<Lab> {
    const log = new MemoryLog({ maxEvents });
    const { epoch, head } = await log.claim("run");
    return new Lab(log, epoch, head);
  }

  publish(...ids: readonly string[]): Promise<unknown> {
    const texts = ids.map((node_id) => JSON.stringify({ type: "node_state", node_id, status: "running" }));
    return this.log.append(
      "run",
      this.epoch,
      texts.map((text) => ({ kind: "event", text })),
    );
  }
}

function stateOf({ chunks }: SharedSnapshot): DagState {
  const parts = new StateParts();
  for (const text of chunks.flat()) parts.add(JSON.parse(text) as StatePart);
  return parts.finish() as DagState;
}

function typesOf({ chunks }: SharedSnapshot): readonly string[] {
  return [...new Set(chunks.flat().map((text) => (JSON.parse(text) as StatePart).type))];
}

const ids = (count: number, prefix = "n"): readonly string[] => Array.from({ length: count }, (_none, index) => `${prefix}${index}`);

test("[RS15] a newcomer gets a snapshot that is older than the head, and one of another build gets the newest", async () => {
  const lab = await Lab.open();
  await lab.publish("a");
  const first = await lab.cache.get(false, "pieces");
  await lab.publish("b");
  expect(await lab.cache.get(false, "pieces")).toBe(first);
  expect(Object.keys(stateOf(first).nodes)).toEqual(["a"]);
  const newest = await lab.cache.get(true, "pieces");
  expect([newest.at, Object.keys(stateOf(newest).nodes)]).toEqual([lab.keeper.at, ["a", "b"]]);
  expect(await lab.cache.get(true, "pieces")).toBe(newest);
});

test("[RS16] the server makes another snapshot when too many events have come since", async () => {
  const lab = await Lab.open();
  const first = await lab.cache.get(false, "pieces");
  await lab.publish(...ids(7));
  expect(await lab.cache.get(false, "pieces")).toBe(first);
  await lab.publish(...ids(4));
  const second = await lab.cache.get(false, "pieces");
  expect([second === first, second.at]).toEqual([false, lab.keeper.at]);
});

test("[RS16] the server makes the next snapshot before the last one is too old, and nobody waits for it", async () => {
  const lab = await Lab.open();
  await lab.publish(...ids(200));
  const first = await lab.cache.get(false, "pieces");
  await lab.publish(...ids(8));
  expect(await lab.cache.get(false, "pieces")).toBe(first);
  const { at } = lab.keeper;
  // The next snapshot is under way, and the first one still serves.
  expect(await lab.cache.get(false, "pieces")).toBe(first);
  while ((await lab.cache.get(false, "pieces")) === first) await new Promise((resolve) => setImmediate(resolve));
  expect((await lab.cache.get(false, "pieces")).at).toBe(at);
});

test("[RS16] the server makes another snapshot when the events since are longer than 262,144 characters", async () => {
  const lab = await Lab.open();
  const first = await lab.cache.get(false, "pieces");
  await lab.publish("x".repeat(262_000));
  expect(await lab.cache.get(false, "pieces")).toBe(first);
  await lab.publish("y".repeat(100));
  expect(await lab.cache.get(false, "pieces")).not.toBe(first);
});

test("[RS16] a snapshot is not used when the log no longer holds the events after it, nor when it will drop them soon", async () => {
  const lab = await Lab.open(12);
  await lab.publish(...ids(20));
  const first = await lab.cache.get(false, "pieces");
  await lab.publish(...ids(4));
  expect(await lab.cache.get(false, "pieces")).toBe(first);
  await lab.publish(...ids(2), "a");
  const second = await lab.cache.get(false, "pieces");
  expect(second).not.toBe(first);
  expect(Object.keys(stateOf(second).nodes)).toHaveLength(21);
});

test("[RS16] a snapshot that is older than the trim point is not used", async () => {
  const lab = await Lab.open();
  await lab.publish("a");
  const first = await lab.cache.get(false, "pieces");
  await lab.publish("b");
  const trimTo = lab.keeper.at;
  await lab.log.putSnapshot("run", lab.epoch, { at: trimTo, state: "{}" });
  await lab.log.trim("run", { through: trimTo });
  expect((await lab.log.read("run", first.at, { maxEvents: 1, maxBytes: 1 }))?.status).toBe("trimmed");
  const second = await lab.cache.get(false, "pieces");
  expect([second.at, Object.keys(stateOf(second).nodes)]).toEqual([trimTo, ["a", "b"]]);
});

test("[RS16] all who ask while a snapshot is made get the same one", async () => {
  const lab = await Lab.open();
  await lab.publish(...ids(100));
  const [one, two, stored] = await Promise.all([lab.cache.get(false, "pieces"), lab.cache.get(false, "pieces"), lab.cache.make()]);
  expect(two).toBe(one);
  expect(stored).toMatchObject({ at: one.at, protocol: { version: "1.1.0" } });
  expect(JSON.parse(stored.state)).toEqual(stateOf(one));
});

test("[RS9] [RS18] a client of dagwire.v1 gets text, even while pieces alone are made, and later snapshots have both forms", async () => {
  const lab = await Lab.open();
  await lab.publish(...ids(100));
  const [pieces, text] = await Promise.all([lab.cache.get(false, "pieces"), lab.cache.get(false, "text")]);
  expect(typesOf(pieces)).toEqual(["$piece"]);
  expect(typesOf(text)).toEqual(["$snapshot"]);
  expect([text.at, text.length, stateOf(text)]).toEqual([pieces.at, pieces.length, stateOf(pieces)]);
  await lab.publish(...ids(12, "more"));
  const next = await lab.cache.get(false, "pieces");
  lab.pauses = 0;
  const nextText = await lab.cache.get(false, "text");
  expect([lab.pauses, nextText.at, stateOf(nextText)]).toEqual([0, next.at, stateOf(next)]);
});

test("[RS18] the log gets the JSON text of the state, and nobody else keeps it", async () => {
  const lab = await Lab.open();
  await lab.publish(...ids(100));
  const [, stored] = await Promise.all([lab.cache.get(false, "pieces"), lab.cache.make()]);
  expect(stored.state).toBe(JSON.stringify(lab.keeper.read([])));
  lab.pauses = 0;
  await lab.cache.get(false, "pieces");
  expect(lab.pauses).toBe(0);
  await lab.cache.get(false, "text");
  expect(lab.pauses).toBeGreaterThan(0);
});

test("[RS17] a snapshot is made in slices, and shows one position whatever events come meanwhile", async () => {
  const lab = await Lab.open();
  await lab.publish(...ids(200));
  const { at } = lab.keeper;
  const before = structuredClone(lab.keeper.read([]));
  const changes = [...ids(200), ...ids(50, "new")].toReversed();
  lab.onPause = () => void lab.publish(...changes.splice(0, 7));
  const snapshot = await lab.cache.get(true, "pieces");
  expect(lab.pauses).toBeGreaterThan(5);
  expect(Object.keys(lab.keeper.read(["nodes"])).length).toBeGreaterThan(220);
  expect([snapshot.at, stateOf(snapshot)]).toEqual([at, before]);
});

test("[RS17] a snapshot that JSON cannot express rejects, and the next call tries again", async () => {
  const reducer = { initial: () => 1n, apply: (state: bigint) => ({ state, touched: [] }) };
  const keeper = new StateKeeper<bigint, unknown>(reducer, { version: "1.0.0", digest: "sha256:x" }, 1n, "1:0");
  const around = { log: new MemoryLog(), stream: "run", nowMs: () => 0, pause: async () => undefined, partBytes: 300, maxReplayEvents: 20 };
  const cache = new SnapshotCache(keeper, around);
  await expect(cache.get(false, "pieces")).rejects.toThrow("BigInt");
  await expect(cache.get(false, "pieces")).rejects.toThrow("BigInt");
});
