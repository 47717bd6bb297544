import type { Node } from "../ir/node.js";
import type { Outcome } from "../outcome.js";

/** Decides whether there is a value of a formula. */
export type GoalSolver = {
  readonly solve: (goal: Node) => Outcome;
  /** The same for a value that is a string. */
  readonly solveString: (goal: Node) => Outcome;
};
