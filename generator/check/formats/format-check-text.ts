import type { Paint } from "../../diagnostics/format-text.js";
import { formatText } from "../../diagnostics/format-text.js";
import type { CheckedProtocol, CheckReport, ReportedBreak } from "../report-schema.js";
import { stepText } from "../versions.js";
import { breakDetails } from "./break-details.js";
import { printableLine } from "../../base/printable.js";

const colours = { breaking: "red", unknown: "yellow", warning: "yellow" } as const;

/**
 * Returns one line for each finding, in the form in which every command prints findings. Below the line is the refused
 * message.
 */
export function formatCheckText({ protocols, diagnostics }: CheckReport, paint: Paint = (_style, text) => text): string {
  const findings = protocols.flatMap((protocol) => protocol.findings);
  return findings.map((finding) => formatBreak(finding, paint)).join("") + formatText(diagnostics, paint);
}

function formatBreak(finding: ReportedBreak, paint: Paint): string {
  const { file, line, column, severity, rule, message, hint, waived } = finding;
  const shown = printableLine(file);
  const place = line === undefined ? `${shown}:` : `${shown}:${line}:${column ?? 1}`;
  const label = waived === undefined ? paint(colours[severity], severity) : paint("dim", "waived");
  const details = breakDetails(finding).map((text) => `    ${paintDetail(printableLine(text), paint)}\n`);
  return `${paint("bold", place)} ${label} ${rule}: ${printableLine(`${message} ${hint}`)}\n${details.join("")}`;
}

function paintDetail(text: string, paint: Paint): string {
  const mark = text.indexOf("  ← ");
  return mark === -1 ? paint("dim", text) : `${paint("dim", text.slice(0, mark))}${paint("red", text.slice(mark))}`;
}

/**
 * Returns the summary of each protocol: lines with the verdict, the baselines, the code that no longer compiles, and
 * the versions.
 */
export function checkSummary({ protocols }: CheckReport): string[] {
  return protocols.flatMap((protocol) => [headline(protocol), ...sourceLines(protocol), ...versionLines(protocol)]).map(printableLine);
}

function headline({ name, version, verdict, baselines, findings, asked, source }: CheckedProtocol): string {
  const against = baselines.map((baseline) => `${baseline.label} (${baseline.version ?? "not there"})`).join(", ");
  const open = findings.filter(({ waived }) => waived === undefined);
  const counts = (["breaking", "unknown", "warning"] as const).flatMap((severity) => {
    const count = open.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  const waived = findings.length - open.length;
  const notes = [
    ...counts,
    ...(waived === 0 ? [] : [`${waived} waived`]),
    asked > 0 ? comparisons(asked) : source.breaks ? "no message changed" : "nothing changed",
  ];
  return `${name} ${version} against ${against === "" ? "nothing" : against}: ${verdict} (${notes.join(", ")})`;
}

/** @param count How many times an event was compared, over all baselines and flows. */
function comparisons(count: number): string {
  return count === 1 ? "1 comparison of an event" : `${count} comparisons of events`;
}

/** The most reasons that the text format shows. The other formats show all reasons. */
const mostReasons = 5;

function sourceLines({ source }: CheckedProtocol): string[] {
  const gone = source.imports.map((name) => `type ${name} is no longer exported.`);
  const reasons = [...new Set([...source.consumer, ...source.producer, ...gone])];
  const shown = reasons.slice(0, mostReasons).map((reason) => `  code that stops compiling: ${reason}`);
  const more = reasons.length <= mostReasons ? [] : [`  … and ${reasons.length - mostReasons} more reasons`];
  const grown = [...source.grown, ...source.closed].map((sentence) => `  code that may want to follow: ${sentence}`);
  return [...shown, ...more, ...source.undecided.map((reason) => `  undecided: ${reason}`), ...grown];
}

function versionLines({ versions }: CheckedProtocol): string[] {
  if (versions === undefined) return [];
  const { from, declared, protocol, suggested, package: ofPackage } = versions;
  if (protocol === "none" && ofPackage === "none") return [`  versions: ${from} can stay; declared ${declared}`];
  const step = protocol === "none" ? "no step" : stepText(protocol, from);
  return [`  versions: protocol ${step}: ${suggested} or higher (was ${from}, declared ${declared}); generated package ${ofPackage}`];
}
