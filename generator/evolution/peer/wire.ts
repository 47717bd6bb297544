import type { Json } from "../../base/json.js";
import type { Schema } from "../../schema/schema.js";
import type { SubsetVerdict } from "../../subset/verdict.js";

/** `new-to-old`: an old consumer reads a new producer. `old-to-new`: a new consumer reads an old producer. */
export type Flow = "new-to-old" | "old-to-new";

/**
 * The verdict on whether a consumer can read the messages of an event. - `ok`: the consumer accepts every message. -
 * `skip`: the consumer refuses no message, but passes some to `onUnknown`, because it does not know their tags. -
 * `breaking`: the consumer refuses the message `witness`. `isUnknownEvent` is true if it does not know the tags of this
 * message. - `unknown`: the prover could not decide.
 */
export type WireVerdict =
  | { readonly verdict: "ok" }
  | { readonly verdict: "skip" }
  | { readonly verdict: "breaking"; readonly witness: Json; readonly isUnknownEvent: boolean }
  | { readonly verdict: "unknown"; readonly reason: string };

/** The questions that the comparison of two protocols asks the prover. */
export type Questions = {
  /** Returns the verdict on whether `b` accepts every value that `a` accepts. */
  readonly isSubset: (a: Schema, b: Schema) => SubsetVerdict;
  /** Returns true if the prover can prove that the schema accepts no value. */
  readonly isEmpty: (schema: Schema) => boolean;
};
