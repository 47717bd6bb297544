import type { Literal } from "../ir/node.js";
import type { Outcome } from "../outcome.js";

/** Decides conjunctions of literals that speak of one kind of value. */
export type Theory = {
  /** A value that satisfies all literals. */
  solve(literals: readonly Literal[]): Outcome;
};
