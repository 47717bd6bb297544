import type { Severity } from "./rules/rule.js";
import type { RuleId } from "./rules.js";

/** The place of a finding: a JSON Pointer into a file, an offset in a text that is no JSON, or a whole file. */
export type Place =
  | { readonly file: string; readonly pointer: string; readonly on: "key" | "value" }
  | { readonly file: string; readonly offset: number }
  | { readonly file: string };

/** One finding, before its position and its severity are known. */
export type Finding = {
  readonly rule: RuleId;
  readonly place: Place;
  /** One sentence that ends with a full stop: the subject in quotes, what was expected, what was found. */
  readonly message: string;
  /** One sentence that ends with a full stop and says what to do. */
  readonly hint: string;
  /** Replaces the rule's severity for this finding. */
  readonly severity?: Severity;
};

/** One finding with its position and severity, as it is shown. */
export type Diagnostic = {
  readonly rule: RuleId;
  readonly severity: "error" | "warning";
  readonly file: string;
  /** The line, counted from 1; absent if the finding concerns a whole file. */
  readonly line?: number;
  /** The column, counted from 1 in UTF-16 code units; absent if the finding concerns a whole file. */
  readonly column?: number;
  readonly message: string;
  readonly hint: string;
};

/**
 * Collects findings. The code of every folder of the generator adds its findings to this object instead of throwing an
 * error.
 */
export class Findings {
  readonly #all: Finding[] = [];

  /** Adds a finding. */
  add(finding: Finding): void {
    this.#all.push(finding);
  }

  /** Returns all findings in the order in which they were added. */
  all(): readonly Finding[] {
    return this.#all;
  }
}
