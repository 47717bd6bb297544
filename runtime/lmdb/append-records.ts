import { commandTimeMs } from "../core/log/command-id.js";
import { currentEpoch, describeSlice, positionAt } from "../core/log/epochs.js";
import { assertStorable } from "../core/log/outcome-text.js";
import type { AppendResult, LogRecord, LogSlice, NewOutcome, Outcome } from "../core/log/stream-log.js";
import type { StreamMeta } from "./stored-meta.js";
import type { StreamDraft } from "./stream-draft.js";

/** Adds records to a draft. `slice` contains the events, which the log passes to the listeners of the tail after the commit. */
export function appendRecords(
  draft: StreamDraft,
  epoch: number,
  records: readonly LogRecord[],
): { readonly result: AppendResult; readonly slice?: LogSlice } {
  assertStorable(records);
  const { meta } = draft;
  if (meta === undefined) return { result: { status: "fenced", epoch: 0 } };
  if (currentEpoch(meta.epochs) !== epoch) return { result: { status: "fenced", epoch: currentEpoch(meta.epochs) } };
  const refusal = refusalOf(draft, meta, records);
  if (refusal !== undefined) return { result: refusal };
  const texts = records.flatMap((record) => (record.kind === "event" ? [record.text] : []));
  const end = meta.end + texts.length;
  for (const [index, text] of texts.entries()) draft.addEvent(meta.end + 1 + index, text);
  const at = positionAt(meta.epochs, end);
  for (const record of records) if (record.kind === "outcome") draft.addOutcome({ ...record.outcome, at });
  if (texts.length === 0) return { result: { status: "appended", at } };
  draft.setMeta({ ...meta, end });
  return { result: { status: "appended", at }, slice: describeSlice(meta.epochs, meta.end, texts) };
}

function refusalOf(draft: StreamDraft, meta: StreamMeta, records: readonly LogRecord[]): AppendResult | undefined {
  for (const record of records) {
    const refusal = record.kind === "outcome" ? outcomeRefusal(draft, meta, record.outcome) : undefined;
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function outcomeRefusal(draft: StreamDraft, meta: StreamMeta, outcome: NewOutcome): AppendResult | undefined {
  const recorded = lookUpOutcome(draft.outcome(outcome.id, outcome.by), meta, outcome.id);
  if (recorded === "forgotten") return { status: "forgotten" };
  if (recorded !== undefined) return { status: "duplicate", outcome: recorded };
  const winner = outcome.decision === undefined ? undefined : draft.decision(outcome.decision.gate);
  return winner === undefined ? undefined : { status: "decided", outcome: winner };
}

/**
 * Returns the answer of {@link StreamLog.outcome} from the tables: `recorded` is the stored outcome of the command, `meta` the
 * meta data of the stream.
 */
export function lookUpOutcome(recorded: Outcome | undefined, meta: StreamMeta | undefined, id: string): Outcome | "forgotten" | undefined {
  return recorded ?? (commandTimeMs(id) < (meta?.horizonMs ?? 0) ? "forgotten" : undefined);
}
