import type { Json } from "../base/json.js";

/**
 * Whether every value of one schema is a value of another.
 * - `yes`: proved.
 * - `no`: `witness` is accepted by the first and refused by the second, confirmed by the validators that ship.
 * - `unknown`: undecided; `reason` is a sentence for people. It never passes a gate.
 */
export type SubsetVerdict =
  | { readonly verdict: "yes" }
  | { readonly verdict: "no"; readonly witness: Json }
  | { readonly verdict: "unknown"; readonly reason: string };

/**
 * Whether a schema, or two at once, have a value.
 * - `yes`: `witness` is one, confirmed by the validators that ship.
 * - `no`: proved.
 * - `unknown`: undecided; `reason` is a sentence for people.
 */
export type SatisfiableVerdict =
  | { readonly verdict: "yes"; readonly witness: Json }
  | { readonly verdict: "no" }
  | { readonly verdict: "unknown"; readonly reason: string };
