import type { Literal } from "../ir/node.js";
import type { Outcome } from "../outcome.js";

/** Finds a value of one kind that satisfies all literals, or proves that none does. */
export type Theory = (literals: readonly Literal[]) => Outcome;
