import type { Json } from "../../model/schema.js";
import { flowWords } from "../flow-words.js";
import type { ReportedBreak } from "../report-schema.js";
import { markedJson } from "./marked-json.js";

/** What stands below a finding: flow and baselines, the refused message, other changes. Lines without their indent. */
export function breakDetails(finding: ReportedBreak): string[] {
  const { direction, flow, baselines, fingerprint, witness, related, waived, event, events } = finding;
  return [
    `${flowWords(direction, flow)}, against ${baselines.join(", ")}; fingerprint ${fingerprint}`,
    ...(waived === undefined ? [] : [`waived: ${waived}`]),
    ...(witness === undefined ? [] : ["refused message:", ...witnessLines(witness).map((line) => `  ${line}`)]),
    ...othersLine([...new Set(events.map(({ name }) => name))].filter((name) => name !== event)),
    ...related.map(({ rule, message }) => `also changed: ${rule}: ${message}`),
  ];
}

const mostNames = 12;

function othersLine(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const shown = names.slice(0, mostNames).join(", ");
  return [`the same in ${names.length} more event${names.length === 1 ? "" : "s"}: ${shown}${names.length > mostNames ? ", …" : ""}`];
}

/** The message with a mark where it is refused. */
export function witnessLines({ message, path, expected, got }: NonNullable<ReportedBreak["witness"]>): string[] {
  const subject = path === "" ? "" : `${path}: `;
  return markedJson(message as Json, path, expected === "" ? `${subject}${got}` : `${subject}expected ${expected}, got ${got}`);
}
