import { positionAt } from "./epochs.js";
import type { Epochs } from "./epochs.js";
import type { AppendResult, AppendVerdict, LogRecord, Outcome } from "./stream-log.js";

/** The largest number of verdicts that a log keeps for each stream. At most four appends are under way, so this is enough. */
const maxVerdicts = 8;

/** The verdict of an append as a log keeps it. A large outcome stands only once in the log, so the verdict refers to it. */
type KeptVerdict =
  /** Appended. `end` is the number of the stream's last event after the append. */
  | { readonly end: number }
  | { readonly duplicate: string; readonly by?: string }
  | { readonly decided: string }
  | { readonly forgotten: true };

/** The numbered appends of the current claim. */
export type AppendNumbers = {
  readonly epoch: number;
  /** The number of the last append. */
  readonly last: number;
  /** The verdicts of the newest appends. The last of them belongs to `last`. */
  readonly verdicts: readonly KeptVerdict[];
};

/** The parts of a stream in which a log finds the outcomes that verdicts refer to. */
export type KeptOutcomes = {
  readonly epochs: Epochs;
  readonly outcome: (id: string, by: string | undefined) => Outcome | undefined;
  readonly decision: (gate: string) => Outcome | undefined;
};

/** Returns the answer to an append that the log does not make, or `undefined` if `number` is the next one. */
export function answerAgain(
  numbers: AppendNumbers | undefined,
  { epoch, number }: { readonly epoch: number; readonly number: number },
  kept: KeptOutcomes,
): AppendResult | undefined {
  const { last, verdicts } = numbersOf(numbers, epoch);
  if (number === last + 1) return undefined;
  const verdict = verdicts[verdicts.length - 1 - (last - number)];
  return verdict === undefined ? { status: "gap", last } : resultOf(verdict, kept);
}

/** Returns the numbers after an append with the next number. A refused append uses up its number, too. */
export function numbersAfter(numbers: AppendNumbers | undefined, epoch: number, verdict: KeptVerdict): AppendNumbers {
  const { last, verdicts } = numbersOf(numbers, epoch);
  return { epoch, last: last + 1, verdicts: [...verdicts, verdict].slice(-maxVerdicts) };
}

/** Returns the verdict to keep. @param end The number of the stream's last event after the append. */
export function keptVerdict(result: AppendVerdict, end: number, gate: string | undefined): KeptVerdict {
  switch (result.status) {
    case "duplicate":
      return { duplicate: result.outcome.id, ...(result.outcome.by !== undefined && { by: result.outcome.by }) };
    case "decided":
      return { decided: gate ?? "" };
    case "forgotten":
    case "fenced":
      return { forgotten: true };
    case "appended":
      return { end };
  }
}

/** Returns the gate that an append decides. */
export function gateOf(records: readonly LogRecord[]): string | undefined {
  for (const record of records) if (record.kind === "outcome" && record.outcome.decision !== undefined) return record.outcome.decision.gate;
  return undefined;
}

function numbersOf(numbers: AppendNumbers | undefined, epoch: number): AppendNumbers {
  return numbers?.epoch === epoch ? numbers : { epoch, last: 0, verdicts: [] };
}

function resultOf(verdict: KeptVerdict, { epochs, outcome, decision }: KeptOutcomes): AppendVerdict {
  if ("end" in verdict) return { status: "appended", at: positionAt(epochs, verdict.end) };
  if ("forgotten" in verdict) return { status: "forgotten" };
  const found = "duplicate" in verdict ? outcome(verdict.duplicate, verdict.by) : decision(verdict.decided);
  if (found === undefined) return { status: "forgotten" };
  return { status: "duplicate" in verdict ? "duplicate" : "decided", outcome: found };
}
