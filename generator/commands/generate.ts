import { exitCode, UsageError } from "../base/exit-code.js";
import type { CommandContext } from "../diagnostics/command-context.js";
import type { ExitCode } from "../base/exit-code.js";
import type { Command } from "./command.js";
import { configHelp, configOption, textOption } from "./options.js";
import { parseArguments } from "./parse-arguments.js";
import type { OptionValues } from "./parse-arguments.js";
import { formatHelp, formatOption, reporting } from "./reporting.js";
import type { GenerateRequest } from "../pipeline/run-plans.js";
import { showDiagnostics } from "../diagnostics/command-context.js";
import { shownFolder, upToDate } from "../base/shown-folder.js";
import { RunRecord } from "../pipeline/cache/run-record.js";

const help = `dagwire generate: writes TypeScript types, dispatchers and validators from JSON Schema.

Usage: dagwire generate [--config PATH] [--out FOLDER] [--check | --watch] [--typebox] [--format F]

Options:
${configHelp}${formatHelp}  --out FOLDER   write the files to FOLDER instead; only if the config has one protocol
  --check        write nothing; exit 1 and name the files that are out of date. Files that differ
                 only in line endings are a warning
  --watch        keep running, and generate again when a schema, the manifest or the config changes
  --typebox      write typebox.ts too, as "typebox": true in the config does
  --help         print this

Exit codes: 0 fine, 1 findings or stale files, 2 wrong arguments or unreadable input, 3 a fault of dagwire.
`;

/** The command `dagwire generate`. */
export const generateCommand: Command = {
  name: "generate",
  summary: "write TypeScript from the schemas (--check: only say whether it is up to date; --watch: whenever they change)",
  help,
  run(args, context) {
    const flags = { check: { type: "boolean" }, watch: { type: "boolean" }, typebox: { type: "boolean" } } as const;
    const { values } = parseArguments(args, { ...configOption, ...formatOption, ...flags, out: { type: "string" } });
    const request = requestOf(values);
    if (values["watch"] === true) return watch(values, request, context);
    return reporting(values, context, (inner) => generate(request, inner));
  },
};

function requestOf(values: OptionValues): GenerateRequest {
  const [config, out] = [textOption(values, "config"), textOption(values, "out")];
  return { config, out, typebox: values["typebox"] === true, isCheck: values["check"] === true, isOnce: values["watch"] !== true };
}

async function generate(request: GenerateRequest, context: CommandContext): Promise<ExitCode> {
  const { config, out, typebox } = request;
  const record = new RunRecord(context.cwd, [config, out, typebox]);
  const before = record.unchanged();
  if (before !== undefined) {
    showDiagnostics(before.diagnostics, context);
    for (const folder of before.outs) context.stderr(upToDate(shownFolder(context.cwd, folder)));
    return exitCode.fine;
  }
  // The pipeline is imported on demand, because most runs of `generate` change nothing and do not need the pipeline.
  const { PlanRunner } = await import("../pipeline/run-plans.js");
  const { code, inputs, outputs, outs, diagnostics, isExact } = new PlanRunner(context.cwd, request).run(context);
  // The finding OUTPUT_OLD concerns files that this run replaces, so the finding is not kept for the next run.
  if (code === exitCode.fine && isExact && diagnostics.every(({ rule }) => rule !== "OUTPUT_OLD"))
    record.keep(inputs, outputs, { outs, diagnostics });
  return code;
}

async function watch(values: OptionValues, request: GenerateRequest, context: CommandContext): Promise<ExitCode> {
  if (request.isCheck) throw new UsageError('"--watch" and "--check" exclude each other.');
  if ((textOption(values, "format") ?? "text") !== "text") throw new UsageError('"--watch" writes its findings as text only.');
  const { watchPlans } = await import("../pipeline/watch-plans.js");
  return watchPlans(request, context);
}
