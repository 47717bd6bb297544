import { parsePosition, positionOf } from "./position.js";
import type { Position } from "./position.js";
import type { LogSlice, StoredProtocol } from "./stream-log.js";

/** An epoch of a stream. */
export type EpochSpan = {
  readonly epoch: number;
  /** The number of events in all earlier epochs together. */
  readonly base: number;
  /** The version of the protocol that the epoch's writer speaks. Absent if the writer has given no version to the log. */
  readonly protocol?: StoredProtocol;
};

/**
 * The epochs of one stream in a log, oldest first. An epoch begins after the last event of the epoch before: the log refuses
 * older writers, so no event is added to an older epoch. A log that may have lost events begins a new list.
 */
export type Epochs = readonly [EpochSpan, ...EpochSpan[]];

const epochsPerMs = 1_024;
/** The latest time that an epoch takes from a clock: a day of the year 2223. A later one would leave no safe integer for epochs. */
const maxClockMs = 8_000_000_000_000;

/**
 * Returns an epoch later than `last`. If the log is lost and created again, the epochs of both logs differ. Only if both logs were
 * created in the same millisecond, their epochs can be the same, with a chance of 1 in 1,024.
 *
 * @param random A number in [0, 1).
 */
export function nextEpoch(last: number, nowMs: number, random: number): number {
  return Math.max(last + 1, Math.floor(Math.min(nowMs, maxClockMs)) * epochsPerMs + Math.floor(random * epochsPerMs));
}

/**
 * Adds an epoch after `end` events. Removes the latest epoch if it has no event, because no position contains it. An epoch
 * with events stays until its events are trimmed, because clients may still have positions in it.
 */
export function addEpoch(epochs: Epochs, epoch: number, end: number, protocol?: StoredProtocol): Epochs {
  const [first, ...rest] = epochs;
  return [first, ...(rest.at(-1)?.base === end ? rest.slice(0, -1) : rest), epochSpan(epoch, end, protocol)];
}

/** Returns an epoch after `base` events, whose writer speaks the version `protocol`. */
export function epochSpan(epoch: number, base: number, protocol?: StoredProtocol): EpochSpan {
  return protocol === undefined ? { epoch, base } : { epoch, base, protocol };
}

/** Returns the epoch whose writer may append. */
export function currentEpoch(epochs: Epochs): number {
  return (epochs.at(-1) ?? epochs[0]).epoch;
}

/** Returns the number of events up to `position`, or `undefined` if this log never had that position. */
export function offsetOf(epochs: Epochs, position: Position, end: number): number | undefined {
  const parts = parsePosition(position);
  const index = epochs.findIndex(({ epoch }) => epoch === parts?.epoch);
  const span = epochs[index];
  if (parts === undefined || span === undefined) return undefined;
  const offset = span.base + parts.seq;
  return offset <= (epochs[index + 1]?.base ?? end) ? offset : undefined;
}

/**
 * Returns the position of event number `offset`, counted from the stream's first event. An epoch without events adds no position,
 * so every offset has exactly one position.
 */
export function positionAt(epochs: Epochs, offset: number): Position {
  const span = spanAfter(epochs, offset - 1) ?? epochs[0];
  return positionOf(span.epoch, Math.max(0, offset - span.base));
}

/** Returns the epoch of the event that follows the first `offset` events, or `undefined` if that event is trimmed. */
function spanAfter(epochs: Epochs, offset: number): EpochSpan | undefined {
  // A loop instead of `findLast`: the log does this for each append, and a callback costs more than the comparison.
  for (let index = epochs.length - 1; index >= 0; index--) {
    const span = epochs[index];
    if (span !== undefined && span.base <= offset) return span;
  }
  return undefined;
}

/** Returns the number of the last event in the epoch that contains the event after number `offset`. */
export function endOfEpoch(epochs: Epochs, offset: number, end: number): number {
  return epochs.find(({ base }) => base > offset)?.base ?? end;
}

/** Returns the number of the last event before the epoch that contains event number `offset`. */
export function startOfEpoch(epochs: Epochs, offset: number): number {
  return spanAfter(epochs, offset - 1)?.base ?? 0;
}

/** Returns the epoch of event number `offset`, or `undefined` if that event is trimmed. */
export function epochAt(epochs: Epochs, offset: number): number | undefined {
  return spanAfter(epochs, offset - 1)?.epoch;
}

/** Removes epochs whose events are all trimmed. The log begins after event number `start`. */
export function trimEpochs(epochs: Epochs, start: number): Epochs {
  const [first, ...rest] = epochs.filter((_, index) => (epochs[index + 1]?.base ?? start) >= start);
  return first === undefined ? epochs : [first, ...rest];
}

/** Returns `texts` as a slice with positions. The texts follow the first `offset` events of the stream and are of one epoch. */
export function describeSlice(epochs: Epochs, offset: number, texts: readonly string[]): LogSlice {
  const after = positionAt(epochs, offset);
  if (texts.length === 0) return { texts, after, from: after, at: after, count: offset };
  const from = positionAt(epochs, offset + 1);
  const at = texts.length === 1 ? from : positionAt(epochs, offset + texts.length);
  const span = spanAfter(epochs, offset);
  const isFirstOfEpoch = span?.base === offset;
  const { protocol } = span ?? {};
  return { texts, after, from, ...(isFirstOfEpoch && { follows: after }), at, ...(protocol && { protocol }), count: offset };
}
