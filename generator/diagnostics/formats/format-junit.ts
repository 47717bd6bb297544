import { groupBy } from "../../base/group-by.js";
import type { Reported } from "./reported.js";

/**
 * Prints JUnit's XML: one suite per file, one failed test per error. A warning becomes the output of a test that
 * passes.
 */
export function formatJunit(diagnostics: readonly Reported[]): string {
  const suites = [...groupBy(diagnostics, ({ file }) => file)].map(([file, found]) => suite(file, found));
  const body = suites.length === 0 ? [suite("dagwire", [])] : suites;
  const errors = diagnostics.filter(isError).length;
  const tests = Math.max(diagnostics.length, 1);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="dagwire" tests="${tests}" failures="${errors}">\n${body.join("")}</testsuites>\n`;
}

function suite(file: string, found: readonly Reported[]): string {
  const cases = found.length === 0 ? '    <testcase name="no findings" classname="dagwire"/>\n' : found.map(testCase).join("");
  const counts = `tests="${Math.max(found.length, 1)}" failures="${found.filter(isError).length}" errors="0" skipped="0"`;
  return `  <testsuite name="${escape(file)}" ${counts}>\n${cases}  </testsuite>\n`;
}

function testCase(diagnostic: Reported): string {
  const { rule, severity, file, line, column, message, hint, details, waived } = diagnostic;
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  const more = [...(waived === undefined ? [] : [`Waived: ${waived}`]), ...(details === undefined ? [] : [details])];
  const text = escape([`${place} ${severity} ${rule}: ${message} ${hint}`.trimEnd(), ...more].join("\n"));
  const outcome = isError(diagnostic)
    ? `<failure type="${rule}" message="${escape(message)}">${text}</failure>`
    : `<system-out>${text}</system-out>`;
  return `    <testcase name="${escape(`${rule} ${place}`)}" classname="${escape(file)}">${outcome}</testcase>\n`;
}

function isError({ severity, waived }: Reported): boolean {
  return severity === "error" && waived === undefined;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\n": "&#10;",
  "\t": "&#9;",
};

/** Escapes text. XML 1.0 forbids most control characters and half a surrogate pair, so U+FFFD replaces them. */
function escape(text: string): string {
  const allowed = text.replaceAll(/[^\t\n\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "\u{FFFD}");
  return allowed.replaceAll(/[&<>"'\n\t]/g, (character) => entities[character] ?? character);
}
