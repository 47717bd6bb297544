import { offsetOf } from "./epochs.js";
import type { Epochs } from "./epochs.js";
import type { Checkpoint, SnapshotChoice, TrimRequest } from "./stream-log.js";

/** A state that a log keeps, with the bytes of the stream's events up to it. */
export type KeptCheckpoint = Checkpoint & {
  /** Bytes of the stream's events up to `at`, counted from a start that is the same for all checkpoints of the stream. */
  readonly bytes: number;
};

/** The epochs of a stream, and the numbers of the events that its log holds. */
export type Extent = { readonly epochs: Epochs; readonly start: number; readonly end: number };

/**
 * Returns true if the log need not keep a checkpoint beside the next one. The log keeps a checkpoint of another version, and the one
 * at which the log begins. It keeps another one if the events since the checkpoint before have as many bytes as its state has
 * characters. All kept states together are therefore no larger than the events.
 *
 * @param before The checkpoint before it.
 */
export function isReplaced(kept: KeptCheckpoint, before: KeptCheckpoint | undefined, next: Checkpoint, start: number): boolean {
  if (kept.protocol?.digest !== next.protocol?.digest) return false;
  if (kept.count === next.count) return true;
  return !isBase(kept, start) && kept.bytes - (before?.bytes ?? 0) < kept.length;
}

/** The part of the events that a log removes, and the checkpoints that it keeps. */
export type TrimPlan = {
  /** The number of the last event that the log removes. */
  readonly start: number;
  readonly kept: readonly KeptCheckpoint[];
};

/**
 * Returns the end of a trim. It is the last checkpoint that the wanted end allows, because events can be applied only to a state.
 *
 * @param checkpoints The checkpoints of the stream, oldest first.
 * @param wanted The number of the last event that the caller wants to be removed.
 */
export function planTrim(
  checkpoints: readonly KeptCheckpoint[],
  wanted: number,
  { start, end }: Pick<Extent, "start" | "end">,
  rollback: TrimRequest["rollback"],
): TrimPlan {
  const isNeeded = (_: KeptCheckpoint, index: number): boolean => isForRollback(checkpoints, index, end, rollback);
  // The first event needs no state before it, so the log may also begin there.
  const isFirstNeeded = start === 0 && isYoung(checkpoints[0], 0, end, rollback);
  const needed = isFirstNeeded ? 0 : (checkpoints.find(isNeeded)?.count ?? Number.POSITIVE_INFINITY);
  const cut = checkpoints.findLast(({ count }) => count <= Math.min(wanted, needed))?.count ?? start;
  const first = Math.max(start, cut);
  const left = checkpoints.filter(({ count }) => count >= first);
  const kept: KeptCheckpoint[] = [];
  for (const [index, checkpoint] of left.entries()) {
    const next = left[index + 1];
    const isSmall = checkpoint.bytes - (kept.at(-1)?.bytes ?? 0) < checkpoint.length;
    const isOver = next !== undefined && (next.count === checkpoint.count || (isSmall && !isBase(checkpoint, first)));
    if (!isOver || isForRollback(left, index, end, rollback)) kept.push(checkpoint);
  }
  return { start: first, kept };
}

/** Returns the checkpoint that {@link StreamLog.snapshot} has to return, from a list with the oldest one first. */
export function chooseCheckpoint<Kept extends Checkpoint>(
  checkpoints: readonly Kept[],
  { digest, upTo }: SnapshotChoice,
  { epochs, end }: Pick<Extent, "epochs" | "end">,
): Kept | undefined {
  const last = upTo === undefined ? end : offsetOf(epochs, upTo, end);
  if (last === undefined) return undefined;
  return checkpoints.findLast(({ count, protocol }) => count <= last && (digest === undefined || protocol?.digest === digest));
}

/** Returns true if the log begins at a checkpoint, so that no other one gives the states that follow it. */
function isBase({ count }: Checkpoint, start: number): boolean {
  return start > 0 && count === start;
}

/** Returns true if the application may still go back to a checkpoint, because the next one is young and not many events follow. */
function isForRollback(checkpoints: readonly Checkpoint[], index: number, end: number, rollback: TrimRequest["rollback"]): boolean {
  const [checkpoint, next] = checkpoints.slice(index, index + 2);
  return checkpoint !== undefined && isYoung(next, checkpoint.count, end, rollback);
}

/** Returns true if `next` has lately replaced the place after event number `count`, and not many events follow that place. */
function isYoung(next: Checkpoint | undefined, count: number, end: number, rollback: TrimRequest["rollback"]): boolean {
  if (rollback === undefined || next === undefined) return false;
  return next.storedMs >= rollback.replacedSinceMs && end - count <= rollback.maxEvents;
}
