import type { SatisfiableVerdict } from "../subset/verdict.js";
import type { Schema } from "../schema/schema.js";
import type { IsSubset } from "./state/check-step.js";

/** Answers that are proofs; handed in, because few runs need what they cost to load. */
export type Prover = {
  /** True where it is proved that a schema has no value. */
  readonly isEmpty: (schema: Schema) => boolean;
  readonly isSubset: IsSubset;
  /** Whether a value is one of both. */
  readonly overlap: (a: Schema, b: Schema) => SatisfiableVerdict;
};
