import { chooseCheckpoint } from "../core/log/checkpoints.js";
import type { KeptCheckpoint } from "../core/log/checkpoints.js";
import { offsetOf } from "../core/log/epochs.js";
import type { Position } from "../core/frames/types.js";
import type { LogSnapshot, SnapshotChoice } from "../core/log/stream-log.js";
import { nextAppend } from "./append-times.js";
import { eventKey, eventRange, numberOf } from "./keys.js";
import type { StreamMeta } from "./stored-meta.js";
import { readCheckpoint, readSnapshot } from "./stored-snapshot.js";
import type { StoredSnapshot } from "./stored-snapshot.js";
import type { Tables } from "./tables.js";

/** Returns the checkpoints of the tables before the newest snapshot, oldest first. */
export function earlierCheckpoints(tables: Tables, stream: string, meta: StreamMeta): readonly KeptCheckpoint[] {
  const entries = Array.from(tables.checkpoints.getRange(eventRange(stream, meta.start - 1, meta.end)));
  return entries
    .map(({ key, value }) => ({ ...readCheckpoint(value), count: numberOf(key) }))
    .filter(({ at, count }) => offsetOf(meta.epochs, at, meta.end) === count);
}

/**
 * Returns the checkpoint of the newest snapshot. Returns `undefined` if the log does not hold the events after it.
 *
 * @param nowMs The time of a snapshot that version 0.1.0 has stored. The time at which it will have been replaced is not earlier.
 */
export function checkpointOf(
  tables: Tables,
  stream: string,
  meta: StreamMeta,
  { at, state, protocol, storedMs, bytes }: StoredSnapshot,
  nowMs: number,
): KeptCheckpoint | undefined {
  const count = offsetOf(meta.epochs, at, meta.end);
  if (count === undefined || count < meta.start) return undefined;
  const place = { at, count, ...(protocol && { protocol }), length: state.length };
  return { ...place, storedMs: storedMs ?? nowMs, bytes: bytes ?? bytesUpTo(tables, stream, meta, count) };
}

/** Returns the bytes of the stream's events up to number `count`, which is the last event of an append. */
export function bytesUpTo(tables: Tables, stream: string, meta: StreamMeta, count: number): number {
  return count === 0 ? 0 : (nextAppend(tables.appends, stream, count, meta)?.bytes ?? meta.newest?.bytes ?? 0);
}

/** Returns the checkpoints of a stream, oldest first. */
export function allCheckpoints(tables: Tables, stream: string, meta: StreamMeta, nowMs: number): readonly KeptCheckpoint[] {
  const newest = tables.storedSnapshot(stream);
  const last = newest && checkpointOf(tables, stream, meta, newest, nowMs);
  const earlier = earlierCheckpoints(tables, stream, meta);
  return last === undefined ? earlier : [...earlier, last];
}

/** Returns a snapshot as {@link StreamLog.snapshot} does. Reads the state of no other snapshot if `choice` has a position. */
export function readSnapshotOf(tables: Tables, stream: string, meta: StreamMeta, choice: SnapshotChoice): LogSnapshot | undefined {
  const { digest, upTo } = choice;
  if (upTo === undefined || isUpTo(meta, tables.newestAt(stream), upTo)) {
    const newest = tables.snapshot(stream);
    if (digest === undefined || newest?.protocol?.digest === digest) return newest;
  }
  const chosen = chooseCheckpoint(earlierCheckpoints(tables, stream, meta), choice, meta);
  return chosen && readSnapshot(tables.checkpointStates.get(eventKey(stream, chosen.count)), stream);
}

/** Returns true if the log holds all events after the position `at`, which is not after `upTo`. */
function isUpTo({ epochs, start, end }: StreamMeta, at: Position | undefined, upTo: Position): boolean {
  const [count, last] = [at, upTo].map((position) => (position === undefined ? undefined : offsetOf(epochs, position, end)));
  return count !== undefined && last !== undefined && count >= start && count <= last;
}
