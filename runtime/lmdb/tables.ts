import { open } from "lmdb";
import type { Database, RootDatabase } from "lmdb";
import type { LogSnapshot, RecordedOutcome } from "../core/log/stream-log.js";
import type { StreamMeta } from "./stream-meta.js";

/** The tables of one folder. Events are kept by stream and number, outcomes and decisions by stream and id. */
export class Tables {
  readonly events: Database<string, [string, number]>;
  readonly outcomes: Database<RecordedOutcome, [string, string]>;
  readonly decisions: Database<RecordedOutcome, [string, string]>;
  readonly snapshots: Database<LogSnapshot, string>;
  readonly streams: Database<StreamMeta, string>;
  readonly #root: RootDatabase<unknown, string>;

  constructor(path: string) {
    // Without overlapping syncs a commit is a flush, and commits resolve in the order of their calls.
    this.#root = open({ path, overlappingSync: false, maxDbs: 8, noSubdir: false });
    this.events = this.#root.openDB({ name: "events", encoding: "string" });
    this.outcomes = this.#root.openDB({ name: "outcomes", encoding: "json" });
    this.decisions = this.#root.openDB({ name: "decisions", encoding: "json" });
    this.snapshots = this.#root.openDB({ name: "snapshots", encoding: "json" });
    this.streams = this.#root.openDB({ name: "streams", encoding: "json" });
  }

  /** Runs `change` alone among all processes and resolves when what it wrote is on the disk. */
  transaction<Result>(change: () => Result): Promise<Result> {
    return this.#root.transaction(change);
  }

  close(): Promise<void> {
    return this.#root.close();
  }
}

/** Bounds of the keys `[stream, text]`; no text sorts behind the last code point. */
export function textsOf(stream: string, end = "\u{10ffff}"): { readonly start: [string, string]; readonly end: [string, string] } {
  return { start: [stream, ""], end: [stream, end] };
}

/** Bounds of the keys `[stream, number]` after `after`, up to `last`. */
export function numbersOf(
  stream: string,
  after: number,
  last: number,
): { readonly start: [string, number]; readonly end: [string, number] } {
  return { start: [stream, after + 1], end: [stream, last + 1] };
}
