import { formatGithub } from "../../diagnostics/formats/format-github.js";
import { formatGitlab } from "../../diagnostics/formats/format-gitlab.js";
import { formatJunit } from "../../diagnostics/formats/format-junit.js";
import { formatSarif } from "../../diagnostics/formats/format-sarif.js";
import type { Reported, RuleNote } from "../../diagnostics/formats/reported.js";
import type { CheckReport, ReportedBreak } from "../report-schema.js";
import { breakDetails } from "./break-details.js";
import { formatCheckMarkdown } from "./format-check-markdown.js";
import { formatCheckText } from "./format-check-text.js";
import { printable } from "../../base/printable.js";

/** The writers of reports, by the names that `--format` accepts. */
export const checkFormats = {
  text: (report: CheckReport) => formatCheckText(report),
  json: (report: CheckReport) => printable(`${JSON.stringify(report, undefined, 2)}\n`),
  github: (report: CheckReport) => formatGithub(reported(report)),
  sarif: (report: CheckReport, noteOn: (id: string) => RuleNote) => formatSarif(reported(report), noteOn),
  junit: (report: CheckReport) => formatJunit(reported(report)),
  gitlab: (report: CheckReport) => formatGitlab(reported(report)),
  markdown: formatCheckMarkdown,
} as const satisfies Readonly<Record<string, (report: CheckReport, noteOn: (id: string) => RuleNote) => string>>;

/** A name that `--format` accepts. */
export type CheckFormatName = keyof typeof checkFormats;

function reported({ protocols, diagnostics }: CheckReport): Reported[] {
  return [...protocols.flatMap((protocol) => protocol.findings.map(reportedBreak)), ...diagnostics];
}

function reportedBreak(finding: ReportedBreak): Reported {
  const { rule, severity, file, line, column, message, hint, fingerprint, waived } = finding;
  return {
    rule,
    severity: severity === "warning" ? "warning" : "error",
    file,
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
    message,
    hint,
    fingerprint,
    details: breakDetails(finding).join("\n"),
    ...(waived !== undefined && { waived }),
  };
}
