import type { Json } from "../base/json.js";

/**
 * The answer to the question whether every value of one schema is a value of another.
 * - `yes`: proved.
 * - `no`: the first schema accepts `witness`, the second refuses it. The generated validators have confirmed that.
 * - `unknown`: undecided; `reason` is a sentence for people. An unknown verdict never counts as a yes.
 */
export type SubsetVerdict =
  | { readonly verdict: "yes" }
  | { readonly verdict: "no"; readonly witness: Json }
  | { readonly verdict: "unknown"; readonly reason: string };

/**
 * The answer to the question whether a schema has a value, or whether two schemas have one in common.
 * - `yes`: `witness` is such a value. The generated validators have confirmed it.
 * - `no`: proved.
 * - `unknown`: undecided; `reason` is a sentence for people.
 */
export type SatisfiableVerdict =
  | { readonly verdict: "yes"; readonly witness: Json }
  | { readonly verdict: "no" }
  | { readonly verdict: "unknown"; readonly reason: string };
