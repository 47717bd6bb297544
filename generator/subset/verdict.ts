import type { Json } from "../base/json.js";

/**
 * The answer to the question whether every value of one schema is a value of another.
 * - `yes`: proved.
 * - `no`: the first schema accepts `witness`, the second refuses it. Generated validators of both schemas have
 *   confirmed this.
 * - `unknown`: the prover could not decide; `reason` says why. An unknown verdict never counts as a yes. `isOverLimit` is true if
 *   the question exceeds the limit of steps or time.
 */
export type SubsetVerdict =
  | { readonly verdict: "yes" }
  | { readonly verdict: "no"; readonly witness: Json }
  | { readonly verdict: "unknown"; readonly reason: string; readonly isOverLimit?: boolean };

/**
 * The answer to the question whether a schema accepts any value, or whether two schemas accept a common value.
 * - `yes`: `witness` is such a value. The generated validators have confirmed it.
 * - `no`: it is proved that no such value exists.
 * - `unknown`: the prover could not decide; `reason` says why. `isOverLimit` is true if the question exceeds the limit of steps or
 *   time.
 */
export type SatisfiableVerdict =
  | { readonly verdict: "yes"; readonly witness: Json }
  | { readonly verdict: "no" }
  | { readonly verdict: "unknown"; readonly reason: string; readonly isOverLimit?: boolean };
