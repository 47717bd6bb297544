import type { Diagnostic } from "../diagnostic.js";
import { formatText } from "../format-text.js";
import { formatGithub } from "./format-github.js";
import { formatGitlab } from "./format-gitlab.js";
import { formatJunit } from "./format-junit.js";
import { formatSarif } from "./format-sarif.js";
import { version } from "../../base/version.js";
import type { Report } from "./report-schema.js";
import { printable } from "../../base/printable.js";

/** The printers of findings, by the names that `--format` accepts. */
export const formats = {
  text: (diagnostics: readonly Diagnostic[]) => formatText(diagnostics),
  json: formatJson,
  github: formatGithub,
  sarif: (diagnostics: readonly Diagnostic[]) => formatSarif(diagnostics),
  junit: formatJunit,
  gitlab: formatGitlab,
} as const satisfies Readonly<Record<string, (diagnostics: readonly Diagnostic[]) => string>>;

/** A name that `--format` accepts. */
export type FormatName = keyof typeof formats;

/** Prints findings as one JSON document that `reportSchema` accepts. */
export function formatJson(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const report: Report = {
    version: 1,
    tool: { name: "dagwire", version },
    summary: { errors, warnings: diagnostics.length - errors },
    diagnostics: [...diagnostics],
  };
  return printable(`${JSON.stringify(report, undefined, 2)}\n`);
}
