import type { Database } from "lmdb";
import { epochAt, positionAt } from "../core/log/epochs.js";
import { firstWhere, TimeRuns } from "../core/log/stored-times.js";
import type { TimeRun } from "../core/log/stream-log.js";
import type { Position } from "../core/frames/types.js";
import { eventKey, eventRange, numberOf } from "./keys.js";
import { readAppend } from "./stored-append.js";
import type { StoredAppend } from "./stored-append.js";
import type { StreamMeta } from "./stored-meta.js";

type NumberedAppend = StoredAppend & { readonly last: number };

/** Returns the times of the events after number `after`, up to and including number `last`. */
export function timesOf(
  table: Database<string>,
  stream: string,
  meta: StreamMeta,
  range: { readonly after: number; readonly last: number },
): readonly TimeRun[] | undefined {
  const times = new TimeRuns();
  let cursor = range.after;
  for (const append of appendsAfter(table, stream, range.after, meta.end)) {
    if (cursor >= range.last || append.first > range.last) break;
    if (!isOf(meta, append)) continue;
    times.add(append.first - 1 - cursor, undefined);
    cursor = Math.max(cursor, append.first - 1);
    times.add(Math.min(append.last, range.last) - cursor, append.storedMs);
    cursor = Math.max(cursor, Math.min(append.last, range.last));
  }
  times.add(range.last - cursor, undefined);
  return times.runs;
}

/** Returns the position after which the events begin that the log has stored at a time or later. */
export function positionAtTime(table: Database<string>, stream: string, meta: StreamMeta, timeMs: number): Position {
  const isLate = (number: number): boolean => (nextAppend(table, stream, number, meta)?.storedMs ?? Number.POSITIVE_INFINITY) >= timeMs;
  const number = firstWhere(meta.start + 1, meta.end + 1, isLate);
  // The event may belong to an append with a time only by what comes after it: then that append has no entry for the event.
  const append = nextAppend(table, stream, number, meta);
  return positionAt(meta.epochs, append === undefined ? meta.end : Math.max(meta.start, append.first - 1));
}

/** Returns the append of an event, or the next one with an entry. */
export function nextAppend(table: Database<string>, stream: string, number: number, meta: StreamMeta): NumberedAppend | undefined {
  for (const append of appendsAfter(table, stream, number - 1, meta.end)) if (isOf(meta, append)) return append;
  return undefined;
}

/** Returns true if the table holds an entry that does not belong to the stream as it is now. Version 0.1.0 removes no entries. */
export function hasForeignAppends(table: Database<string>, stream: string, meta: StreamMeta): boolean {
  const [newest] = table.getRange({ start: eventKey(stream, Number.MAX_SAFE_INTEGER), end: eventKey(stream, 0), reverse: true, limit: 1 });
  if (newest === undefined) return false;
  const last = numberOf(newest.key);
  return last > meta.end || !isOf(meta, { ...readAppend(newest.value), last });
}

function* appendsAfter(table: Database<string>, stream: string, after: number, end: number): Generator<NumberedAppend> {
  for (const { key, value } of table.getRange(eventRange(stream, after, end))) yield { ...readAppend(value), last: numberOf(key) };
}

/** Version 0.1.0 may have removed the stream and created it again. The entries then belong to epochs that the stream does not have. */
function isOf({ epochs }: StreamMeta, { epoch, last }: NumberedAppend): boolean {
  return epochAt(epochs, last) === epoch;
}
