import type { Finding } from "../diagnostics/diagnostic.js";
import type { Json } from "../base/json.js";
import type { Schema } from "../schema/schema.js";
import type { LintContext } from "./context.js";
import { placeIn, shown } from "./context.js";

/** Finds entries of `examples` and values of `default` that the schema around them refuses. */
export function lintNotes({ schemas, sourceOf, verdicts }: LintContext): Finding[] {
  const refusal = (schema: Schema, value: Json): string | undefined => {
    const issue = verdicts.refusal(schema, value);
    return issue && `${issue.path === "" ? "" : `at ${issue.path}: `}expected ${issue.expected}, got ${issue.got}`;
  };
  return schemas.flatMap((schema) => [...examplesOf(schema, refusal, sourceOf), ...defaultOf(schema, refusal)]);
}

type Refusal = (schema: Schema, value: Json) => string | undefined;

function examplesOf(schema: Schema, refusal: Refusal, sourceOf: LintContext["sourceOf"]): Finding[] {
  const { examples = [] } = schema.annotations;
  const isList = examples.length > 0 && sourceOf(schema)?.["examples"] !== undefined;
  return examples.flatMap((value, index) => {
    const reason = refusal(schema, value);
    if (reason === undefined) return [];
    const place = placeIn(schema, isList ? ["examples", index] : ["example"]);
    const message = `The example ${shown(value)} is refused by its own schema: ${reason}.`;
    return [{ rule: "EXAMPLE_INVALID", place, message, hint: "Correct the example, or the schema." }];
  });
}

function defaultOf(schema: Schema, refusal: Refusal): Finding[] {
  const value = schema.annotations.default;
  const reason = value === undefined ? undefined : refusal(schema, value);
  if (value === undefined || reason === undefined) return [];
  const message = `The default ${shown(value)} is refused by its own schema: ${reason}.`;
  return [{ rule: "DEFAULT_INVALID", place: placeIn(schema, ["default"]), message, hint: "Correct the default, or the schema." }];
}
