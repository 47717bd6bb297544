import type { Literal } from "../ir/node.js";
import type { Outcome } from "../outcome.js";

/** Decides conjunctions of literals that speak of one kind of value: finds a value that satisfies all of them. */
export type Theory = (literals: readonly Literal[]) => Outcome;
