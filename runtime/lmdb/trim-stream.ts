import { isReplaced, planTrim } from "../core/log/checkpoints.js";
import { currentEpoch, offsetOf, trimEpochs } from "../core/log/epochs.js";
import { firstWhere } from "../core/log/stored-times.js";
import type { LogSnapshot, TrimRequest } from "../core/log/stream-log.js";
import type { StreamDraft } from "./stream-draft.js";
import type { StreamMeta } from "./stored-meta.js";

/** Stores a snapshot as {@link StreamLog.putSnapshot} does. */
export function putSnapshot(draft: StreamDraft, epoch: number, snapshot: LogSnapshot, nowMs: number): boolean {
  const { meta } = draft;
  if (meta === undefined || currentEpoch(meta.epochs) !== epoch) return false;
  const checkpoints = draft.checkpoints();
  const newest = draft.newestCheckpoint(nowMs);
  const count = offsetOf(meta.epochs, snapshot.at, meta.end);
  if (newest !== undefined) {
    const next = count === undefined ? undefined : { ...snapshot, count, storedMs: nowMs, length: snapshot.state.length };
    if (next === undefined || !isReplaced(newest, checkpoints.at(-1), next, meta.start)) draft.keepSnapshot(newest);
  }
  draft.setSnapshot(snapshot, nowMs, draft.bytesUpTo(count ?? meta.end));
  return true;
}

/** Removes events and outcomes as {@link StreamLog.trim} does. */
export function trimStream(draft: StreamDraft, meta: StreamMeta, request: TrimRequest, nowMs: number): void {
  const start = trimEvents(draft, meta, request, nowMs);
  const horizonMs = request.outcomesBeforeMs === undefined ? meta.horizonMs : Math.max(meta.horizonMs, draft.forgetOutcomes(request));
  draft.setMeta({ ...meta, epochs: trimEpochs(meta.epochs, start), start, horizonMs });
}

/** Returns the number of the last event that the trim removes. */
function trimEvents(draft: StreamDraft, meta: StreamMeta, request: TrimRequest, nowMs: number): number {
  if (request.through === undefined && request.retention === undefined) return meta.start;
  const checkpoints = draft.checkpoints();
  const newest = draft.newestCheckpoint(nowMs);
  const all = newest === undefined ? checkpoints : [...checkpoints, newest];
  const { start, kept } = planTrim(all, wantedStart(draft, meta, request), meta, request.rollback);
  draft.forgetEvents(meta.start, start);
  // The append that ends at the start stays, because it has the bytes before the events that are left.
  draft.forgetAppends(start - 1);
  draft.forgetCheckpoints(kept);
  return start;
}

/** Returns the number of the last event that a request wants to be removed. */
function wantedStart(draft: StreamDraft, meta: StreamMeta, { through, retention = {} }: TrimRequest): number {
  const { epochs, start, end, newest } = meta;
  const { events = Number.POSITIVE_INFINITY, bytes, ageMs } = retention;
  const named = through === undefined ? 0 : (offsetOf(epochs, through, end) ?? 0);
  const wanted = Math.max(named, end - events, start);
  if (newest === undefined || (bytes === undefined && ageMs === undefined)) return wanted;
  const isRecent = (offset: number): boolean =>
    (draft.storedMsOf(offset + 1) ?? newest.storedMs) >= newest.storedMs - (ageMs ?? Number.POSITIVE_INFINITY);
  const fits = (offset: number): boolean => newest.bytes - draft.bytesUpTo(offset) <= (bytes ?? Number.POSITIVE_INFINITY);
  return firstWhere(wanted, end, (offset) => isRecent(offset) && fits(offset));
}
