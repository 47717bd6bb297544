/** The severity of a finding: `error` stops the output, `warning` is only shown, `off` drops the finding. */
export type Severity = "error" | "warning" | "off";

/** The description of a rule. The documentation and `dagwire explain` are written from the tables beside this file. */
export type Rule = {
  readonly severity: Severity;
  /** True if the config cannot change the severity, because after such a finding the command has no result, or its result would not compile. */
  readonly isFixed?: true;
  /** The fault that the rule finds, in one line. */
  readonly summary: string;
  /** Why the fault matters, and what to do about it. */
  readonly explanation: string;
  /** A part of a schema, manifest or config with the fault, and the same part without the fault. */
  readonly example?: { readonly fault: string; readonly mend: string };
};
