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
    this.streams = this.#root.openDB({ name: "stream_meta", encoding: "json", useVersions: true });
  }

  /** From here on, reads see what any process has committed. */
  refresh(): void {
    this.#root.resetReadTxn();
  }

  /**
   * Writes what a stream has become, with what `write` puts and removes in the other tables, if its version is still
   * the one that was read, and resolves when that is on the disk.
   *
   * @param version `undefined` where there was no such stream.
   * @returns false where another process was first: nothing is written.
   */
  changeStream(stream: string, version: number | undefined, meta: StreamMeta | undefined, write: () => void): Promise<boolean> {
    const writeAll = (): void => {
      write();
      if (meta === undefined) void this.streams.remove(stream);
      // No version comes again, even where the stream was removed and made anew meanwhile.
      else void this.streams.put(stream, meta, (version ?? Date.now()) + 1);
    };
    return version === undefined ? this.streams.ifNoExists(stream, writeAll) : this.streams.ifVersion(stream, version, writeAll);
  }

  close(): Promise<void> {
    return this.#root.close();
  }
}

/** No text sorts behind the last code point. */
export const behindAll = "\u{10ffff}";

/** Bounds of the keys `[stream, text]`. */
export function textsOf(stream: string, end: string = behindAll): { readonly start: [string, string]; readonly end: [string, string] } {
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
