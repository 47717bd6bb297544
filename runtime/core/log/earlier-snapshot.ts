import { offsetOf } from "./epochs.js";
import type { Epochs } from "./epochs.js";
import type { LogSnapshot, TrimRequest } from "./stream-log.js";

/**
 * The last snapshot before the protocol's version changed. A log keeps this snapshot, so that an application can go back to the
 * earlier version.
 */
export type EarlierSnapshot = {
  readonly snapshot: LogSnapshot;
  /** When a snapshot of another version became the newest one, in milliseconds since 1970. */
  readonly replacedMs: number;
};

/** The epochs of a stream, and the numbers of the events that its log holds. */
type Extent = { readonly epochs: Epochs; readonly start: number; readonly end: number };

/** Returns the earlier snapshot after `next` has replaced the newest snapshot `newest`. */
export function earlierAfter(
  earlier: EarlierSnapshot | undefined,
  newest: LogSnapshot | undefined,
  next: LogSnapshot,
  nowMs: number,
): EarlierSnapshot | undefined {
  const isOther = newest?.protocol !== undefined && newest.protocol.digest !== next.protocol?.digest;
  return isOther ? { snapshot: newest, replacedMs: nowMs } : earlier;
}

/** Returns the number of events up to the earlier snapshot, or `undefined` if the log does not hold all events after it. */
export function offsetOfEarlier(earlier: EarlierSnapshot | undefined, { epochs, start, end }: Extent): number | undefined {
  const offset = earlier && offsetOf(epochs, earlier.snapshot.at, end);
  return offset === undefined || offset < start ? undefined : offset;
}

/** Like {@link offsetOfEarlier}. Returns `undefined` also if `request` lets the log remove the earlier snapshot. */
export function offsetToKeep(earlier: EarlierSnapshot | undefined, extent: Extent, rollback: TrimRequest["rollback"]): number | undefined {
  const offset = offsetOfEarlier(earlier, extent);
  if (earlier === undefined || offset === undefined || rollback === undefined) return undefined;
  const isKept = earlier.replacedMs >= rollback.replacedSinceMs && extent.end - offset <= rollback.maxEvents;
  return isKept ? offset : undefined;
}

/** Returns the snapshot that {@link StreamLog.snapshot} has to return. */
export function snapshotOf(
  newest: LogSnapshot | undefined,
  earlier: () => EarlierSnapshot | undefined,
  digest: string | undefined,
  extent: Extent,
): LogSnapshot | undefined {
  if (digest === undefined || newest === undefined || newest.protocol?.digest === digest) return newest;
  const kept = earlier();
  return kept?.snapshot.protocol?.digest === digest && offsetOfEarlier(kept, extent) !== undefined ? kept.snapshot : undefined;
}
