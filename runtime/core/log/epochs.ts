import { placeOf, positionOf } from "./position.js";
import type { Position } from "./position.js";

/** An epoch of a stream: its event `seq` is number `base` + seq of all the stream's events. */
export type EpochSpan = { readonly epoch: number; readonly base: number };

/**
 * The epochs of one log, oldest first. Each goes on where the one before ended: what was appended under
 * an older epoch is final, because an older writer is refused. A log that may have lost something
 * begins a new list.
 */
export type Epochs = readonly [EpochSpan, ...EpochSpan[]];

const epochsPerMs = 1_024;

/**
 * An epoch that no earlier incarnation of the log can have had: it is later than `last`, and two
 * incarnations that were begun in the same millisecond still differ but for one chance in 1,024.
 *
 * @param random A number in [0, 1).
 */
export function nextEpoch(last: number, nowMs: number, random: number): number {
  return Math.max(last + 1, Math.floor(nowMs) * epochsPerMs + Math.floor(random * epochsPerMs));
}

/**
 * Adds an epoch after `end` events. One before it that has no event goes: no position was ever told in it. One that
 * has events stays until these are trimmed, or nobody could read on from them.
 */
export function addEpoch(epochs: Epochs, epoch: number, end: number): Epochs {
  const [first, ...rest] = epochs;
  return [first, ...(rest.at(-1)?.base === end ? rest.slice(0, -1) : rest), { epoch, base: end }];
}

/** The epoch that may append. */
export function currentEpoch(epochs: Epochs): number {
  return (epochs.at(-1) ?? epochs[0]).epoch;
}

/** How many events there are up to `position`; `undefined` when this log never had it. */
export function offsetOf(epochs: Epochs, position: Position, end: number): number | undefined {
  const place = placeOf(position);
  const index = epochs.findIndex(({ epoch }) => epoch === place?.epoch);
  const span = epochs[index];
  if (place === undefined || span === undefined) return undefined;
  const offset = span.base + place.seq;
  return offset <= (epochs[index + 1]?.base ?? end) ? offset : undefined;
}

/**
 * Position of the last of the first `offset` events. Where an epoch has no event yet that is an event
 * of an earlier one, so that a place in the log has one position only.
 */
export function positionAt(epochs: Epochs, offset: number): Position {
  const span = epochs.findLast(({ base }) => base < offset) ?? epochs[0];
  return positionOf(span.epoch, Math.max(0, offset - span.base));
}

/** Number of the last event of the epoch that event `offset` + 1 belongs to. */
export function endOfEpoch(epochs: Epochs, offset: number, end: number): number {
  return epochs.find(({ base }) => base > offset)?.base ?? end;
}

/** Forgets epochs that no position can be read from, because the log begins after event `start`. */
export function trimEpochs(epochs: Epochs, start: number): Epochs {
  const [first, ...rest] = epochs.filter((_, index) => (epochs[index + 1]?.base ?? start) >= start);
  return first === undefined ? epochs : [first, ...rest];
}
