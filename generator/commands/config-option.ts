import { UsageError } from "../base/exit-code.js";
import type { OptionValues } from "./parse-arguments.js";

/** The option that every command on a protocol takes. */
export const configOption = { config: { type: "string" } } as const;

/** Help text of {@link configOption}. */
export const configHelp = `  --config PATH  dagwire.config.json, a folder that holds one, or a manifest (protocol.json).
                 Default: dagwire.config.json here, else schema/protocol.json → generated/.
`;

/**
 * Returns the value of an option that takes text.
 *
 * @throws UsageError for an empty text, which is most likely a script's variable without a value.
 */
export function textOption(values: OptionValues, name: string): string | undefined {
  const value = values[name];
  if (value === "") throw new UsageError(`"--${name}" is empty. Give it a value, or leave it out.`);
  return typeof value === "string" ? value : undefined;
}

/** Returns the values of an option that may be given several times. */
export function listOption(values: OptionValues, name: string): readonly string[] {
  const value = values[name];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}
