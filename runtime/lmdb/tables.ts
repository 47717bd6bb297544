import { createRequire } from "node:module";
import type { Database, Key, RootDatabase } from "lmdb";
import type { LedgerSize, LogSnapshot, Outcome } from "../core/log/stream-log.js";
import type { Position } from "../core/frames/types.js";
import { toError } from "../core/base/error.js";
import { readOutcome } from "../core/log/outcome-text.js";
import { damaged } from "./assert-intact.js";
import { recordKey, recordRanges, streamKey } from "./keys.js";
import type { KeyRange } from "./keys.js";
import { positionAtStart, readSnapshot, readStored } from "./stored-snapshot.js";
import type { StoredSnapshot } from "./stored-snapshot.js";
import { metaText, readMeta } from "./stored-meta.js";
import type { StreamMeta } from "./stored-meta.js";

/** The bytes at the start of a snapshot's text that contain its position. */
const startBytes = 64;

const ignore = (): void => undefined;

/**
 * Loads the package when a log is opened. A static import would fail before this code could say what to install.
 *
 * @throws Error if the package is not installed.
 */
function loadLmdb(): typeof import("lmdb") {
  try {
    const lmdb: typeof import("lmdb") = createRequire(import.meta.url)("lmdb");
    return lmdb;
  } catch (cause) {
    throw new Error(`openLmdbLog needs the npm package lmdb. Install it: npm install lmdb (${toError(cause).message})`, { cause });
  }
}

/**
 * The tables of one folder. The key of an event is its stream and number. The key of an outcome is its stream and id, the
 * key of a decision its stream and gate. All values are texts, so that nothing has to be encoded, and can fail, during a write.
 */
