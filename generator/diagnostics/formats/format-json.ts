import { version } from "../../base/version.js";
import type { Diagnostic } from "../diagnostic.js";
import type { Report } from "./report-schema.js";

/** Prints findings as one JSON document that `reportSchema` accepts. */
export function formatJson(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const report: Report = {
    version: 1,
    tool: { name: "dagwire", version },
    summary: { errors, warnings: diagnostics.length - errors },
    diagnostics: [...diagnostics],
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
