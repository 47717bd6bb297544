import type { SatisfiableVerdict } from "../subset/verdict.js";
import type { Schema } from "../schema/schema.js";
import type { IsSubset } from "./state/check-step.js";

/** Answers questions by proof. The caller passes it in, because loading it takes time and few runs need it. */
export type Prover = {
  /** Returns true if it is proved that the schema has no value. */
  readonly isEmpty: (schema: Schema) => boolean;
  readonly isSubset: IsSubset;
  /** Decides whether two schemas have a value in common. */
  readonly overlap: (a: Schema, b: Schema) => SatisfiableVerdict;
};
