import type { Json } from "../base/json.js";
import type { ExampleTools } from "../evolution/state/example-value.js";
import type { Questions } from "../evolution/peer/wire.js";
import { Verdicts } from "../lint/verdicts.js";
import { canonical } from "../schema/canonical.js";
import type { Schema } from "../schema/schema.js";

/**
 * Returns the functions with which a search for different states asks the validators and the prover. Use the same
 * object for a whole check.
 */
export function exampleTools(questions: Questions): ExampleTools {
  const verdicts = new Verdicts();
  const found = new Map<string, Json | undefined>();
  return {
    refusedAt: (schema, value) => verdicts.refusal(schema, value)?.path,
    find: (schema) => {
      const key = canonical(schema);
      if (!found.has(key)) found.set(key, valueOf(schema, questions));
      return found.get(key);
    },
  };
}

function valueOf(schema: Schema, questions: Questions): Json | undefined {
  const { location, dialect } = schema;
  const answer = questions.isSubset(schema, { location, dialect, annotations: {}, always: false });
  return answer.verdict === "no" ? answer.witness : undefined;
}
