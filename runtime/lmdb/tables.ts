import { open } from "lmdb";
import type { Database, Key, RootDatabase } from "lmdb";
import type { LogSnapshot, RecordedOutcome } from "../core/log/stream-log.js";
import { recordKey, streamKey } from "./keys.js";
import type { KeyRange } from "./keys.js";
import type { StreamMeta } from "./stream-meta.js";

const ignore = (): void => undefined;

/**
 * The tables of one folder. Events are kept by stream and number, outcomes and decisions by stream and id.
 * All values are texts: nothing is left to be encoded, and to fail, in the middle of a write.
 */
export class Tables {
  readonly events: Database<string>;
  readonly outcomes: Database<string>;
  readonly decisions: Database<string>;
  readonly snapshots: Database<string>;
  readonly #streams: Database<string>;
  readonly #root: RootDatabase<unknown>;
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    // Without overlapping syncs a commit is a flush, and commits resolve in the order of their calls.
    this.#root = open({ path, overlappingSync: false, maxDbs: 8, noSubdir: false });
    this.events = this.#root.openDB({ name: "events", encoding: "string" });
    this.outcomes = this.#root.openDB({ name: "outcomes", encoding: "string" });
    this.decisions = this.#root.openDB({ name: "decisions", encoding: "string" });
    this.snapshots = this.#root.openDB({ name: "snapshots", encoding: "string" });
    this.#streams = this.#root.openDB({ name: "stream_meta", encoding: "string", useVersions: true });
    // For each turn with writes lmdb makes a promise that nobody is given, and that rejects if the commit fails.
    this.#root.on("beforecommit", () => process.nextTick(() => void this.#root.committed.then(ignore, ignore)));
  }

  /** What is kept of a stream beside its records. */
  meta(stream: string): StreamMeta | undefined {
    return parsed(this.#streams.get(streamKey(stream))) as StreamMeta | undefined;
  }

  /** The same with the version that {@link changeStream} asks for. */
  versionedMeta(stream: string): { readonly meta: StreamMeta | undefined; readonly version: number | undefined } {
    const entry = this.#streams.getEntry(streamKey(stream));
    return { meta: parsed(entry?.value) as StreamMeta | undefined, version: entry?.version };
  }

  outcome(stream: string, id: string): RecordedOutcome | undefined {
    return parsed(this.outcomes.get(recordKey(stream, id))) as RecordedOutcome | undefined;
  }

  decision(stream: string, gate: string): RecordedOutcome | undefined {
    return parsed(this.decisions.get(recordKey(stream, gate))) as RecordedOutcome | undefined;
  }

  snapshot(stream: string): LogSnapshot | undefined {
    return parsed(this.snapshots.get(streamKey(stream))) as LogSnapshot | undefined;
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
   * @param write Must not throw: what it has written by then would stay.
   * @returns false where another process was first: nothing is written.
   * @throws Error when the disk does not take it: nothing is written.
   */
  async changeStream(stream: string, version: number | undefined, meta: StreamMeta | undefined, write: () => void): Promise<boolean> {
    const key = streamKey(stream);
    const text = JSON.stringify(meta);
    const writeAll = (): void => {
      write();
      if (meta === undefined) void this.#streams.remove(key);
      // No version comes again, even where the stream was removed and made anew meanwhile.
      else void this.#streams.put(key, text, (version ?? Date.now()) + 1);
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
    const what = `expected the disk to take it, got "${cause instanceof Error ? cause.message : String(cause)}"`;
    return new Error(`cannot write ${place}: ${what}. Nothing of it was written. Make room, then open the stream again.`, { cause });
  }
}

/** All keys of a table within some ranges. */
export function keysWithin(table: Database<string>, ranges: readonly KeyRange[]): readonly Key[] {
  return ranges.flatMap((range) => Array.from(table.getKeys(range)));
}

/** What this class has written comes back as it was. */
function parsed(text: string | undefined): unknown {
  return text === undefined ? undefined : JSON.parse(text);
}

/** Why a commit has failed: lmdb tells the reason by another promise, which nobody else would hear. */
async function reasonOf(thrown: unknown): Promise<unknown> {
  const reason: unknown = typeof thrown === "object" && thrown !== null ? Reflect.get(thrown, "commitError") : undefined;
  if (!(reason instanceof Promise)) return thrown;
  const heard = reason.then(ignore, (rejected: unknown) => rejected);
  // It comes in the same turn. A write must not wait for ever if it ever does not.
  const late = new Promise<unknown>((resolve) => setImmediate(resolve));
  return (await Promise.race([heard, late])) ?? thrown;
}
