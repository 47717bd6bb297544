import type { Schema } from "../../schema/schema.js";
import type { FileScope, RuleQuestions, Step } from "./file-scope.js";

/** A text, and all that its printing asked of the file. */
type Printed = { readonly lines: readonly string[]; readonly steps: readonly Step[] };

// A schema never changes once it is read, so its text hangs on nothing but the file's answers.
const printed = new WeakMap<Schema, Map<string, Printed>>();

let isRepeated = false;

/** Runs what will be run again: only then is it worth its memory to note what printing asks. */
export function repeated<Result>(run: () => Result): Result {
  isRepeated = true;
  try {
    return run();
  } finally {
    isRepeated = false;
  }
}

/**
 * Prints the text of a schema, or takes the one of an earlier run whose questions get the same
 * answers now. The questions are asked again in their order, so that the file is left as if the
 * text had been printed; they are such that asking twice does no harm.
 *
 * @param key what decides about the text beside the schema and the answers.
 */
export function printOnce(
  schema: Schema,
  key: string,
  file: FileScope,
  rules: RuleQuestions,
  print: () => readonly string[],
): readonly string[] {
  if (!isRepeated) return print();
  const texts = printed.get(schema) ?? new Map<string, Printed>();
  const known = texts.get(key);
  if (known?.steps.every((step) => step(file, rules)) === true) return known.lines;
  const { lines, steps } = file.recorded(print);
  if (steps !== undefined) printed.set(schema, texts.set(key, { lines, steps }));
  return lines;
}
