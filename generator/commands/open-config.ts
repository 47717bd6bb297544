import { Findings } from "../diagnostics/diagnostic.js";
import { settle } from "../diagnostics/settle.js";
import { loadConfig } from "../config/load-config.js";
import type { LoadedConfig } from "../config/load-config.js";
import { DocumentStore } from "../load/document-store.js";
import type { CommandContext } from "./command.js";
import type { OptionValues } from "./parse-arguments.js";
import { showDiagnostics } from "./show-diagnostics.js";

/** The option that every command on a protocol takes. */
export const configOption = { config: { type: "string" } } as const;

/** What help says of {@link configOption}. */
export const configHelp = `  --config PATH  dagwire.config.json, a folder that holds one, or a manifest (protocol.json).
                 Default: dagwire.config.json here, else schema/protocol.json → generated/.
`;

/** Reads the config that the arguments name; `undefined` after its findings were shown. */
export function openConfig(values: OptionValues, context: CommandContext): LoadedConfig | undefined {
  const findings = new Findings();
  const store = new DocumentStore(context.cwd, findings);
  const config = loadConfig(context.cwd, textOption(values, "config"), store, findings);
  if (config === undefined) showDiagnostics(settle(findings.all(), (file) => store.textOf(file)), context);
  return config;
}

/** The value of an option that takes text. */
export function textOption(values: OptionValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
}
