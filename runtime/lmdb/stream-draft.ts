import { commandTimeMs, firstIdOfTime, forgetBeforeMs } from "../core/log/command-id.js";
import type { KeptCheckpoint } from "../core/log/checkpoints.js";
import { outcomeKey } from "../core/log/command.js";
import { outcomeText } from "../core/log/outcome-text.js";
import type { LogSnapshot, Outcome, TrimRequest } from "../core/log/stream-log.js";
import { hasForeignAppends, nextAppend } from "./append-times.js";
import { allNumbers, eventKey, eventRange, idOf, numberOf, recordKey, recordRanges, streamKey } from "./keys.js";
import { bytesUpTo, checkpointOf, earlierCheckpoints } from "./read-checkpoints.js";
import { appendText } from "./stored-append.js";
import type { StoredAppend } from "./stored-append.js";
import { checkpointText, readStored, snapshotText } from "./stored-snapshot.js";
import { keysWithin, lastKeysWithin } from "./tables.js";
import type { StreamMeta } from "./stored-meta.js";
import type { Tables } from "./tables.js";

/**
 * One stream of the tables with changes that are not written yet. {@link commit} writes all of them or none. Each change
 * encodes its values and finds the keys that it removes before the commit. Nothing may throw while lmdb writes, because
 * lmdb would keep the half that it had written.
 *
 * LMDB could instead run a callback within its transaction. But the writing thread of lmdb then waits for JavaScript, and
 * a `process.exit()` during that time never ends (kriszyp/lmdb-js issue 336).
 */
export class StreamDraft {
  readonly #tables: Tables;
  readonly #stream: string;
  readonly #version: number | undefined;
  readonly #writes: (() => void)[] = [];
  /** The new outcomes by {@link outcomeKey}. */
  readonly #outcomes = new Map<string, Outcome>();
  readonly #decisions = new Map<string, Outcome>();
  #isChanged = false;
  #isRemoved = false;
  /** The draft has removed the outcomes of all commands whose ids sort before this text. */
  #forgottenBefore = "";
  #meta: StreamMeta | undefined;
  /** The text of the snapshot that the draft has set. */
  #newSnapshot: string | undefined;
  /** The checkpoints before the newest snapshot, with the changes of the draft. */
  #checkpoints: readonly KeptCheckpoint[] | undefined;

  constructor(tables: Tables, stream: string) {
    this.#tables = tables;
    this.#stream = stream;
    tables.refresh();
    const { meta, version } = tables.versionedMeta(stream);
    this.#meta = meta;
    this.#version = version;
  }

  get meta(): StreamMeta | undefined {
    return this.#meta;
  }

  /** Returns the checkpoints before the newest snapshot, oldest first. */
  checkpoints(): readonly KeptCheckpoint[] {
    this.#checkpoints ??= this.#isRemoved || this.#meta === undefined ? [] : earlierCheckpoints(this.#tables, this.#stream, this.#meta);
    return this.#checkpoints;
  }

