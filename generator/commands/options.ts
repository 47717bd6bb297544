import { UsageError } from "../base/exit-code.js";
import type { OptionValues } from "./parse-arguments.js";
import { nearest } from "../base/nearest.js";
import type { Direction } from "../model/event-model.js";

/** The option `--config`, which every command that reads a protocol has. */
export const configOption = { config: { type: "string" } } as const;

/** The help text of {@link configOption}. */
export const configHelp = `  --config PATH  dagwire.config.json, a folder with a config, or a manifest (protocol.json).
                 Default: dagwire.config.json here, else schema/protocol.json → generated/.
`;

/**
 * Returns the value of an option whose value is a text.
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

/**
 * Returns the value of an option whose value is one of a few names.
 * @param preset the value if the option is not given.
 * @throws UsageError if the value is another name.
 */
export function nameOption<Name extends string>(option: string, values: OptionValues, names: readonly Name[], preset: Name): Name {
  const given = textOption(values, option) ?? preset;
  const known = names.find((name) => name === given);
  if (known !== undefined) return known;
  const suggestion = nearest(given, names);
  const article = option === "format" ? "a format" : `a value of --${option}`;
  throw new UsageError(
    `"${given}" is not ${article}. ${suggestion === undefined ? `Use one of ${names.join(", ")}.` : `Did you mean "${suggestion}"?`}`,
  );
}

/**
 * Returns the direction that an option names; `undefined` if the option is not given.
 *
 * @throws UsageError for a value other than `server` and `client`.
 */
export function directionOption(option: string, value: string | undefined): Direction | undefined {
  if (value === undefined || value === "server" || value === "client") return value;
  throw new UsageError(`--${option} is "server" or "client", not "${value}".`);
}
