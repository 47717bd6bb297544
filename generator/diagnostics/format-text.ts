import { groupBy } from "../base/group-by.js";
import type { Reported } from "./formats/reported.js";
import { printableLine } from "../base/printable.js";

/** Colours a text. Returns the text unchanged if colours are off. */
export type Paint = (style: "red" | "yellow" | "bold" | "dim", text: string) => string;

/** The most warnings of one rule that are printed. If a rule has more warnings, the tenth line counts the others. */
const mostLines = 10;

/**
 * Prints one line per finding: `file:line:column severity RULE: message hint`. Prints at most ten lines for the warnings
 * of one rule: nine warnings, and the number of the others. Prints every error.
 */
export function formatText(diagnostics: readonly Reported[], paint: Paint = (_style, text) => text): string {
  return formatLines(diagnostics, paint)
    .map((line) => `${line}\n`)
    .join("");
}

/** Returns the lines of {@link formatText}, without their ends. */
export function formatLines(diagnostics: readonly Reported[], paint: Paint = (_style, text) => text): string[] {
  const warnings = groupBy(
    diagnostics.filter(({ severity }) => severity === "warning"),
    ({ rule }) => rule,
  );
  return diagnostics.flatMap((diagnostic) => {
    const alike = diagnostic.severity === "warning" ? (warnings.get(diagnostic.rule) ?? []) : [];
    const index = alike.length > mostLines ? alike.indexOf(diagnostic) : 0;
    if (index < mostLines - 1) return [formatLine(diagnostic, paint)];
    return index === mostLines - 1 ? [formatRest(diagnostic.rule, alike.slice(index), paint)] : [];
  });
}

function formatRest(rule: string, rest: readonly Reported[], paint: Paint): string {
  const files = new Set(rest.map(({ file }) => file));
  const [first = ""] = files;
  const where = files.size === 1 ? printableLine(first) : `${files.size} files`;
  return `${paint("yellow", "warning")} ${rule}: ${rest.length} more warnings of this kind are in ${where}. To see each of them, use --format json.`;
}

function formatLine(diagnostic: Reported, paint: Paint): string {
  const { file, line, column, severity, rule, message, hint } = diagnostic;
  const shown = printableLine(file);
  const place = line === undefined ? `${shown}:` : `${shown}:${line}:${column ?? 1}`;
  const colour = severity === "error" ? "red" : "yellow";
  return `${paint("bold", place)} ${paint(colour, severity)} ${rule}: ${printableLine(`${message} ${hint}`)}`.trimEnd();
}

/**
 * Returns the numbers of errors and warnings, such as `2 errors, 1 warning`. Returns an empty text if there are no
 * findings.
 */
export function formatCount(diagnostics: readonly Reported[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.length - errors;
  return [count(errors, "error"), count(warnings, "warning")].filter((part) => part !== "").join(", ");
}

function count(number: number, noun: string): string {
  if (number === 0) return "";
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
