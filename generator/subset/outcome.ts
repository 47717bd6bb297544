import type { Json } from "../base/json.js";

/** The outcome of the search for a value of a formula: a value, the proof that it has none, or neither. */
export type Outcome = Found | { readonly answer: "none" } | Unknown;

/** The search found this value of the formula. */
export type Found = { readonly answer: "value"; readonly value: Json };

/** The search proved nothing. `reason` completes "undecided: …". */
export type Unknown = { readonly answer: "unknown"; readonly reason: string };

/** The search proved that the formula has no value. */
export const none: Outcome = { answer: "none" };

/** Returns the outcome of a search that found a value. */
export function found(value: Json): Found {
  return { answer: "value", value };
}

/** Returns the outcome of a search that proved nothing. */
export function unknown(reason: string): Unknown {
  return { answer: "unknown", reason };
}
