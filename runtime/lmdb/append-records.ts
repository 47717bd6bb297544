import { answerAgain, gateOf, keptVerdict, numbersAfter } from "../core/log/append-numbers.js";
import { commandTimeMs } from "../core/log/command-id.js";
import { currentEpoch, describeSlice, positionAt } from "../core/log/epochs.js";
import { assertStorable } from "../core/log/outcome-text.js";
import type { AppendResult, AppendVerdict, LogRecord, LogSlice, NewOutcome, Outcome } from "../core/log/stream-log.js";
import type { NewestAppend, StreamMeta } from "./stored-meta.js";
import type { StreamDraft } from "./stream-draft.js";

/** An append, and the time of the log's clock. */
type Append = {
  readonly epoch: number;
  readonly records: readonly LogRecord[];
  readonly number: number | undefined;
  readonly nowMs: number;
};

type Made<Result> = { readonly result: Result; readonly slice?: LogSlice };

/** Adds records to a draft. `slice` contains the events, which the log passes to the listeners of the tail after the commit. */
export function appendRecords(draft: StreamDraft, { epoch, records, number, nowMs }: Append): Made<AppendResult> {
  assertStorable(records);
  const { meta } = draft;
  if (meta === undefined) return { result: { status: "fenced", epoch: 0 } };
  if (currentEpoch(meta.epochs) !== epoch) return { result: { status: "fenced", epoch: currentEpoch(meta.epochs) } };
  if (number === undefined) return addRecords(draft, meta, records, nowMs);
  const { epochs } = meta;
  const kept = {
    epochs,
    outcome: (id: string, by: string | undefined) => draft.outcome(id, by),
    decision: (gate: string) => draft.decision(gate),
  };
  const again = answerAgain(meta.numbers, { epoch, number }, kept);
  if (again !== undefined) return { result: again };
  const made = addRecords(draft, meta, records, nowMs);
  const after = draft.meta ?? meta;
  draft.setMeta({ ...after, numbers: numbersAfter(meta.numbers, epoch, keptVerdict(made.result, after.end, gateOf(records))) });
  return made;
}

function addRecords(draft: StreamDraft, meta: StreamMeta, records: readonly LogRecord[], nowMs: number): Made<AppendVerdict> {
  const refusal = refusalOf(draft, meta, records);
  if (refusal !== undefined) return { result: refusal };
  const texts = records.flatMap((record) => (record.kind === "event" ? [record.text] : []));
  const end = meta.end + texts.length;
  for (const [index, text] of texts.entries()) draft.addEvent(meta.end + 1 + index, text);
  const at = positionAt(meta.epochs, end);
  for (const record of records) if (record.kind === "outcome") draft.addOutcome({ ...record.outcome, at });
  if (texts.length === 0) return { result: { status: "appended", at } };
  const newest = newestAfter(draft, meta, texts, nowMs);
  draft.addAppend({ epoch: currentEpoch(meta.epochs), first: meta.end + 1, ...newest });
  draft.setMeta({ ...meta, end, newest });
  return { result: { status: "appended", at }, slice: describeSlice(meta.epochs, meta.end, texts) };
}

/** Returns the newest append after `texts`. A clock that goes back gives no time before the time of an earlier append. */
function newestAfter(draft: StreamDraft, { newest, start, end }: StreamMeta, texts: readonly string[], nowMs: number): NewestAppend {
  // Version 0.1.0 may have appended events in the meantime, without their times and bytes.
  const uncounted = newest?.end === end ? 0 : draft.bytesOf(Math.max(start, newest?.end ?? 0), end);
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), (newest?.bytes ?? 0) + uncounted);
  return { storedMs: Math.max(nowMs, newest?.storedMs ?? 0), bytes, end: end + texts.length };
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
