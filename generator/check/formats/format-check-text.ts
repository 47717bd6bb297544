import type { Paint } from "../../diagnostics/format-text.js";
import { formatText } from "../../diagnostics/format-text.js";
import type { CheckReport, ReportedBreak } from "../report-schema.js";
import { breakDetails } from "./break-details.js";

const colours = { breaking: "red", unknown: "yellow", warning: "yellow" } as const;

/** Writes one line for each finding, as every command does, and below it the refused message. */
export function formatCheckText({ protocols, diagnostics }: CheckReport, paint: Paint = (_style, text) => text): string {
  const findings = protocols.flatMap((protocol) => protocol.findings);
  return findings.map((finding) => formatBreak(finding, paint)).join("") + formatText(diagnostics, paint);
}

function formatBreak(finding: ReportedBreak, paint: Paint): string {
  const { file, line, column, severity, rule, message, hint, waived } = finding;
  const place = line === undefined ? `${file}:` : `${file}:${line}:${column ?? 1}`;
  const label = waived === undefined ? paint(colours[severity], severity) : paint("dim", "waived");
  const details = breakDetails(finding).map((text) => `    ${paintDetail(text, paint)}\n`);
  return `${paint("bold", place)} ${label} ${rule}: ${message} ${hint}\n${details.join("")}`;
}

function paintDetail(text: string, paint: Paint): string {
  const mark = text.indexOf("  ← ");
  return mark === -1 ? paint("dim", text) : `${paint("dim", text.slice(0, mark))}${paint("red", text.slice(mark))}`;
}