export class Tables {
  readonly events: Database<string>;
  readonly outcomes: Database<string>;
  readonly decisions: Database<string>;
  readonly snapshots: Database<string>;
  /** The times of appends, each under the key of its last event. */
  readonly appends: Database<string>;
  /** The places of the snapshots before the newest one, without their states, each under the key of its last event. */
  readonly checkpoints: Database<string>;
  /** The snapshots of these places. */
  readonly checkpointStates: Database<string>;
  readonly #streams: Database<string>;
  readonly #root: RootDatabase<unknown>;
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    // Without overlapping syncs every commit waits for a flush of the disk, and commits resolve in the order of their calls.
    const { open } = loadLmdb();
    try {
      this.#root = open({ path, overlappingSync: false, maxDbs: 16, noSubdir: false });
      this.events = this.#root.openDB({ name: "events", encoding: "string" });
      this.outcomes = this.#root.openDB({ name: "outcomes", encoding: "string" });
      this.decisions = this.#root.openDB({ name: "decisions", encoding: "string" });
      this.snapshots = this.#root.openDB({ name: "snapshots", encoding: "string" });
      this.checkpoints = this.#root.openDB({ name: "checkpoints", encoding: "string" });
      this.checkpointStates = this.#root.openDB({ name: "checkpoint_states", encoding: "string" });
      this.appends = this.#root.openDB({ name: "appends", encoding: "string" });
      this.#streams = this.#root.openDB({ name: "stream_meta", encoding: "string", useVersions: true });
    } catch (cause) {
      throw damaged(path, `"${toError(cause).message}"`, cause);
    }
    // For each commit lmdb makes a promise that no caller gets. If the commit fails, the promise rejects and has to be handled here.
    this.#root.on("beforecommit", () => process.nextTick(() => void this.#root.committed.then(ignore, ignore)));
  }

  /** Returns the meta data of a stream, or `undefined` if the log does not hold the stream. */
  meta(stream: string): StreamMeta | undefined {
    return readMeta(this.#streams.get(streamKey(stream)));
  }

  /** Returns the meta data of a stream together with the version of the stream, which {@link changeStream} needs. */
  versionedMeta(stream: string): { readonly meta: StreamMeta | undefined; readonly version: number | undefined } {
    const entry = this.#streams.getEntry(streamKey(stream));
    return { meta: readMeta(entry?.value), version: entry?.version };
  }

  outcome(stream: string, id: string): Outcome | undefined {
    return readOutcome(this.outcomes.get(recordKey(stream, id)));
  }

  decision(stream: string, gate: string): Outcome | undefined {
    return readOutcome(this.decisions.get(recordKey(stream, gate)));
  }

  ledgerSize(stream: string): LedgerSize {
    const ranges = recordRanges(stream);
    const count = (table: Database<string>): number => ranges.reduce((sum, range) => sum + table.getKeysCount(range), 0);
    return { outcomes: count(this.outcomes), decisions: count(this.decisions) };
  }

  snapshot(stream: string): LogSnapshot | undefined {
    return readSnapshot(this.snapshots.get(streamKey(stream)), stream);
  }

  /** Returns the position of the newest snapshot. Reads only the beginning of its text, because its state may be large. */
  newestAt(stream: string): Position | undefined {
    const key = streamKey(stream);
    const start = this.snapshots.getBinaryFast(key)?.subarray(0, startBytes).toString();
    return start === undefined ? undefined : (positionAtStart(start) ?? this.snapshot(stream)?.at);
  }

  /** Returns the newest snapshot as it is stored, without a check of its state. */
  storedSnapshot(stream: string): StoredSnapshot | undefined {
    return readStored(this.snapshots.get(streamKey(stream)), stream);
  }

  /** Lets later reads return the data that other processes have committed. */
  refresh(): void {
    this.#root.resetReadTxn();
  }

  /**
   * Writes a stream's meta data. Calls `write`, whose changes to the other tables belong to the same transaction. Resolves when
   * all of this is on the disk.
   *
   * @param version The version from {@link versionedMeta}. `undefined` if the stream did not exist.
   * @param write Must not throw, because lmdb would keep what it had written before.
   * @returns false if another process has changed the stream since `version`. Then nothing is written.
   * @throws Error if the disk refuses the write. Then nothing is written.
   */
  async changeStream(stream: string, version: number | undefined, meta: StreamMeta | undefined, write: () => void): Promise<boolean> {
    const key = streamKey(stream);
    const text = meta === undefined ? "" : metaText(meta);
    const writeAll = (): void => {
      write();
      if (meta === undefined) void this.#streams.remove(key);
      else void this.#streams.put(key, text, version === undefined ? firstVersion() : version + 1);
    };
    try {
      return await (version === undefined ? this.#streams.ifNoExists(key, writeAll) : this.#streams.ifVersion(key, version, writeAll));
    } catch (thrown) {
      throw this.#refusal(stream, await reasonOf(thrown));
    }
  }

  close(): Promise<void> {
    return this.#root.close();
  }

  #refusal(stream: string, cause: unknown): Error {
    const place = `stream "${stream.slice(0, 100)}" to the log in "${this.#path}"`;
    const what = `expected the disk to store it, got "${cause instanceof Error ? cause.message : String(cause)}"`;
    return new Error(
      `cannot write ${place}: ${what}. Nothing of it was written. Check the free space, the mount and the health of the disk.`,
      { cause },
    );
  }
}

/**
 * Returns the version of a stream that is created. The version is random, because a stream that is removed and created anew must not
 * get a version that it had before. The current time would be the same if all of this happens within a millisecond.
 */
function firstVersion(): number {
  return Math.ceil(Math.random() * 2 ** 52);
}

/** Returns the keys that a table has within `ranges`. */
export function keysWithin(table: Database<string>, ranges: readonly KeyRange[]): readonly Key[] {
  return ranges.flatMap((range) => Array.from(table.getKeys(range)));
}

/** Returns the last key that a table has in each of `ranges`. A range without keys gives none. */
export function lastKeysWithin(table: Database<string>, ranges: readonly KeyRange[]): readonly Key[] {
  return ranges.flatMap(({ start, end }) => Array.from(table.getKeys({ start: end, end: start, reverse: true, limit: 1 })));
}

/** Returns the reason why a commit has failed. lmdb gives the reason in a second promise, which has to be handled here. */
async function reasonOf(thrown: unknown): Promise<unknown> {
  const reason: unknown = typeof thrown === "object" && thrown !== null ? Reflect.get(thrown, "commitError") : undefined;
  if (!(reason instanceof Promise)) return thrown;
  const rejection = reason.then(ignore, (rejected: unknown) => rejected);
  // lmdb gives the reason in the same turn of the event loop. If it gives none, the write must not wait for ever.
  const late = new Promise<unknown>((resolve) => setImmediate(resolve));
  return (await Promise.race([rejection, late])) ?? thrown;
}
