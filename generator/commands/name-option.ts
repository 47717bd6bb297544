import { nearest } from "../base/nearest.js";
import { UsageError } from "../base/exit-code.js";
import { textOption } from "./config-option.js";
import type { OptionValues } from "./parse-arguments.js";

/**
 * The value of an option that takes one of a few names.
 *
 * @param preset what holds where the option is not given.
 * @throws UsageError for another name.
 */
export function nameOption<Name extends string>(option: string, values: OptionValues, names: readonly Name[], preset: Name): Name {
  const given = textOption(values, option) ?? preset;
  const known = names.find((name) => name === given);
  if (known !== undefined) return known;
  const suggestion = nearest(given, names);
  const article = option === "format" ? "a format" : `a value of --${option}`;
  throw new UsageError(
    `"${given}" is not ${article}. ${suggestion === undefined ? `There are ${names.join(", ")}.` : `Did you mean "${suggestion}"?`}`,
  );
}
