import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { LogSnapshot, Outcome } from "../../../../runtime/core/log/stream-log.js";
import type { StreamMeta } from "../../../../runtime/lmdb/stored-meta.js";
import { StreamDraft } from "../../../../runtime/lmdb/stream-draft.js";
import { Tables, keysWithin } from "../../../../runtime/lmdb/tables.js";
import { allNumbers, eventRange } from "../../../../runtime/lmdb/keys.js";
import { readSnapshot } from "../../../../runtime/lmdb/stored-snapshot.js";
import type { KeptCheckpoint } from "../../../../runtime/core/log/checkpoints.js";
import { commandId, nowMs } from "../../../contract/log-bench.js";

let folder = "";
let tables: Tables;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dagwire-draft-"));
  tables = new Tables(folder);
});
afterEach(async () => {
  await tables.close();
  rmSync(folder, { recursive: true, force: true });
});

const meta = (end: number): StreamMeta => ({ epochs: [{ epoch: 7, base: 0 }], start: 0, end, horizonMs: 0 });
const snapshot = (at: number): LogSnapshot => ({ at: `7:${at}`, state: `{"n":${at}}` });
const checkpoint = (at: number): KeptCheckpoint => ({ at: `7:${at}`, count: at, storedMs: nowMs, length: 7, bytes: 3 * at });
/** The positions of all checkpoints that a draft shows. */
const placesOf = (draft: StreamDraft): readonly (number | undefined)[] => [
  ...draft.checkpoints().map(({ count }) => count),
  draft.newestCheckpoint(0)?.count,
];
/** The snapshots before the newest one in the tables. */
const kept = (): readonly unknown[] =>
  Array.from(tables.checkpointStates.getRange(allNumbers("run")), ({ value }) => readSnapshot(value, "run"));

/** Sets a snapshot, and keeps the one before. */
function set(draft: StreamDraft, at: number): void {
  const newest = draft.newestCheckpoint(nowMs);
  if (newest !== undefined) draft.keepSnapshot(newest);
  draft.setSnapshot(snapshot(at), nowMs, 3 * at);
}

function outcome(id: string, gate?: string, by?: string): Outcome {
  const decision = gate === undefined ? {} : { decision: { gate, event: { type: "decide", id } } };
  return { id, at: "7:1", result: { status: "accepted", value: 7 }, ...decision, ...(by === undefined ? {} : { by }) };
}

/** Changes the stream "run" in a draft, and writes the draft. */
async function change(make: (draft: StreamDraft) => void): Promise<boolean> {
  const draft = new StreamDraft(tables, "run");
  make(draft);
  return draft.commit();
}

/** Writes a stream with two events, an outcome and both snapshots. */
async function fill(): Promise<void> {
  await change((draft) => {
    draft.setMeta(meta(2));
    draft.addEvent(1, "one");
    draft.addEvent(2, "two");
    draft.addOutcome(outcome(commandId(1), "gate"));
    set(draft, 1);
    set(draft, 2);
  });
}

const texts = (): readonly string[] => Array.from(tables.events.getRange(eventRange("run", 0, 9)), ({ value }) => value);

describe("a draft that is not written yet", () => {
  test("shows its own changes, and the tables do not", () => {
    const draft = new StreamDraft(tables, "run");
    draft.setMeta(meta(2));
    draft.addOutcome(outcome("a", "gate"));
    set(draft, 1);
    set(draft, 2);
    expect(draft.meta).toEqual(meta(2));
    expect([draft.outcome("a", undefined), draft.decision("gate")]).toEqual([outcome("a", "gate"), outcome("a", "gate")]);
    expect(placesOf(draft)).toEqual([1, 2]);
    expect([draft.checkpoints(), draft.newestCheckpoint(0)]).toEqual([[checkpoint(1)], checkpoint(2)]);
    expect([tables.meta("run"), tables.outcome("run", "a"), tables.snapshot("run")]).toEqual([undefined, undefined, undefined]);
  });

  test("shows the stored stream until the draft changes it", async () => {
    await fill();
    const draft = new StreamDraft(tables, "run");
    const stored = outcome(commandId(1), "gate");
    expect(draft.meta).toEqual(meta(2));
    expect([draft.outcome(commandId(1), undefined), draft.decision("gate")]).toEqual([stored, stored]);
    expect(placesOf(draft)).toEqual([1, 2]);
    draft.forgetCheckpoints([]);
    expect(placesOf(draft)).toEqual([2]);
  });

  test("[LG22] gives each sender of one id its own outcome", () => {
    const draft = new StreamDraft(tables, "run");
    draft.addOutcome(outcome("a", undefined, "eve"));
    expect(draft.outcome("a", "ada")).toBeUndefined();
    draft.addOutcome(outcome("a", undefined, "ada"));
    expect([draft.outcome("a", "eve"), draft.outcome("a", "ada")]).toMatchObject([{ by: "eve" }, { by: "ada" }]);
  });
});

