import { toError } from "../base/error.js";
import type { CommandResult, LogRecord, NewOutcome, Outcome } from "./stream-log.js";

/** An outcome in the format of the durable log. It is the format of version 0.1.0, because a server of 0.1.0 may use the same files. */
type StoredOutcome = Omit<Outcome, "result"> & { readonly reply: StoredResult };

type StoredResult =
  { readonly verdict: "ack"; readonly result?: unknown } | { readonly verdict: "nack"; readonly code: string; readonly message: string };

/** Returns an outcome as the text that a log stores. @throws TypeError if JSON cannot express the outcome. */
export function outcomeText(outcome: Outcome): string {
  try {
    const { result, ...others } = outcome;
    return JSON.stringify({ ...others, reply: storedResult(result) } satisfies StoredOutcome);
  } catch (cause) {
    throw notStorable(outcome, `a value that JSON can express, got "${toError(cause).message}"`, cause);
  }
}

/**
 * Checks the records of an append before a log writes the first of them. A program in plain JavaScript may pass other values than
 * texts.
 *
 * @throws TypeError if a record is no text, or has no id, or if JSON cannot express it.
 */
export function assertStorable(records: readonly LogRecord[]): void {
  for (const record of records) {
    const text: unknown = record.kind === "event" ? record.text : record.outcome.id;
    if (typeof text !== "string")
      throw new TypeError(`cannot append an ${record.kind}: expected a text, got a ${typeof text}. ${noneWritten}`);
    if (record.kind === "outcome") assertOutcome(record.outcome);
  }
}

function assertOutcome(outcome: NewOutcome): void {
  const gate: unknown = outcome.decision?.gate;
  if (gate !== undefined && typeof gate !== "string") throw notStorable(outcome, `a text as its gate, got a ${typeof gate}`);
  outcomeText({ ...outcome, at: "" });
}

const noneWritten = "No record of the append was written.";

function notStorable({ id }: NewOutcome, problem: string, cause?: unknown): TypeError {
  return new TypeError(`cannot append the outcome of command "${id.slice(0, 100)}": expected ${problem}. ${noneWritten}`, { cause });
}

/** Returns the outcome from a text that {@link outcomeText} has made. */
export function readOutcome(text: string | undefined): Outcome | undefined {
  if (text === undefined) return undefined;
  const { reply, ...others } = JSON.parse(text) as StoredOutcome;
  return { ...others, result: resultOf(reply) };
}

function storedResult(result: CommandResult): StoredResult {
  if (result.status === "rejected") return { verdict: "nack", code: result.code, message: result.message };
  return result.value === undefined ? { verdict: "ack" } : { verdict: "ack", result: result.value };
}

function resultOf(stored: StoredResult): CommandResult {
  if (stored.verdict === "nack") return { status: "rejected", code: stored.code, message: stored.message };
  return stored.result === undefined ? { status: "accepted" } : { status: "accepted", value: stored.result };
}
