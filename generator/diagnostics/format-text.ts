import type { Reported } from "./formats/reported.js";

/** Colours a text. Returns the text unchanged if colours are off. */
export type Paint = (style: "red" | "yellow" | "bold" | "dim", text: string) => string;

/** Prints one line per finding: `file:line:column severity RULE: message hint`. */
export function formatText(diagnostics: readonly Reported[], paint: Paint = (_style, text) => text): string {
  return diagnostics.map((diagnostic) => `${formatLine(diagnostic, paint)}\n`).join("");
}

function formatLine(diagnostic: Reported, paint: Paint): string {
  const { file, line, column, severity, rule, message, hint } = diagnostic;
  const place = line === undefined ? `${file}:` : `${file}:${line}:${column ?? 1}`;
  const colour = severity === "error" ? "red" : "yellow";
  return `${paint("bold", place)} ${paint(colour, severity)} ${rule}: ${message} ${hint}`.trimEnd();
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
