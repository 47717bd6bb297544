import type { Literal, Node } from "../ir/node.js";
import type { Outcome } from "../outcome.js";

/** Decides whether a formula has a value. */
export type GoalSolver = {
  readonly solve: (goal: Node) => Outcome;
  /** Decides whether a string satisfies the formula. */
  readonly solveString: (goal: Node) => Outcome;
};

/** Finds a value of one kind that satisfies all literals, or proves that none does. */
export type Theory = (literals: readonly Literal[]) => Outcome;
