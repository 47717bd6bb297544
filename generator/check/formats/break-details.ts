import type { Json } from "../../base/json.js";
import { flowWords } from "../advice.js";
import type { ReportedBreak } from "../report-schema.js";
import { joinPointer } from "../../base/pointer.js";

/**
 * Returns the lines that a report prints below a finding: flow and baselines, the refused message, other changes. The
 * lines are not indented.
 */
export function breakDetails(finding: ReportedBreak): string[] {
  const { rule: id, direction, flow, baselines, fingerprint, witness, divergence, related, waived, event, events } = finding;
  return [
    `${flowWords(direction, flow)}, against ${baselines.join(", ")}; fingerprint ${fingerprint}`,
    ...(waived === undefined ? [] : [`waived: ${waived}`]),
    ...(witness === undefined
      ? []
      : [`refused ${id.startsWith("STATE_") ? "state" : "message"}:`, ...witnessLines(witness).map((line) => `  ${line}`)]),
    ...(divergence === undefined ? [] : divergenceLines(divergence)),
    ...placesLine(events.filter(({ name }) => name === event).length - 1, id.startsWith("STATE_") ? "the state" : "this event"),
    ...othersLine([...new Set(events.map(({ name }) => name))].filter((name) => name !== event)),
    ...related.map(({ rule, message }) => `also changed: ${rule}: ${message}`),
  ];
}

/**
 * Returns lines with the events after which the states of two versions differ, one line for each event, and a line with
 * the two different values.
 */
export function divergenceLines({ events, from, path, before, now }: NonNullable<ReportedBreak["divergence"]>): string[] {
  return [
    ...(from === undefined ? [] : [`from the state ${valueText(from)}`]),
    ...events.map(
      ({ message, times: count }, index) =>
        `${index === 0 ? "after " : "      "} ${valueText(message)}${count === 1 ? "" : `  (${count} times)`}`,
    ),
    `at ${path === "" ? "the whole state" : path}   before: ${valueText(before)}   now: ${valueText(now)}`,
  ];
}

function valueText(value: unknown): string {
  return value === undefined ? "absent" : scalar(value as Json);
}

const mostNames = 12;

/** @param count the number of further places of the event or the state at which the changed schema applies. */
function placesLine(count: number, subject: string): string[] {
  return count < 1 ? [] : [`the same at ${count} more place${count === 1 ? "" : "s"} of ${subject}; the fingerprint stands for all`];
}

function othersLine(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const shown = names.slice(0, mostNames).join(", ");
  return [`the same in ${names.length} more event${names.length === 1 ? "" : "s"}: ${shown}${names.length > mostNames ? ", …" : ""}`];
}

/** Returns the lines of a witness as JSON, with a note at the value that the consumer refuses. */
export function witnessLines({ message, path, expected, got }: NonNullable<ReportedBreak["witness"]>): string[] {
  const subject = path === "" ? "" : `${path}: `;
  return markedJson(message as Json, path, expected === "" ? `${subject}${got}` : `${subject}expected ${expected}, got ${got}`);
}

/** The most characters of a string in a witness. Longer strings are cut, because people read the witness. */
const longestText = 200;

/**
 * Returns a value as JSON on several lines, with a note at the value that a pointer leads to, or else at the nearest
 * value above.
 */
export function markedJson(value: Json, pointer: string, note: string): string[] {
  const lines = linesOf(value, "", "", "");
  const above = lines.filter((line) => isAbove(line.pointer, pointer));
  const nearest = above.reduce(
    (best, line) => (line.pointer.length > best.pointer.length ? line : best),
    above[0] ?? { text: "", pointer: "" },
  );
  return lines.map((line) => (line === nearest ? `${line.text}  ← ${note}` : line.text));
}

type Line = { readonly text: string; readonly pointer: string };

/** Returns true if `pointer` is equal to `other` or a prefix of it. */
function isAbove(pointer: string, other: string): boolean {
  return pointer === other || pointer === "" || other.startsWith(`${pointer}/`);
}

function linesOf(value: Json, pointer: string, indent: string, key: string): Line[] {
  const members = membersOf(value);
  if (members === undefined || members.length === 0) return [{ text: `${indent}${key}${scalar(value)}`, pointer }];
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  const inner = members.flatMap(([name, member], index) => {
    const label = Array.isArray(value) ? "" : `${JSON.stringify(name)}: `;
    const lines = linesOf(member, joinPointer(pointer, name), `${indent}  `, label);
    return index === members.length - 1 ? lines : withComma(lines);
  });
  return [{ text: `${indent}${key}${open}`, pointer }, ...inner, { text: `${indent}${close}`, pointer: "none" }];
}

function withComma(lines: readonly Line[]): Line[] {
  return lines.map((line, index) => (index === lines.length - 1 ? { ...line, text: `${line.text},` } : line));
}

function membersOf(value: Json): readonly (readonly [string | number, Json])[] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return Array.isArray(value)
    ? value.map((item: Json, index) => [index, item] as const)
    : Object.entries(value as { readonly [key: string]: Json });
}

function scalar(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}
