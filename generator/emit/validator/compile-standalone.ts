import type { Reader } from "../../schema/reader-view.js";
import { ReaderView } from "../../schema/reader-view.js";
import type { Schema } from "../../schema/schema.js";
import { CheckFile, joinSections } from "./check-file.js";
import type { FormatMode } from "../../schema/format-kinds.js";
import { planFunctions } from "./plan.js";

/** The options of {@link compileStandalone}. */
export type StandaloneOptions = {
  /** How the validator treats unknown fields of closed objects: `strict` refuses them, `tolerant` accepts them. @default "strict" */
  readonly reader?: Reader;
  /** Whether the validator checks `format` (`assert`) or ignores it. @default "assert" */
  readonly formats?: FormatMode;
  /** Returns a name for a schema, from which the name of its check function is made. @default no names */
  readonly nameOf?: (schema: Schema) => string | undefined;
};

/**
 * Prints the validator of a single schema as a TypeScript module that exports
 * `isValue(value: unknown, issues?: Issue[]): boolean`. The module imports `@dagwire/runtime/codegen/v1` only.
 */
export function compileStandalone(schema: Schema, options: StandaloneOptions = {}): string {
  const view = new ReaderView(options.reader ?? "strict");
  const root = view.of(schema);
  const file = new CheckFile({
    view,
    plan: planFunctions([root]),
    nameOf: options.nameOf ?? (() => undefined),
    formats: options.formats ?? "assert",
    reserved: ["isValue"],
  });
  const guard = file.guard("isValue", root, "Value", "unknown").map((line) => line.replace("value is unknown", "boolean"));
  const { imports, checks, constants, rules } = file.finish([guard]);
  const head = `import { ${[...imports, "type Issue", "type Rule"].join(", ")} } from "@dagwire/runtime/codegen/v1";`;
  return joinSections([[head], guard, checks, constants, rules]);
}
