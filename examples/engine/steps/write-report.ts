import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { CommandInput, CommandInputNode } from "../run/command-environment.js";

/**
 * A step of both pipelines: `write-report.js FILE [FINDINGS]`. Writes the results of the run so far as Markdown, followed by
 * the text of FINDINGS, which an earlier step wrote.
 */
function main([file = "report.md", findings]: readonly string[]): void {
  // The engine has written this file before it started this process, so its content has this type.
  const input = JSON.parse(readFileSync(process.env["DAGWIRE_INPUT"] ?? "", "utf8")) as CommandInput;
  const done = Object.values(input.nodes).filter(({ status }) => status !== "running" && status !== "pending");
  mkdirSync(path.dirname(file), { recursive: true });
  const text = findings === undefined ? "" : `\n${readFileSync(findings, "utf8")}`;
  const report = formatReport(input, done) + text;
  writeFileSync(file, report);
  for (const line of report.trimEnd().split("\n")) console.log(`text ${JSON.stringify(`${line}\n`)}`);
  console.log(`wrote ${file}`);
  console.log(`output ${JSON.stringify({ file, nodes: done.length })}`);
}

function formatReport(input: CommandInput, nodes: readonly CommandInputNode[]): string {
  return [
    `# ${input.title}`,
    "",
    `Run ${input.run_id}, ${new Date().toISOString()}, ${input.spent_usd.toFixed(6)} USD so far.`,
    "",
    "| step | status | seconds | CPU seconds | output |",
    "|---|---|---|---|---|",
    ...nodes.map(formatRow),
    "",
  ].join("\n");
}

function formatRow({ title, status, metrics, output }: CommandInputNode): string {
  const cells = [
    title,
    status,
    seconds(metrics?.duration_ms),
    seconds(metrics?.cpu_ms),
    output === undefined ? "" : JSON.stringify(output),
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function seconds(durationMs: number | undefined): string {
  return durationMs === undefined ? "" : (durationMs / 1000).toFixed(2);
}

main(process.argv.slice(2));
