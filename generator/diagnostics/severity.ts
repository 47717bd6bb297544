/** The severity of a finding: `error` stops the output, `warning` is only shown, `off` drops the finding. */
export type Severity = "error" | "warning" | "off";
