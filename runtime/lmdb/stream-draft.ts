import { firstIdOfTime } from "../core/log/command-id.js";
import type { LogSnapshot, RecordedOutcome } from "../core/log/stream-log.js";
import type { StreamMeta } from "./stream-meta.js";
import { behindAll, textsOf } from "./tables.js";
import type { Tables } from "./tables.js";

/**
 * One stream as it is in the tables, with changes on top that are written all at once or not at all.
 *
 * LMDB could run a callback within its transaction instead. But its writing thread then waits for JavaScript, and
 * a `process.exit()` meanwhile never ends (kriszyp/lmdb-js issue 336).
 */
export class StreamDraft {
  readonly #tables: Tables;
  readonly #stream: string;
  readonly #version: number | undefined;
  readonly #writes: (() => void)[] = [];
  readonly #outcomes = new Map<string, RecordedOutcome>();
  readonly #decisions = new Map<string, RecordedOutcome>();
  #isChanged = false;
  #isRemoved = false;
  /** Outcomes of ids that sort before this are forgotten. */
  #forgottenBefore = "";
  #meta: StreamMeta | undefined;
  #newSnapshot: LogSnapshot | undefined;

  constructor(tables: Tables, stream: string) {
    this.#tables = tables;
    this.#stream = stream;
    tables.refresh();
    const entry = tables.streams.getEntry(stream);
    this.#meta = entry?.value;
    this.#version = entry?.version;
  }

  get meta(): StreamMeta | undefined {
    return this.#meta;
  }

  /** Read only when it is asked for: it may be large, and appends do not need it. */
  snapshot(): LogSnapshot | undefined {
    return this.#newSnapshot ?? (this.#isRemoved ? undefined : this.#tables.snapshots.get(this.#stream));
  }

  outcome(id: string): RecordedOutcome | undefined {
    return this.#outcomes.get(id) ?? (id < this.#forgottenBefore ? undefined : this.#tables.outcomes.get([this.#stream, id]));
  }

  decision(gate: string): RecordedOutcome | undefined {
    return this.#decisions.get(gate) ?? (this.#isRemoved ? undefined : this.#tables.decisions.get([this.#stream, gate]));
  }

  setMeta(meta: StreamMeta): void {
    this.#meta = meta;
    this.#isChanged = true;
  }

  addEvent(number: number, text: string): void {
    this.#write(() => void this.#tables.events.put([this.#stream, number], text));
  }

  addOutcome(outcome: RecordedOutcome): void {
    const { outcomes, decisions } = this.#tables;
    this.#outcomes.set(outcome.id, outcome);
    this.#write(() => void outcomes.put([this.#stream, outcome.id], outcome));
    const gate = outcome.decision?.gate;
    if (gate === undefined) return;
    this.#decisions.set(gate, outcome);
    this.#write(() => void decisions.put([this.#stream, gate], outcome));
  }

  setSnapshot(snapshot: LogSnapshot): void {
    this.#newSnapshot = snapshot;
    this.#write(() => void this.#tables.snapshots.put(this.#stream, snapshot));
  }

  /** Removes the events after number `after` up to number `last`. */
  forgetEvents(after: number, last: number): void {
    this.#write(() => {
      for (let number = after + 1; number <= last; number++) void this.#tables.events.remove([this.#stream, number]);
    });
  }

  /** Removes the outcomes of ids made before `beforeMs`: as text, ids sort by time. */
  forgetOutcomes(beforeMs: number): void {
    const end = firstIdOfTime(beforeMs);
    const fresh = [...this.#outcomes.keys()].filter((id) => id < end);
    for (const id of fresh) this.#outcomes.delete(id);
    if (end > this.#forgottenBefore) this.#forgottenBefore = end;
    this.#write(() => {
      for (const id of fresh) void this.#tables.outcomes.remove([this.#stream, id]);
      this.#removeOutcomes(end);
    });
  }

  /** Removes all that is known of the stream. */
  remove(): void {
    // What was to be written before concerns this stream alone.
    this.#writes.length = 0;
    this.#outcomes.clear();
    this.#decisions.clear();
    this.#forgottenBefore = behindAll;
    this.#isRemoved = true;
    if (this.#meta !== undefined) this.forgetEvents(this.#meta.start, this.#meta.end);
    this.#meta = undefined;
    this.#newSnapshot = undefined;
    const { decisions, snapshots } = this.#tables;
    this.#write(() => {
      this.#removeOutcomes(behindAll);
      for (const key of Array.from(decisions.getKeys(textsOf(this.#stream)))) void decisions.remove(key);
      void snapshots.remove(this.#stream);
    });
  }

  /**
   * Writes the changes, and resolves when they are on the disk.
   *
   * @returns false where another process has changed the stream since this draft was begun: nothing is written.
   */
  async commit(): Promise<boolean> {
    if (!this.#isChanged) return true;
    return this.#tables.changeStream(this.#stream, this.#version, this.#meta, () => {
      for (const write of this.#writes) write();
    });
  }

  #write(write: () => void): void {
    this.#isChanged = true;
    this.#writes.push(write);
  }

  #removeOutcomes(end: string): void {
    const { outcomes } = this.#tables;
    for (const key of Array.from(outcomes.getKeys(textsOf(this.#stream, end)))) void outcomes.remove(key);
  }
}
