import type { Diagnostic } from "../diagnostic.js";
import type { Rule } from "../rules/rule.js";

/** A finding in the form that the printers accept. Every `Diagnostic` has this form. */
export type Reported = Omit<Diagnostic, "rule"> & {
  readonly rule: string;
  /** A hash that stays the same if edits elsewhere in the file move the finding to another line. */
  readonly fingerprint?: string;
  /** Additional text of several lines about the finding. */
  readonly details?: string;
  /** The reason that a waiver gives for accepting the finding. An accepted finding does not make the command fail. */
  readonly waived?: string;
};

/** The description of a rule, for report formats that include descriptions. */
export type RuleNote = Pick<Rule, "severity" | "summary" | "explanation">;
