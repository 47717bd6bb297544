import { Findings } from "../diagnostics/diagnostic.js";
import { readConfig } from "../pipeline/read-config.js";
import { settle } from "../diagnostics/settle.js";
import type { LoadedConfig } from "../config/load-config.js";
import { DocumentStore } from "../load/document-store.js";
import type { CommandContext } from "../diagnostics/command-context.js";
import { textOption } from "./options.js";
import type { OptionValues } from "./parse-arguments.js";
import { showDiagnostics } from "../diagnostics/command-context.js";

export { configHelp, configOption, listOption, textOption } from "./options.js";

/**
 * Reads the config that the option `--config` names, or the default one. If the config has errors, prints them and
 * returns `undefined`.
 */
export function openConfig(values: OptionValues, context: CommandContext): LoadedConfig | undefined {
  const findings = new Findings();
  const store = new DocumentStore(context.cwd, findings);
  const config = readConfig(context.cwd, textOption(values, "config"), store, findings);
  if (config === undefined)
    showDiagnostics(
      settle(findings.all(), (file) => store.textOf(file)),
      context,
    );
  return config;
}
