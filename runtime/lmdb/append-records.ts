import { commandTimeMs } from "../core/log/command-id.js";
import { describeSlice } from "../core/log/describe-slice.js";
import { currentEpoch, positionAt } from "../core/log/epochs.js";
import type { AppendResult, LogRecord, LogSlice, Outcome, OutcomeLookup, RecordedOutcome } from "../core/log/stream-log.js";
import type { StreamMeta } from "./stream-meta.js";
import type { Tables } from "./tables.js";

/** Appends within a transaction, and says what tails hear of it once that is committed. */
export function appendRecords(
  tables: Tables,
  stream: string,
  epoch: number,
  records: readonly LogRecord[],
): { readonly result: AppendResult; readonly slice?: LogSlice } {
  const meta = tables.streams.get(stream);
  if (meta === undefined) return { result: { status: "fenced", epoch: 0 } };
  if (currentEpoch(meta.epochs) !== epoch) return { result: { status: "fenced", epoch: currentEpoch(meta.epochs) } };
  const refusal = refusalOf(tables, stream, meta, records);
  if (refusal !== undefined) return { result: refusal };
  const texts = records.flatMap((record) => (record.kind === "event" ? [record.text] : []));
  const end = meta.end + texts.length;
  for (const [index, text] of texts.entries()) void tables.events.put([stream, meta.end + 1 + index], text);
  const at = positionAt(meta.epochs, end);
  for (const record of records) if (record.kind === "outcome") recordOutcome(tables, stream, { ...record.outcome, at });
  if (texts.length === 0) return { result: { status: "appended", at } };
  void tables.streams.put(stream, { ...meta, end });
  return { result: { status: "appended", at }, slice: describeSlice(meta.epochs, meta.end, texts) };
}

function refusalOf(tables: Tables, stream: string, meta: StreamMeta, records: readonly LogRecord[]): AppendResult | undefined {
  for (const record of records) {
    const refusal = record.kind === "outcome" ? outcomeRefusal(tables, stream, meta, record.outcome) : undefined;
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function outcomeRefusal(tables: Tables, stream: string, meta: StreamMeta, outcome: Outcome): AppendResult | undefined {
  const recorded = lookUpOutcome(tables, stream, meta, outcome.id);
  if (recorded === "forgotten") return { status: "forgotten" };
  if (recorded !== undefined) return { status: "duplicate", outcome: recorded };
  const winner = outcome.decision === undefined ? undefined : tables.decisions.get([stream, outcome.decision.gate]);
  return winner === undefined ? undefined : { status: "decided", outcome: winner };
}

/** What is known of a command; `meta` is that of its stream. */
export function lookUpOutcome(tables: Tables, stream: string, meta: StreamMeta | undefined, id: string): OutcomeLookup {
  return tables.outcomes.get([stream, id]) ?? (commandTimeMs(id) < (meta?.horizonMs ?? 0) ? "forgotten" : undefined);
}

function recordOutcome(tables: Tables, stream: string, outcome: RecordedOutcome): void {
  void tables.outcomes.put([stream, outcome.id], outcome);
  if (outcome.decision !== undefined) void tables.decisions.put([stream, outcome.decision.gate], outcome);
}
