import type { Json } from "../../base/json.js";
import type { Schema } from "../../schema/schema.js";
import type { SubsetVerdict } from "../../subset/verdict.js";

/** `new-to-old`: an old consumer reads a new producer. `old-to-new`: a new consumer reads an old producer. */
export type Flow = "new-to-old" | "old-to-new";

/**
 * Whether a consumer can read the messages of an event.
 * - `ok`: it accepts every message.
 * - `skip`: it refuses none, but some reach `onUnknown`, because it does not know their tags.
 * - `breaking`: it refuses the witness. `isUnknownEvent` is true if it does not know the tags of the witness.
 * - `unknown`: the prover could not decide.
 */
export type WireVerdict =
  | { readonly verdict: "ok" }
  | { readonly verdict: "skip" }
  | { readonly verdict: "breaking"; readonly witness: Json; readonly isUnknownEvent: boolean }
  | { readonly verdict: "unknown"; readonly reason: string };

/** The questions that the comparison puts to the prover. */
export type Questions = {
  /** Returns whether `b` accepts every value that `a` accepts. */
  readonly isSubset: (a: Schema, b: Schema) => SubsetVerdict;
  /** Returns true if it is proved that the schema accepts no value. */
  readonly isEmpty: (schema: Schema) => boolean;
};