  /**
   * Returns the checkpoint of the newest snapshot. The draft reads the snapshot only in this call: it may be large, and appends do
   * not need it.
   */
  newestCheckpoint(nowMs: number): KeptCheckpoint | undefined {
    const text = this.#snapshotText();
    const stored = readStored(text, this.#stream);
    return stored && this.#meta && checkpointOf(this.#tables, this.#stream, this.#meta, stored, nowMs);
  }

  /** Returns when an event was stored, or the next event whose time the tables have. */
  storedMsOf(number: number): number | undefined {
    return this.#meta && nextAppend(this.#tables.appends, this.#stream, number, this.#meta)?.storedMs;
  }

  /** Returns the bytes of the stream's events up to number `count`. */
  bytesUpTo(count: number): number {
    return this.#meta === undefined ? 0 : bytesUpTo(this.#tables, this.#stream, this.#meta, count);
  }

  /** Returns the outcome of a command. @param by Id of the command's sender. */
  outcome(id: string, by: string | undefined): Outcome | undefined {
    return this.#outcomeAt(this.#keyOf(id, by));
  }

  decision(gate: string): Outcome | undefined {
    return this.#decisions.get(gate) ?? (this.#isRemoved ? undefined : this.#tables.decision(this.#stream, gate));
  }

  setMeta(meta: StreamMeta): void {
    this.#meta = meta;
    this.#isChanged = true;
  }

  addEvent(number: number, text: string): void {
    const key = eventKey(this.#stream, number);
    this.#write(() => void this.#tables.events.put(key, text));
  }

  /** Adds the time of an append. `end` is the number of its last event. */
  addAppend({ end, ...append }: StoredAppend & { readonly end: number }): void {
    const key = eventKey(this.#stream, end);
    const text = appendText(append);
    this.#write(() => void this.#tables.appends.put(key, text));
  }

  /** Returns the bytes of the stored events after number `after`, up to and including number `last`. */
  bytesOf(after: number, last: number): number {
    let bytes = 0;
    for (const { value } of this.#tables.events.getRange(eventRange(this.#stream, after, last))) bytes += Buffer.byteLength(value);
    return bytes;
  }

  /** Removes the times of appends whose last event has a number up to `last`. */
  forgetAppends(last: number): void {
    const keys = keysWithin(this.#tables.appends, [eventRange(this.#stream, -1, last)]);
    if (keys.length === 0) return;
    this.#write(() => {
      for (const key of keys) void this.#tables.appends.remove(key);
    });
  }

  /** Removes the times of appends if they belong to a removed stream of the same id. Version 0.1.0 removes no times. */
  forgetForeignAppends(): void {
    const meta = this.#meta ?? { epochs: [{ epoch: 0, base: 0 }], start: 0, end: 0, horizonMs: 0 };
    if (hasForeignAppends(this.#tables.appends, this.#stream, meta)) this.forgetAppends(Number.MAX_SAFE_INTEGER - 1);
  }

  /** Adds an outcome to the draft. @throws TypeError if the outcome cannot be written as JSON. */
  addOutcome(outcome: Outcome): void {
    const { outcomes, decisions } = this.#tables;
    const text = outcomeText(outcome);
    const held = this.#keyOf(outcome.id, outcome.by);
    const key = recordKey(this.#stream, held);
    this.#outcomes.set(held, outcome);
    this.#write(() => void outcomes.put(key, text));
    const gate = outcome.decision?.gate;
    if (gate === undefined) return;
    const gateKey = recordKey(this.#stream, gate);
    this.#decisions.set(gate, outcome);
    this.#write(() => void decisions.put(gateKey, text));
  }

  /** Sets the newest snapshot. @param bytes The bytes of the stream's events up to the snapshot. */
  setSnapshot(snapshot: LogSnapshot, storedMs: number, bytes: number): void {
    const text = snapshotText(snapshot, { storedMs, bytes });
    const key = streamKey(this.#stream);
    this.#newSnapshot = text;
    this.#write(() => void this.#tables.snapshots.put(key, text));
  }

  /** Keeps the newest snapshot as a checkpoint, before another one replaces it. */
  keepSnapshot(checkpoint: KeptCheckpoint): void {
    const { checkpoints, checkpointStates } = this.#tables;
    const key = eventKey(this.#stream, checkpoint.count);
    const text = checkpointText(checkpoint);
    const state = this.#snapshotText();
    if (state === undefined) return;
    this.#checkpoints = [...this.checkpoints().filter(({ count }) => count !== checkpoint.count), checkpoint];
    this.#write(() => {
      void checkpoints.put(key, text);
      void checkpointStates.put(key, state);
    });
  }

  /** Removes all checkpoints but `kept`, also those of a removed stream of the same id. */
  forgetCheckpoints(kept: readonly KeptCheckpoint[]): void {
    const { checkpoints, checkpointStates } = this.#tables;
    const added = this.checkpoints().map(({ count }) => eventKey(this.#stream, count));
    this.#checkpoints = this.checkpoints().filter((checkpoint) => kept.includes(checkpoint));
    const numbers = new Set(this.#checkpoints.map(({ count }) => count));
    const keys = [...keysWithin(checkpoints, [allNumbers(this.#stream)]), ...added].filter((key) => !numbers.has(numberOf(key)));
    if (keys.length === 0) return;
    this.#write(() => {
      for (const key of keys) {
        void checkpoints.remove(key);
        void checkpointStates.remove(key);
      }
    });
  }

  #snapshotText(): string | undefined {
    return this.#newSnapshot ?? (this.#isRemoved ? undefined : this.#tables.snapshots.get(streamKey(this.#stream)));
  }

  /** Removes the events after number `after`, up to and including number `last`. */
  forgetEvents(after: number, last: number): void {
    this.#write(() => {
      for (let number = after + 1; number <= last; number++) void this.#tables.events.remove(eventKey(this.#stream, number));
    });
  }

  /**
   * Removes the outcomes that `request` names. Ids sort by the time in them.
   *
   * @returns the horizon that the removed outcomes need, in milliseconds since 1970. 0 if the draft has removed none.
   */
  forgetOutcomes(request: TrimRequest): number {
    const { outcomes } = this.#tables;
    const end = firstIdOfTime(forgetBeforeMs(request, this.#newestOutcomeMs()));
    const fresh = [...this.#outcomes.keys()].filter((id) => id < end);
    const keys = [...fresh.map((id) => recordKey(this.#stream, id)), ...keysWithin(outcomes, recordRanges(this.#stream, end))];
    const horizonMs = keys.reduce((latest: number, key) => Math.max(latest, commandTimeMs(idOf(key)) + 1), 0);
    for (const id of fresh) this.#outcomes.delete(id);
    if (end > this.#forgottenBefore) this.#forgottenBefore = end;
    this.#write(() => {
      for (const key of keys) void outcomes.remove(key);
    });
    return horizonMs;
  }

  /** Removes the stream with all its records. */
  remove(): void {
    const { outcomes, decisions, snapshots } = this.#tables;
    const ranges = recordRanges(this.#stream);
    const [outcomeKeys, decisionKeys] = [keysWithin(outcomes, ranges), keysWithin(decisions, ranges)];
    const key = streamKey(this.#stream);
    // All earlier changes of the draft belong to the removed stream, so the draft need not write them.
    this.#writes.length = 0;
    this.#outcomes.clear();
    this.#decisions.clear();
    this.#isRemoved = true;
    if (this.#meta !== undefined) this.forgetEvents(this.#meta.start, this.#meta.end);
    this.forgetAppends(Number.MAX_SAFE_INTEGER - 1);
    this.forgetCheckpoints([]);
    this.#meta = undefined;
    this.#newSnapshot = undefined;
    this.#write(() => {
      for (const held of outcomeKeys) void outcomes.remove(held);
      for (const decisionKey of decisionKeys) void decisions.remove(decisionKey);
      void snapshots.remove(key);
    });
  }

  /**
   * Writes the changes of the draft. Resolves when they are on the disk.
   *
   * @returns false if another process has changed the stream since this draft began. Then nothing is written.
   */
  async commit(): Promise<boolean> {
    if (!this.#isChanged) return true;
    return this.#tables.changeStream(this.#stream, this.#version, this.#meta, () => {
      for (const write of this.#writes) write();
    });
  }

  /** Returns the time in the newest id of an outcome. Returns 0 if the stream has no outcome. */
  #newestOutcomeMs(): number {
    const stored = this.#isRemoved ? [] : lastKeysWithin(this.#tables.outcomes, recordRanges(this.#stream)).map(idOf);
    return [...stored, ...this.#outcomes.keys()].reduce((newest, id) => Math.max(newest, commandTimeMs(id)), 0);
  }

  #write(write: () => void): void {
    this.#isChanged = true;
    this.#writes.push(write);
  }

  #keyOf(id: string, by: string | undefined): string {
    return outcomeKey((key) => this.#outcomeAt(key), id, by);
  }

  #outcomeAt(key: string): Outcome | undefined {
    return this.#outcomes.get(key) ?? (this.#isForgotten(key) ? undefined : this.#tables.outcome(this.#stream, key));
  }

  #isForgotten(id: string): boolean {
    return this.#isRemoved || id < this.#forgottenBefore;
  }
}
