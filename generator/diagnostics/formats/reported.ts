import type { Diagnostic } from "../diagnostic.js";
import type { Rule } from "../rules/rule.js";

/** A finding in the form that the printers accept. Every `Diagnostic` has this form. */
export type Reported = Omit<Diagnostic, "rule"> & {
  readonly rule: string;
  /** Identifies the finding even after its lines have moved. */
  readonly fingerprint?: string;
  /** Further text of several lines. */
  readonly details?: string;
  /** The reason why the finding was accepted. An accepted finding is no failure. */
  readonly waived?: string;
};

/** The description of a rule, for formats that include it. */
export type RuleNote = Pick<Rule, "severity" | "summary" | "explanation">;
