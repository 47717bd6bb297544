import type { Json } from "../../model/schema.js";

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
