import type { SatisfiableVerdict, SubsetVerdict } from "../compat/subset/verdict.js";
import type { Schema } from "../model/schema.js";

/** Answers that are proofs; handed in, because few runs need what they cost to load. */
export type Prover = {
  /** Whether a schema has a value at all. */
  readonly isSatisfiable: (schema: Schema) => SatisfiableVerdict;
  /** Whether a value is one of both. */
  readonly overlap: (a: Schema, b: Schema) => SatisfiableVerdict;
  /** Whether a schema refuses nothing. */
  readonly acceptsAnything: (schema: Schema) => SubsetVerdict;
};
