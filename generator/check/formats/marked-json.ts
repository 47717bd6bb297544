import { joinPointer } from "../../base/pointer.js";
import type { Json } from "../../base/json.js";

/** Longer texts are cut: a witness is to be read. */
const longestText = 200;

/** JSON over several lines, with a note at the line of a pointer, or of what is nearest above it. */
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

/** True for a pointer that is the other, or leads to it. */
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
