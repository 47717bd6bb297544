import type { Severity } from "../severity.js";

/** What is known of a rule. The tables beside this file are data: documentation and `dagwire explain` are written from them. */
export type Rule = {
  readonly severity: Severity;
  /** One line: what the rule finds. */
  readonly summary: string;
  /** Why it matters and what to do. */
  readonly explanation: string;
  /** A text with the fault, and the same mended. */
  readonly example?: { readonly fault: string; readonly mend: string };
};
