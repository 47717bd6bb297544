import { answerAgain, gateOf, keptVerdict, numbersAfter } from "../core/log/append-numbers.js";
import { commandTimeMs } from "../core/log/command-id.js";
import { currentEpoch, describeSlice, positionAt } from "../core/log/epochs.js";
import { assertStorable } from "../core/log/outcome-text.js";
import type { AppendResult, AppendVerdict, LogRecord, LogSlice, NewOutcome, Outcome } from "../core/log/stream-log.js";
import type { StreamMeta } from "./stored-meta.js";
import type { StreamDraft } from "./stream-draft.js";

type Made<Result> = { readonly result: Result; readonly slice?: LogSlice };

/** Adds records to a draft. `slice` contains the events, which the log passes to the listeners of the tail after the commit. */
export function appendRecords(draft: StreamDraft, epoch: number, records: readonly LogRecord[], number?: number): Made<AppendResult> {
  assertStorable(records);
  const { meta } = draft;
  if (meta === undefined) return { result: { status: "fenced", epoch: 0 } };
  if (currentEpoch(meta.epochs) !== epoch) return { result: { status: "fenced", epoch: currentEpoch(meta.epochs) } };
  if (number === undefined) return addRecords(draft, meta, records);
  const { epochs } = meta;
  const kept = {
    epochs,
    outcome: (id: string, by: string | undefined) => draft.outcome(id, by),
    decision: (gate: string) => draft.decision(gate),
  };
  const again = answerAgain(meta.numbers, { epoch, number }, kept);
  if (again !== undefined) return { result: again };
  const made = addRecords(draft, meta, records);
  const after = draft.meta ?? meta;
  draft.setMeta({ ...after, numbers: numbersAfter(meta.numbers, epoch, keptVerdict(made.result, after.end, gateOf(records))) });
  return made;
}

function addRecords(draft: StreamDraft, meta: StreamMeta, records: readonly LogRecord[]): Made<AppendVerdict> {
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

function refusalOf(draft: StreamDraft, meta: StreamMeta, records: readonly LogRecord[]): AppendVerdict | undefined {
  for (const record of records) {
    const refusal = record.kind === "outcome" ? outcomeRefusal(draft, meta, record.outcome) : undefined;
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function outcomeRefusal(draft: StreamDraft, meta: StreamMeta, outcome: NewOutcome): AppendVerdict | undefined {
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
