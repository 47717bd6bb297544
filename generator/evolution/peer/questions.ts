import type { Schema } from "../../schema/schema.js";
import type { SubsetVerdict } from "../../subset/verdict.js";

/** What is asked of the subset checker. */
export type Questions = {
  /** Whether every value of `a` is one of `b`. */
  readonly isSubset: (a: Schema, b: Schema) => SubsetVerdict;
  /** True where it is proved that the schema has no value; nobody has to confirm one that it has. */
  readonly isEmpty: (schema: Schema) => boolean;
};
