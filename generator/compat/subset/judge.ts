import { compileGuard } from "../../validate/compile-guard.js";
import type { Json, Schema } from "../../model/schema.js";

/** Whether a schema accepts a value: it has the last word on every witness. */
export type Judge = (schema: Schema, value: Json) => boolean;

/** The judge that asks the generated validators. They are compiled when the first witness is to be confirmed. */
export function validatorJudge(formats: "assert" | "annotate"): Judge {
  const guards = new WeakMap<Schema, (value: unknown) => boolean>();
  return (schema, value) => {
    const guard = guards.get(schema) ?? compileGuard(schema, { formats });
    guards.set(schema, guard);
    return guard(value);
  };
}
