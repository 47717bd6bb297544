import type { Json } from "../base/json.js";

/**
 * The result of searching for a value that satisfies a formula: a value, a proof that no value satisfies it, or
 * neither.
 */
export type Outcome = Found | { readonly answer: "none" } | Unknown;

/** The search found a value that satisfies the formula. */
export type Found = { readonly answer: "value"; readonly value: Json };

/**
 * The search neither found a value nor proved that none exists. `reason` completes a message that begins "undecided: ".
 * `isOverLimit` is true if the question exceeds its budget.
 */
export type Unknown = { readonly answer: "unknown"; readonly reason: string; readonly isOverLimit: boolean };

/** The outcome of a search that proved that no value satisfies the formula. */
export const none: Outcome = { answer: "none" };

/** Returns the outcome of a search that found a value. */
export function found(value: Json): Found {
  return { answer: "value", value };
}

/** Returns the outcome of a search that proved nothing. */
export function unknown(reason: string, isOverLimit = false): Unknown {
  return { answer: "unknown", reason, isOverLimit };
}