describe("a removal", () => {
  test("[LG5] hides the stored stream, and what the draft has added before", async () => {
    await fill();
    const draft = new StreamDraft(tables, "run");
    draft.addOutcome(outcome("a", "other gate"));
    set(draft, 3);
    draft.remove();
    expect([draft.meta, ...placesOf(draft)]).toEqual([undefined, undefined]);
    for (const id of [commandId(1), "a"]) expect(draft.outcome(id, undefined)).toBeUndefined();
    for (const gate of ["gate", "other gate"]) expect(draft.decision(gate)).toBeUndefined();
    expect(draft.forgetOutcomes({ outcomesBeforeMs: nowMs + 1, outcomesKeptMs: 0 })).toBe(0);
  });

  test("[LG5] leaves nothing but what the draft adds after it", async () => {
    await fill();
    await change((draft) => {
      draft.addEvent(3, "three");
      draft.addOutcome(outcome("a", "other gate"));
      set(draft, 3);
      draft.remove();
      draft.setMeta(meta(1));
      draft.addEvent(1, "new");
      draft.addOutcome(outcome("b", "gate"));
    });
    expect(texts()).toEqual(["new"]);
    expect(tables.ledgerSize("run")).toEqual({ outcomes: 1, decisions: 1 });
    expect([tables.outcome("run", "b"), tables.decision("run", "gate")]).toEqual([outcome("b", "gate"), outcome("b", "gate")]);
    expect([tables.snapshot("run"), ...kept(), ...keysWithin(tables.checkpoints, [allNumbers("run")])]).toEqual([undefined]);
  });

  test("[LG5] removes all records from the tables", async () => {
    await fill();
    expect(await change((draft) => draft.remove())).toBe(true);
    expect([tables.meta("run"), texts(), tables.snapshot("run"), kept()]).toEqual([undefined, [], undefined, []]);
    expect(tables.ledgerSize("run")).toEqual({ outcomes: 0, decisions: 0 });
  });
});

