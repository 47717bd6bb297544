/** `error` stops the output; `warning` is shown; `off` drops the finding. */
export type Severity = "error" | "warning" | "off";
