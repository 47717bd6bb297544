import { parseArgs } from "node:util";
import type { ParseArgsConfig } from "node:util";
import { nearest } from "../base/nearest.js";
import { UsageError } from "../base/exit-code.js";

/** The options of a command, in the form that `parseArgs` of `node:util` expects. */
export type OptionTable = NonNullable<ParseArgsConfig["options"]>;

/** The values of the options that the user gave, by the option's name. */
export type OptionValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/**
 * Parses a command's arguments.
 * @param positionals the most arguments without a dash that the command accepts.
 * @throws UsageError if the command does not accept an argument. The message suggests the most similar option.
 */
export function parseArguments(
  args: readonly string[],
  options: OptionTable,
  positionals = 0,
): { values: OptionValues; positionals: readonly string[] } {
  const parsed = parse(args, options);
  const [extra] = parsed.positionals.slice(positionals);
  if (extra !== undefined) throw new UsageError(`"${extra}" is one argument too many.`);
  return { values: parsed.values as OptionValues, positionals: parsed.positionals };
}

function parse(args: readonly string[], options: OptionTable): { values: object; positionals: string[] } {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(explain(error, options));
  }
}

function explain(error: unknown, options: OptionTable): string {
  const message = error instanceof Error ? error.message : String(error);
  const unknown = /Unknown option '(-{1,2}([^']*))'/.exec(message);
  if (unknown === null) return message.split(". ")[0] ?? message;
  const [, shown = "", name = ""] = unknown;
  const suggestion = nearest(name, Object.keys(options));
  return `"${shown}" is not an option here.${suggestion === undefined ? "" : ` Did you mean "--${suggestion}"?`}`;
}
