import { createCommandId } from "../../runtime/core/log/command-id.js";
import type { AppendResult, LogReadResult, LogRecord, OutcomeRecord, StreamLog } from "../../runtime/core/log/stream-log.js";

export const noLimit = { maxEvents: 1_000_000, maxBytes: Number.MAX_SAFE_INTEGER };
export const nowMs = 1_764_045_000_000;

export const event = (n: number): LogRecord => ({ kind: "event", text: JSON.stringify({ type: "tick", n }) });

export function outcome(id: string, gate?: string): OutcomeRecord {
  const decision = gate === undefined ? {} : { decision: { gate, event: { type: "decide", id } } };
  return { kind: "outcome", outcome: { id, result: { status: "accepted", value: 7 }, ...decision } };
}

export const commandId = (seed: number, timeMs = nowMs): string => createCommandId(timeMs, () => (seed % 997) / 997, seed);

export function numbers(result: LogReadResult | undefined): readonly number[] {
  if (result?.status !== "events") throw new Error(`expected events, got ${JSON.stringify(result)}`);
  return result.texts.map((text) => (JSON.parse(text) as { n: number }).n);
}

/** A clock that a test moves. */
export type Clock = { nowMs: number };

/** The log under test, with a claimed stream "run". */
export type Bench = {
  /** The clock of the log. */
  readonly clock: Clock;
  log: StreamLog;
  epoch: number;
  append(...records: readonly LogRecord[]): Promise<AppendResult>;
};
