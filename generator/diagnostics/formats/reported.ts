import type { Diagnostic } from "../diagnostic.js";
import type { Rule } from "../rules/rule.js";

/** A finding as the formats of other tools take it; every `Diagnostic` is one. */
export type Reported = Omit<Diagnostic, "rule"> & {
  readonly rule: string;
  /** Stays the same when lines move. */
  readonly fingerprint?: string;
  /** More, over several lines. */
  readonly details?: string;
  /** Why somebody accepted the finding; it is no failure then. */
  readonly waived?: string;
};

/** What a rule is about, for formats that carry it. */
export type RuleNote = Pick<Rule, "severity" | "summary" | "explanation">;
