import { flowWords } from "../advice.js";
import type { CheckedProtocol, CheckReport, ReportedBreak } from "../report-schema.js";
import { divergenceLines, witnessLines } from "./break-details.js";
import { printableLine } from "../../base/printable.js";

const titles = { compatible: "✅ compatible", breaking: "❌ breaking", unknown: "❔ undecided" } as const;

/** Returns a report as Markdown, for a comment on a pull request. */
export function formatCheckMarkdown({ protocols, diagnostics, deploy }: CheckReport): string {
  const notes = diagnostics.map(
    ({ file, line, rule, message, hint }) =>
      `- \`${rule}\` ${escape(message)} ${escape(hint)} (${escape(file)}${line === undefined ? "" : `:${line}`})`,
  );
  const parts = [...protocols.map((protocol) => section(protocol, deploy)), ...(notes.length === 0 ? [] : [notes.join("\n")])];
  return `${parts.join("\n\n")}\n`;
}

function section(protocol: CheckedProtocol, deploy: CheckReport["deploy"]): string {
  const { name, version, verdict, baselines, findings, source } = protocol;
  const against = baselines.map(({ label }) => `\`${printableLine(label)}\``).join(", ");
  const head = `### ${titles[verdict]}: ${escape(name)} ${version}\n\nAgainst ${against === "" ? "nothing" : against}, deployed ${deploy}.`;
  const reasons = [
    ...new Set([...source.consumer, ...source.producer, ...source.imports.map((type) => `type ${type} is no longer exported.`)]),
  ];
  return [
    head,
    ...(findings.length === 0 ? [] : [table(findings)]),
    ...findings.flatMap(details),
    ...list("Code that stops compiling", reasons),
    ...list("Undecided whether code compiles", source.undecided),
    ...list("Code that may want to follow", [...source.grown, ...source.closed]),
    ...versions(protocol),
  ].join("\n\n");
}

function list(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`${title}:\n\n${items.map((item) => `- ${escape(item)}`).join("\n")}`];
}

function table(findings: readonly ReportedBreak[]): string {
  const rows = findings.map(
    ({ severity, rule, message, direction, flow, file, line, waived }) =>
      `| ${waived === undefined ? severity : "waived"} | \`${rule}\` | ${cell(message)} | ${flowWords(direction, flow)} | ${cell(file)}${line === undefined ? "" : `:${line}`} |`,
  );
  return ["| | rule | what | who | where |", "| --- | --- | --- | --- | --- |", ...rows].join("\n");
}

function details(finding: ReportedBreak): string[] {
  const { rule, event, hint, witness, divergence, fingerprint, waived } = finding;
  const reason = waived === undefined ? [] : [`Waived: ${escape(waived)}`];
  const message = witness === undefined ? [] : [fence(witnessLines(witness))];
  const states = divergence === undefined ? [] : [fence(divergenceLines(divergence))];
  return [
    `<details><summary><code>${rule}</code> of <code>${printableLine(event).replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</code></summary>`,
    [escape(hint), ...reason, ...message, ...states, `Fingerprint \`${fingerprint}\``].join("\n\n"),
    "</details>",
  ];
}

function versions({ versions: found }: CheckedProtocol): string[] {
  if (found === undefined) return [];
  return [
    `Versions: protocol **${found.protocol}** (${found.suggested} or higher, declared ${found.declared}), generated package **${found.package}**.`,
  ];
}

/** Returns a Markdown code fence that is longer than any run of backticks in the text. */
function fence(lines: readonly string[]): string {
  const text = lines.map(printableLine).join("\n");
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const ticks = "`".repeat(longest + 1);
  return `${ticks}json\n${text}\n${ticks}`;
}

function cell(text: string): string {
  return escape(text.replaceAll("\n", " ")).replaceAll("|", "\\|");
}

function escape(text: string): string {
  return printableLine(text).replaceAll(/[\\`*_<>[\]]/g, (character) => `\\${character}`);
}
