/** A finding as the formats of other tools take it; every `Diagnostic` is one. */
export type Reported = {
  readonly rule: string;
  readonly severity: "error" | "warning";
  readonly file: string;
  /** From 1; absent where the finding concerns a whole file. */
  readonly line?: number;
  /** From 1, in UTF-16 code units. */
  readonly column?: number;
  readonly message: string;
  readonly hint: string;
  /** Stays the same when lines move. */
  readonly fingerprint?: string;
  /** More, over several lines. */
  readonly details?: string;
  /** Why somebody accepted the finding; it is no failure then. */
  readonly waived?: string;
};

/** What a rule is about, for formats that carry it. */
export type RuleNote = { readonly severity: "error" | "warning" | "off"; readonly summary: string; readonly explanation: string };
