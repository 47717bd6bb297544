import type { Json } from "../../model/schema.js";
import { flowWords } from "../flow-words.js";
import type { ReportedBreak } from "../report-schema.js";
import { markedJson } from "./marked-json.js";

/** What stands below a finding: flow and baselines, the refused message, other changes. Lines without their indent. */
export function breakDetails(finding: ReportedBreak): string[] {
  const { direction, flow, baselines, fingerprint, witness, related, waived } = finding;
  return [
    `${flowWords(direction, flow)}, against ${baselines.join(", ")}; fingerprint ${fingerprint}`,
    ...(waived === undefined ? [] : [`waived: ${waived}`]),
    ...(witness === undefined ? [] : ["refused message:", ...witnessLines(witness).map((line) => `  ${line}`)]),
    ...related.map(({ rule, message }) => `also changed: ${rule}: ${message}`),
  ];
}

/** The message with a mark where it is refused. */
export function witnessLines({ message, path, expected, got }: NonNullable<ReportedBreak["witness"]>): string[] {
  const subject = path === "" ? "" : `${path}: `;
  return markedJson(message as Json, path, expected === "" ? `${subject}${got}` : `${subject}expected ${expected}, got ${got}`);
}
