import { lintProver } from "../check/provers.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { modelProtocol } from "../pipeline/read-protocol.js";
import { exitCode, UsageError } from "../base/exit-code.js";
import type { CommandContext } from "../diagnostics/command-context.js";
import type { ExitCode } from "../base/exit-code.js";
import type { Command } from "./command.js";
import { configHelp, configOption, openConfig, textOption } from "./open-config.js";
import type { OptionValues } from "./parse-arguments.js";
import { parseArguments } from "./parse-arguments.js";
import { formatHelp, formatOption, reporting } from "./reporting.js";
import { showDiagnostics } from "../diagnostics/command-context.js";

const help = `dagwire lint: reports errors in schemas and manifests; writes nothing.

Usage: dagwire lint [--config PATH] [--format F] [--max-warnings N]

Options:
${configHelp}${formatHelp}  --max-warnings N
                 exit 1 if there are more warnings
  --help         print this

It runs the checks of \`dagwire generate\`, and others that take too long for that command.
Severities are set in dagwire.config.json; \`dagwire explain RULE\` explains a rule.

Exit codes: 0 fine, 1 errors or too many warnings, 2 wrong arguments or unreadable input, 3 a fault of dagwire.
`;

/** The command `dagwire lint`. */
export const lintCommand: Command = {
  name: "lint",
  summary: "report errors in the schemas, for people, editors and CI",
  help,
  run(args, context) {
    const { values } = parseArguments(args, { ...configOption, ...formatOption, "max-warnings": { type: "string" } });
    const maxWarnings = countOption(values, "max-warnings");
    return reporting(values, context, (inner) => lint(values, maxWarnings, inner));
  },
};

function lint(values: OptionValues, maxWarnings: number, context: CommandContext): ExitCode {
  const config = openConfig(values, context);
  if (config === undefined) return exitCode.usage;
  const prover = lintProver();
  const results = config.plans.map((plan) => modelProtocol(context.cwd, plan, config.severity, { isThorough: true, prover }));
  const diagnostics = results.flatMap((result) => result.diagnostics);
  showDiagnostics(diagnostics, context);
  if (diagnostics.length === 0) context.stderr("no findings\n");
  if (results.some(({ isReadable }) => !isReadable)) return exitCode.usage;
  return verdict(diagnostics, maxWarnings, context);
}

function verdict(diagnostics: readonly Diagnostic[], maxWarnings: number, context: CommandContext): ExitCode {
  const warnings = diagnostics.filter(({ severity }) => severity === "warning").length;
  if (warnings < diagnostics.length) return exitCode.findings;
  if (warnings <= maxWarnings) return exitCode.fine;
  context.stderr(`more warnings than --max-warnings ${maxWarnings} allows\n`);
  return exitCode.findings;
}

function countOption(values: OptionValues, name: string): number {
  const text = textOption(values, name);
  if (text === undefined) return Infinity;
  if (!/^\d+$/.test(text)) throw new UsageError(`"--${name}" takes a whole number, got "${text}".`);
  return Number(text);
}
