import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { formatCount } from "../diagnostics/format-text.js";
import { formats } from "../diagnostics/formats/output-formats.js";
import type { FormatName } from "../diagnostics/formats/output-formats.js";
import type { CommandContext } from "../diagnostics/command-context.js";
import type { ExitCode } from "../base/exit-code.js";
import { nameOption } from "./options.js";
import type { OptionValues } from "./parse-arguments.js";

/** The option `--format`, which every command that reports findings has. */
export const formatOption = { format: { type: "string" } } as const;

/** The help text of {@link formatOption}. */
export const formatHelp = `  --format F     how findings are written to stdout: ${Object.keys(formats).join(", ")}
`;

/**
 * Runs a command and writes its findings in the format that `--format` names. In every format but text, the command
 * writes a single document to stdout, and all other output to stderr.
 *
 * @throws UsageError for an unknown format.
 */
export async function reporting(
  values: OptionValues,
  context: CommandContext,
  run: (context: CommandContext) => ExitCode | Promise<ExitCode>,
): Promise<ExitCode> {
  const format = formatOf(values);
  if (format === "text") return run(context);
  const collected: Diagnostic[] = [];
  const code = await run({ ...context, stdout: context.stderr, report: (diagnostics) => void collected.push(...diagnostics) });
  context.stdout(formats[format](collected));
  if (collected.length > 0) context.stderr(`${formatCount(collected)}\n`);
  return code;
}

function formatOf(values: OptionValues): FormatName {
  return nameOption("format", values, Object.keys(formats) as FormatName[], "text");
}
