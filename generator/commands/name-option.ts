import { nearest } from "../base/nearest.js";
import { UsageError } from "../base/exit-code.js";
import { textOption } from "./config-option.js";
import type { OptionValues } from "./parse-arguments.js";

/**
 * Returns the value of an option that takes one of a few names.
 *
 * @param preset the value if the option is not given.
 * @throws UsageError for another name.
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
