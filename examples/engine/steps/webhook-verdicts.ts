import { writeFileSync } from "node:fs";
import path from "node:path";
import { type Payload, readPayloads } from "./webhook-project.js";

/** The verdict on one payload. `unknown`: no event of the protocol has the tags of the payload. */
export type Verdict = {
  readonly payload: string;
  readonly verdict: "accepted" | "refused" | "unknown";
  /** The payload's event, if known. */
  readonly event?: string;
  /** The reasons why the validator did not accept the payload. */
  readonly reasons: readonly string[];
};

/** Returns the verdict of one validator on a payload. */
export type Judge = (payload: Payload) => Omit<Verdict, "payload">;

/** The number of payloads of each verdict. */
export type Tally = Readonly<Record<"payloads" | Verdict["verdict"], number>>;

const progressEvery = 7;

/** Validates every payload of a project, reports progress to the engine, and writes the verdicts to a file of the project. */
export function judgeAll(project: string, file: string, judge: Judge): number {
  const payloads = readPayloads(project);
  const verdicts: Verdict[] = [];
  for (const payload of payloads) {
    const verdict = { payload: payload.id, ...judge(payload) };
    verdicts.push(verdict);
    if (verdict.verdict !== "accepted") console.log(formatVerdict(verdict));
    if (verdicts.length % progressEvery === 0) console.log(`progress ${verdicts.length}/${payloads.length} payloads`);
  }
  writeFileSync(path.join(project, file), JSON.stringify(verdicts));
  console.log(`output ${JSON.stringify(tally(verdicts))}`);
  if (payloads.length > 0) return 0;
  console.log("there is no payload to judge");
  return 1;
}

/** Prints a verdict: `refused check_run[0]: at /repository/is_template: expected boolean, got nothing (and 4 more)`. */
export function formatVerdict({ payload, verdict, reasons: [first, ...others] }: Verdict): string {
  const more = others.length > 0 ? ` (and ${others.length} more)` : "";
  return `${verdict} ${payload}${first === undefined ? "" : `: ${first}${more}`}`;
}

/** Returns the number of payloads for each verdict. */
export function tally(verdicts: readonly Verdict[]): Tally {
  const count = (wanted: Verdict["verdict"]): number => verdicts.filter(({ verdict }) => verdict === wanted).length;
  return { payloads: verdicts.length, accepted: count("accepted"), refused: count("refused"), unknown: count("unknown") };
}
