import { Findings } from "../diagnostics/diagnostic.js";
import { settle } from "../diagnostics/settle.js";
import { isManifest, loadConfig } from "../config/load-config.js";
import { lintDuplicateKeys } from "../lint/duplicate-keys.js";
import type { LoadedConfig } from "../config/load-config.js";
import { DocumentStore } from "../load/document-store.js";
import type { CommandContext } from "./command.js";
import { textOption } from "./config-option.js";
import type { OptionValues } from "./parse-arguments.js";
import { showDiagnostics } from "./show-diagnostics.js";

export { configHelp, configOption, listOption, textOption } from "./config-option.js";

/** Reads a config of which no part is lost by a key that stands twice; `undefined` after a finding. */
export function readConfig(root: string, named: string | undefined, store: DocumentStore, findings: Findings): LoadedConfig | undefined {
  const config = loadConfig(root, named, store, findings);
  const documents = store.documents().filter(({ value }) => !isManifest(value));
  const lost = lintDuplicateKeys({ documents }).filter(({ severity }) => severity === undefined);
  for (const finding of lost) findings.add(finding);
  return lost.length > 0 ? undefined : config;
}

/** Reads the config that the arguments name; `undefined` after its findings were shown. */
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
