import type { Position } from "../frames/types.js";

export type { Position } from "../frames/types.js";

/** A position as two numbers, for calculations. Logs and frames contain a position as a text: {@link Position}. */
export type PositionParts = { readonly epoch: number; readonly seq: number };

const shape = /^(0|[1-9]\d{0,15}):(0|[1-9]\d{0,15})$/;

/** Returns the position of event number `seq` of an epoch. For `seq` 0 it is the position before the first event. */
export function positionOf(epoch: number, seq: number): Position {
  return `${epoch}:${seq}`;
}

/** Returns the two numbers of `position`, or `undefined` if the text is no position. */
export function parsePosition(position: string): PositionParts | undefined {
  const [, epoch, seq] = shape.exec(position) ?? [];
  const parts = { epoch: Number(epoch), seq: Number(seq) };
  return Number.isSafeInteger(parts.epoch) && Number.isSafeInteger(parts.seq) ? parts : undefined;
}

/** Returns the number of events from position `from` to position `to`, or `undefined` if their epochs differ. */
export function eventsBetween(from: Position, to: Position): number | undefined {
  const start = parsePosition(from);
  const end = parsePosition(to);
  return start === undefined || end === undefined || start.epoch !== end.epoch ? undefined : end.seq - start.seq;
}

/** Returns the position `count` events after `position`, in the same epoch. */
export function positionAfter(position: Position, count: number): Position {
  const parts = parsePosition(position);
  return parts === undefined ? position : positionOf(parts.epoch, parts.seq + count);
}

/** Returns true if `position` is later than `other`: in a later epoch, or later in the same one. */
export function isLater(position: Position, other: Position): boolean {
  const [a, b] = [parsePosition(position), parsePosition(other)];
  if (a === undefined || b === undefined) return false;
  return a.epoch === b.epoch ? a.seq > b.seq : a.epoch > b.epoch;
}
