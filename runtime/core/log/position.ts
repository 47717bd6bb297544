import type { Position } from "../frames/types.js";

export type { Position } from "../frames/types.js";

/** The two halves of a position, for as long as a calculation needs them; only {@link Position} is kept. */
export type Place = { readonly epoch: number; readonly seq: number };

const shape = /^(0|[1-9]\d{0,15}):(0|[1-9]\d{0,15})$/;

/** Position of event `seq` of `epoch`; 0 is the place before the first. */
export function positionOf(epoch: number, seq: number): Position {
  return `${epoch}:${seq}`;
}

/** The halves of `position`; `undefined` when it is none. */
export function placeOf(position: string): Place | undefined {
  const [, epoch, seq] = shape.exec(position) ?? [];
  const place = { epoch: Number(epoch), seq: Number(seq) };
  return Number.isSafeInteger(place.epoch) && Number.isSafeInteger(place.seq) ? place : undefined;
}

/** How many events after `from` the position `to` is; `undefined` when they are of different epochs. */
export function eventsBetween(from: Position, to: Position): number | undefined {
  const start = placeOf(from);
  const end = placeOf(to);
  return start === undefined || end === undefined || start.epoch !== end.epoch ? undefined : end.seq - start.seq;
}

/** The position `count` events after `position`, in the same epoch. */
export function positionAfter(position: Position, count: number): Position {
  const place = placeOf(position);
  return place === undefined ? position : positionOf(place.epoch, place.seq + count);
}
