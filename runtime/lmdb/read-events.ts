import { describeSlice, endOfEpoch, offsetOf, positionAt, startOfEpoch } from "../core/log/epochs.js";
import type { LogReadResult, ReadRequest } from "../core/log/stream-log.js";
import type { Position, StreamId } from "../core/frames/types.js";
import { timesOf } from "./append-times.js";
import { eventKey, eventRange } from "./keys.js";
import type { StreamMeta } from "./stored-meta.js";
import type { Tables } from "./tables.js";

type ReadAfter = ReadRequest & { readonly after: Position | undefined };
type ReadBefore = ReadRequest & { readonly before: Position | undefined };

/** Reads events as {@link StreamLog.read} does. */
export function readAfter(tables: Tables, stream: StreamId, meta: StreamMeta, request: ReadAfter): LogReadResult {
  const { after } = request;
  const offset = after === undefined ? 0 : offsetOf(meta.epochs, after, meta.end);
  if (offset === undefined) return { status: "unknown", head: positionAt(meta.epochs, meta.end) };
  if (offset < meta.start) return trimmed(meta);
  const last = Math.min(endOfEpoch(meta.epochs, offset, meta.end), offset + Math.max(1, request.maxEvents));
  const values = tables.events.getRange(eventRange(stream, offset, last));
  const texts = within(values, request.maxBytes, last - offset);
  if (texts === undefined) throw lacksEvents(stream, positionAt(meta.epochs, offset));
  return sliceOf(tables, stream, meta, { ...request, offset, texts });
}

/** Reads events as {@link StreamLog.readBefore} does. */
export function readBefore(tables: Tables, stream: StreamId, meta: StreamMeta, request: ReadBefore): LogReadResult {
  const { before } = request;
  const offset = before === undefined ? meta.end + 1 : offsetOf(meta.epochs, before, meta.end);
  if (offset === undefined) return { status: "unknown", head: positionAt(meta.epochs, meta.end) };
  const last = Math.max(0, offset - 1);
  if (last < meta.start) return trimmed(meta);
  const first = Math.max(meta.start, startOfEpoch(meta.epochs, last), last - Math.max(1, request.maxEvents));
  const values = tables.events.getRange({ start: eventKey(stream, last), end: eventKey(stream, first), reverse: true });
  const texts = within(values, request.maxBytes, last - first);
  if (texts === undefined) throw lacksEvents(stream, positionAt(meta.epochs, first));
  return sliceOf(tables, stream, meta, { ...request, offset: last - texts.length, texts: texts.toReversed() });
}

/** Returns the texts that fit, but at least one. Returns `undefined` if the table has fewer than `count` events. */
function within(values: Iterable<{ readonly value: string }>, maxBytes: number, count: number): readonly string[] | undefined {
  const texts: string[] = [];
  let bytes = 0;
  for (const { value } of values) {
    bytes += Buffer.byteLength(value);
    if (bytes > maxBytes && texts.length > 0) return texts;
    texts.push(value);
  }
  return texts.length < count ? undefined : texts;
}

type Found = ReadRequest & { readonly offset: number; readonly texts: readonly string[] };

function sliceOf(tables: Tables, stream: StreamId, meta: StreamMeta, { offset, texts, withTimes }: Found): LogReadResult {
  const last = offset + texts.length;
  const times = withTimes === true ? timesOf(tables.appends, stream, meta, { after: offset, last }) : undefined;
  return {
    status: "events",
    ...describeSlice(meta.epochs, offset, texts),
    head: positionAt(meta.epochs, meta.end),
    oldest: positionAt(meta.epochs, meta.start),
    remaining: meta.end - last,
    ...(times && { times }),
  };
}

function trimmed(meta: StreamMeta): LogReadResult {
  return { status: "trimmed", head: positionAt(meta.epochs, meta.end), oldest: positionAt(meta.epochs, meta.start) };
}

function lacksEvents(stream: StreamId, after: Position): Error {
  const problem = `cannot read stream "${stream.slice(0, 100)}": expected all events after position ${after}, got fewer`;
  return new Error(`${problem}. The file of the log is damaged. Restore its folder from a copy.`);
}
