import type { Severity } from "./rules/rule.js";
import type { Diagnostic, Finding, Place } from "./diagnostic.js";
import { JsonPositions } from "./locate.js";
import type { Position } from "./locate.js";
import { rules } from "./rules.js";

/** The severities that a config sets for rules, by rule id. */
export type SeverityOverrides = Readonly<Record<string, Severity>>;

/**
 * Turns findings into diagnostics with their severities and positions. Removes duplicates and sorts by file, line,
 * column, rule and message.
 *
 * @param textOf returns a file's text, or `undefined` if the file cannot be read.
 */
export function settle(
  findings: readonly Finding[],
  textOf: (file: string) => string | undefined,
  overrides: SeverityOverrides = {},
): Diagnostic[] {
  const positions = new Positions(textOf);
  const diagnostics = findings.flatMap((finding) => {
    const severity = overrides[finding.rule] ?? finding.severity ?? rules[finding.rule].severity;
    if (severity === "off") return [];
    const { rule, message, hint } = finding;
    return [{ rule, severity, file: finding.place.file, ...positions.of(finding.place), message, hint }];
  });
  return unique(diagnostics.toSorted(compare));
}

/** Turns findings about whole files into diagnostics with their severities, as {@link settle} does. */
export function settleFiles(findings: readonly Finding[], overrides: SeverityOverrides = {}): Diagnostic[] {
  return settle(findings, () => undefined, overrides);
}

/** Finds the line and column of places in files. Parses each file once. */
export class Positions {
  readonly #textOf: (file: string) => string | undefined;
  readonly #parsed = new Map<string, JsonPositions>();

  /** @param textOf returns a file's text, or `undefined` if the file cannot be read. */
  constructor(textOf: (file: string) => string | undefined) {
    this.#textOf = textOf;
  }

  /**
   * Returns the line and column of a place, or `undefined` if the place is a whole file or the file cannot be read.
   */
  of(place: Place): Position | undefined {
    if (!("offset" in place || "pointer" in place)) return undefined;
    const positions = this.#in(place.file);
    return positions?.at("offset" in place ? place.offset : positions.offsetOf(place.pointer, place.on));
  }

  #in(file: string): JsonPositions | undefined {
    const known = this.#parsed.get(file);
    if (known !== undefined) return known;
    const text = this.#textOf(file);
    if (text === undefined) return undefined;
    const positions = new JsonPositions(text);
    this.#parsed.set(file, positions);
    return positions;
  }
}

function compare(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(a.file, b.file) ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0) ||
    compareText(a.rule, b.rule) ||
    compareText(a.message, b.message)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function unique(sorted: readonly Diagnostic[]): Diagnostic[] {
  return sorted.filter((diagnostic, index) => {
    const previous = sorted[index - 1];
    return previous === undefined || compare(previous, diagnostic) !== 0;
  });
}