describe("forgetting", () => {
  const at = (seconds: number): string => commandId(seconds, nowMs + seconds * 1_000);

  test("[LG8] outcomes of the draft and of the tables go by the time in their ids, and the last one gives the horizon", async () => {
    await change((draft) => {
      draft.setMeta(meta(0));
      for (const seconds of [1, 2, 5]) draft.addOutcome(outcome(at(seconds)));
    });
    const draft = new StreamDraft(tables, "run");
    for (const seconds of [3, 4, 6]) draft.addOutcome(outcome(at(seconds)));
    expect(draft.forgetOutcomes({ outcomesBeforeMs: nowMs + 4_000 })).toBe(nowMs + 3_001);
    const left = [1, 2, 3, 4, 5, 6].filter((seconds) => draft.outcome(at(seconds), undefined) !== undefined);
    expect(left).toEqual([4, 5, 6]);
    await draft.commit();
    expect([1, 2, 3, 4, 5, 6].filter((seconds) => tables.outcome("run", at(seconds)) !== undefined)).toEqual([4, 5, 6]);
  });

  test("[LG8] an earlier time brings no forgotten outcome back", async () => {
    await change((draft) => {
      draft.setMeta(meta(0));
      for (const seconds of [1, 3]) draft.addOutcome(outcome(at(seconds)));
    });
    const draft = new StreamDraft(tables, "run");
    draft.forgetOutcomes({ outcomesBeforeMs: nowMs + 4_000 });
    draft.forgetOutcomes({ outcomesBeforeMs: nowMs + 2_000 });
    expect([1, 3].map((seconds) => draft.outcome(at(seconds), undefined))).toEqual([undefined, undefined]);
  });

  test.each([
    ["tables", [], [1, 2, 9]],
    ["draft", [1, 2, 9], []],
  ])("[LG8] outcomes are kept by the newest id, also if it is in the %s", async (_, fresh, stored) => {
    await change((draft) => {
      draft.setMeta(meta(0));
      for (const seconds of stored) draft.addOutcome(outcome(at(seconds)));
    });
    const draft = new StreamDraft(tables, "run");
    for (const seconds of fresh) draft.addOutcome(outcome(at(seconds)));
    expect(draft.forgetOutcomes({ outcomesBeforeMs: nowMs + 60_000, outcomesKeptMs: 7_000 })).toBe(nowMs + 1_001);
  });

  test("[LG9] events up to and including a number are removed", async () => {
    await change((draft) => {
      draft.setMeta(meta(5));
      for (let number = 1; number <= 5; number++) draft.addEvent(number, String(number));
      draft.forgetEvents(1, 3);
    });
    expect(texts()).toEqual(["1", "4", "5"]);
  });
});

describe("a commit", () => {
  test("[LG4] writes nothing if another draft has changed the stream meanwhile", async () => {
    await fill();
    const late = new StreamDraft(tables, "run");
    await change((draft) => draft.setMeta(meta(2)));
    late.setMeta(meta(3));
    late.addEvent(3, "three");
    expect(await late.commit()).toBe(false);
    expect(texts()).toEqual(["one", "two"]);
    expect(tables.meta("run")).toEqual(meta(2));
  });

  test("[LG4] of two drafts that create a stream, one is written", async () => {
    const drafts = [new StreamDraft(tables, "run"), new StreamDraft(tables, "run")];
    for (const [index, draft] of drafts.entries()) draft.setMeta(meta(index));
    expect(await Promise.all(drafts.map((draft) => draft.commit()))).toEqual([true, false]);
    expect(tables.meta("run")).toEqual(meta(0));
  });

  test("[LG4] a draft of a removed stream does not change the stream that has the same name later", async () => {
    await fill();
    const late = new StreamDraft(tables, "run");
    await change((draft) => draft.remove());
    await change((draft) => draft.setMeta(meta(0)));
    late.setMeta(meta(9));
    expect(await late.commit()).toBe(false);
  });

  test("a draft without a change is no conflict, and changes no version", async () => {
    await fill();
    const [unchanged, next] = [new StreamDraft(tables, "run"), new StreamDraft(tables, "run")];
    expect(await unchanged.commit()).toBe(true);
    next.setMeta(meta(2));
    expect(await next.commit()).toBe(true);
    expect(await unchanged.commit()).toBe(true);
  });

  test("each kind of change is written, also if it is the only one", async () => {
    await fill();
    await change((draft) => draft.setSnapshot(snapshot(1), nowMs, 3));
    await change((draft) => draft.addOutcome(outcome("a")));
    expect([tables.snapshot("run"), tables.outcome("run", "a"), kept()]).toEqual([snapshot(1), outcome("a"), [snapshot(1)]]);
    await change((draft) => draft.keepSnapshot(checkpoint(2)));
    expect(kept()).toEqual([snapshot(1), snapshot(1)]);
    await change((draft) => draft.forgetCheckpoints([]));
    expect([kept(), keysWithin(tables.checkpoints, [allNumbers("run")])]).toEqual([[], []]);
    await change((draft) => draft.addAppend({ epoch: 7, first: 1, end: 2, storedMs: nowMs, bytes: 6 }));
    expect(new StreamDraft(tables, "run").storedMsOf(1)).toBe(nowMs);
    await change((draft) => draft.forgetAppends(2));
    expect(new StreamDraft(tables, "run").storedMsOf(1)).toBeUndefined();
  });
});
