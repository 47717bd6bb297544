import type { Json, Schema } from "../schema/schema.js";
import { Guards } from "./guards.js";

/** Whether a schema accepts a value: it has the last word on every witness. */
export type Judge = (schema: Schema, value: Json) => boolean;

/** The judge that asks the generated validators. They are compiled when a witness is to be confirmed. */
export function validatorJudge(formats: "assert" | "annotate"): Judge {
  let guards: Guards | undefined;
  return (schema, value) => (guards ??= new Guards(formats)).of(schema)(value);
}
