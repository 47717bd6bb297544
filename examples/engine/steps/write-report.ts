import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { CommandInput, CommandInputNode } from "../run/command-environment.js";

/** A step of the self-check: `write-report.js FILE`. Writes what the run found out so far as Markdown. */
function main([file = "report.md"]: readonly string[]): void {
  // The engine wrote this file for this very process.
  const input = JSON.parse(readFileSync(process.env["DAGWIRE_INPUT"] ?? "", "utf8")) as CommandInput;
  const done = Object.values(input.nodes).filter(({ status }) => status !== "running" && status !== "pending");
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, formatReport(input, done));
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
