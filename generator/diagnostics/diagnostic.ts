import type { Severity } from "./severity.js";
import type { RuleId } from "./rules.js";

/** Where a finding stands: a JSON Pointer into a file, or a place in a text that is no JSON, or a whole file. */
export type Place =
  | { readonly file: string; readonly pointer: string; readonly on: "key" | "value" }
  | { readonly file: string; readonly offset: number }
  | { readonly file: string };

/** One finding, before its position is looked up and its severity settled. */
export type Finding = {
  readonly rule: RuleId;
  readonly place: Place;
  /** A sentence with its full stop: subject in quotes, expected, got. */
  readonly message: string;
  /** What to do, a sentence with its full stop. */
  readonly hint: string;
  /** Where the rule's own severity does not fit this finding. */
  readonly severity?: Severity;
};

/** One finding as it is shown. */
export type Diagnostic = {
  readonly rule: RuleId;
  readonly severity: "error" | "warning";
  readonly file: string;
  /** From 1; absent where the finding concerns a whole file. */
  readonly line?: number;
  /** From 1, in UTF-16 code units. */
  readonly column?: number;
  readonly message: string;
  readonly hint: string;
};

/** Collects findings; every room of the generator reports here instead of throwing. */
export class Findings {
  readonly #all: Finding[] = [];

  /** Notes a finding. */
  add(finding: Finding): void {
    this.#all.push(finding);
  }

  /** All findings in the order of their discovery. */
  all(): readonly Finding[] {
    return this.#all;
  }
}
