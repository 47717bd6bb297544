import type { Literal, Node } from "../ir/node.js";
import type { Outcome } from "../outcome.js";

/** Decides whether a value satisfies a formula, which is then called a goal. */
export type GoalSolver = {
  readonly solve: (goal: Node) => Outcome;
  /** Decides whether a string satisfies a formula. */
  readonly solveString: (goal: Node) => Outcome;
};

/**
 * A theory: a function that finds a value of one kind, such as a string, that satisfies all literals, or proves that no
 * value does.
 */
export type Theory = (literals: readonly Literal[]) => Outcome;
