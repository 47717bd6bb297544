import type { Json } from "../base/json.js";

/** What the search for a value of a formula came to. */
export type Outcome = Found | { readonly answer: "none" } | Unknown;

/** A value of the formula. */
export type Found = { readonly answer: "value"; readonly value: Json };

/** Nothing was proved; `reason` completes "undecided: …". */
export type Unknown = { readonly answer: "unknown"; readonly reason: string };

/** Proved: there is no such value. */
export const none: Outcome = { answer: "none" };

/** A value was found. */
export function found(value: Json): Found {
  return { answer: "value", value };
}

/** Nothing was proved. */
export function unknown(reason: string): Unknown {
  return { answer: "unknown", reason };
}
