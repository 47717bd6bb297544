import { fact } from "../base/fact.js";
import { conjunctsOf } from "../schema/conjuncts.js";
import { resolve } from "../schema/facts.js";
import type { Schema } from "../schema/schema.js";
import type { Expand } from "./intersect.js";
import type { TypeNode } from "./type-node.js";

/** The functions that return the type of a schema, and the structure of a declared type. */
export type Types = { readonly typeOf: (schema: Schema) => TypeNode; readonly expand: Expand };

/**
 * Returns the schema and the parts of its `allOf` that have `if` or `dependentSchemas`. Returns none for a schema that is
 * only a `$ref`, because its type is the type of its target, which already has these fields.
 */
export const conditionalParts = fact((schema: Schema): readonly Schema[] =>
  resolve(schema) === schema
    ? conjunctsOf([schema]).filter(({ if: condition, dependentSchemas }) => condition !== undefined || dependentSchemas !== undefined)
    : [],
);
