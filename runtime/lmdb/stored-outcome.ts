import type { CommandResult, Outcome } from "../core/log/stream-log.js";

/** An outcome in the format of the files. It is the format of version 0.1.0, because a server of 0.1.0 may use the same files. */
type StoredOutcome = Omit<Outcome, "result"> & { readonly reply: StoredResult };

type StoredResult =
  { readonly verdict: "ack"; readonly result?: unknown } | { readonly verdict: "nack"; readonly code: string; readonly message: string };

/** Returns an outcome as the text for the files. @throws TypeError if the outcome cannot be written as JSON. */
export function outcomeText({ result, ...others }: Outcome): string {
  return JSON.stringify({ ...others, reply: storedResult(result) } satisfies StoredOutcome);
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
