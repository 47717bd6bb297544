import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { SeverityOverrides } from "../diagnostics/settle.js";
import { modelProtocol } from "../pipeline/read-protocol.js";
import type { ProtocolModel } from "../model/protocol.js";
import { exitCode, UsageError } from "../base/exit-code.js";
import type { CommandContext } from "../diagnostics/command-context.js";
import type { ExitCode } from "../base/exit-code.js";
import { openConfig } from "./open-config.js";
import type { OptionValues } from "./parse-arguments.js";
import { showDiagnostics } from "../diagnostics/command-context.js";

/** The protocols that a command works on with the severities of the config, or the exit code if one of them has errors. */
export type Opened<Value> = { readonly opened: Value; readonly severity: SeverityOverrides } | { readonly code: ExitCode };

/**
 * Reads every protocol of the config. Prints errors to stderr, because stdout is for the command's data. Does not print
 * warnings, because `generate` prints them.
 */
export function openProtocols(values: OptionValues, context: CommandContext): Opened<readonly ProtocolModel[]> {
  const talk: CommandContext = { ...context, stdout: context.stderr };
  const config = openConfig(values, talk);
  if (config === undefined) return { code: exitCode.usage };
  const models: ProtocolModel[] = [];
  for (const plan of config.plans) {
    const { model, diagnostics, isReadable } = modelProtocol(context.cwd, plan, config.severity);
    if (model === undefined) {
      showDiagnostics(diagnostics.filter(isError), talk);
      return { code: isReadable ? exitCode.findings : exitCode.usage };
    }
    models.push(model);
  }
  return { opened: models, severity: config.severity };
}

/**
 * Reads the only protocol of the config.
 *
 * @throws UsageError if the config names none or several.
 */
export function openProtocol(values: OptionValues, context: CommandContext): Opened<ProtocolModel> {
  const result = openProtocols(values, context);
  if ("code" in result) return result;
  const [model, ...others] = result.opened;
  if (model === undefined) throw new UsageError("the config names no protocol.");
  if (others.length > 0) {
    const manifests = result.opened.map(({ manifest }) => `--config ${manifest}`).join(" or ");
    throw new UsageError(`the config names ${result.opened.length} protocols. Choose one: ${manifests}.`);
  }
  return { opened: model, severity: result.severity };
}

function isError({ severity }: Diagnostic): boolean {
  return severity === "error";
}
