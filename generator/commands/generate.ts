import { existsSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { LoadedConfig, ProtocolPlan } from "../config/load-config.js";
import { headerStart } from "../emit/emit-protocol-files.js";
import { StatementPrinter } from "../emit/print/statement-printer.js";
import { generateProtocol } from "../generate.js";
import { compareOutput } from "../write/compare.js";
import type { Difference } from "../write/compare.js";
import { StatementCacheFile } from "../write/statement-cache.js";
import { writeOutput } from "../write/write-output.js";
import { exitCode, UsageError } from "./command.js";
import type { Command, CommandContext, ExitCode } from "./command.js";
import { configHelp, configOption, openConfig, textOption } from "./open-config.js";
import { parseArguments } from "./parse-arguments.js";
import type { OptionValues } from "./parse-arguments.js";
import { formatHelp, formatOption, reporting } from "./reporting.js";
import { showDiagnostics } from "./show-diagnostics.js";

const help = `dagwire generate: writes TypeScript types, dispatchers and validators from JSON Schema.

Usage: dagwire generate [--config PATH] [--out FOLDER] [--check] [--typebox] [--format F]

Options:
${configHelp}${formatHelp}  --out FOLDER   write there instead; only where the config has one protocol
  --check        write nothing; exit 1 and name the files that are out of date
  --typebox      write typebox.ts too, as "typebox": true in the config does
  --help         print this

Exit codes: 0 fine, 1 findings or stale files, 2 wrong arguments or unreadable input, 3 a fault of dagwire.
`;

/** `dagwire generate` */
export const generateCommand: Command = {
  name: "generate",
  summary: "write TypeScript from the schemas (--check: only say whether it is up to date)",
  help,
  run(args, context) {
    const options = { ...configOption, ...formatOption, out: { type: "string" }, check: { type: "boolean" }, typebox: { type: "boolean" } } as const;
    const { values } = parseArguments(args, options);
    return reporting(values, context, (inner) => generate(values, inner));
  },
};

function generate(values: OptionValues, context: CommandContext): ExitCode {
  const root = context.cwd;
  const config = openConfig(values, context);
  if (config === undefined) return exitCode.usage;
  const asked = values["typebox"] === true ? config.plans.map((plan) => ({ ...plan, typebox: true })) : config.plans;
  const plans = redirected(asked, textOption(values, "out"), root);
  const codes = plans.map((plan) => runPlan({ root, plan, config, isCheck: values["check"] === true }, context));
  return codes.find((code) => code !== exitCode.fine) ?? exitCode.fine;
}

type Run = { readonly root: string; readonly plan: ProtocolPlan; readonly config: LoadedConfig; readonly isCheck: boolean };

function runPlan({ root, plan, config, isCheck }: Run, context: CommandContext): ExitCode {
  const cache = new StatementCacheFile(root, plan.manifestPath);
  const printer = new StatementPrinter(cache.read());
  const { files, diagnostics, isReadable } = generateProtocol(root, plan, config.severity, printer);
  showDiagnostics(diagnostics, context);
  if (files === undefined) return isReadable ? exitCode.findings : exitCode.usage;
  cache.write(printer.used);
  const shownOut = shownFolder(root, plan.outPath);
  if (existsSync(plan.outPath) && !statSync(plan.outPath).isDirectory()) {
    showDiagnostics([outputProblem("OUTPUT_UNWRITABLE", shownOut, `"${shownOut}" is a file, not a folder.`, 'Choose another "out".')], context);
    return exitCode.findings;
  }
  const difference = compareOutput(plan.outPath, files, headerStart);
  if (isCheck) return reportStale(difference, shownOut, context);
  if (difference.foreign.length > 0) return reportForeign(difference, shownOut, context);
  return write(plan, difference, shownOut, context);
}

function shownFolder(root: string, path: string): string {
  const inside = relative(root, path);
  if (inside === "") return ".";
  return inside.startsWith("..") ? path : inside;
}

function write(plan: ProtocolPlan, difference: Difference, shownOut: string, context: CommandContext): ExitCode {
  try {
    writeOutput(plan.outPath, difference);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
    showDiagnostics([outputProblem("OUTPUT_UNWRITABLE", shownOut, `"${shownOut}" cannot be written (${reason}).`, "Check its permissions and the free space.")], context);
    return exitCode.findings;
  }
  for (const { path } of difference.changed) context.stdout(`${join(shownOut, path)}\n`);
  for (const path of difference.removed) context.stdout(`${join(shownOut, path)} (removed)\n`);
  const count = difference.changed.length + difference.removed.length;
  context.stderr(count === 0 ? `${shownOut}: up to date\n` : `${shownOut}: ${count} file${count === 1 ? "" : "s"} written\n`);
  return exitCode.fine;
}

function reportStale({ changed, removed }: Difference, shownOut: string, context: CommandContext): ExitCode {
  const hint = "Run `npx dagwire generate` and commit the result.";
  const stale = [
    ...changed.map(({ path }) => outputProblem("STALE", join(shownOut, path), "does not match its schemas.", hint)),
    ...removed.map((path) => outputProblem("STALE", join(shownOut, path), "is generated no longer.", hint)),
  ];
  showDiagnostics(stale, context);
  if (stale.length === 0) context.stderr(`${shownOut}: up to date\n`);
  return stale.length === 0 ? exitCode.fine : exitCode.findings;
}

function reportForeign({ foreign }: Difference, shownOut: string, context: CommandContext): ExitCode {
  const diagnostics = foreign.map((name) => {
    const file = join(shownOut, name);
    return outputProblem("OUTPUT_FOREIGN", file, `"${file}" exists and was not written by dagwire, so it is left alone.`, 'Move it, or choose another "out".');
  });
  showDiagnostics(diagnostics, context);
  return exitCode.findings;
}

function outputProblem(rule: "STALE" | "OUTPUT_FOREIGN" | "OUTPUT_UNWRITABLE", file: string, message: string, hint: string): Diagnostic {
  return { rule, severity: "error", file, message, hint };
}

function redirected(plans: readonly ProtocolPlan[], out: string | undefined, root: string): readonly ProtocolPlan[] {
  const [plan] = plans;
  if (out === undefined || plan === undefined) return plans;
  if (plans.length > 1) throw new UsageError('"--out" needs a config with one protocol.');
  return [{ ...plan, outPath: resolve(root, out) }];
}
