import { createSubsetChecker } from "../validate/witness-judge.js";
import type { SubsetChecker } from "../subset/subset-checker.js";
import type { SatisfiableVerdict } from "../subset/verdict.js";
import type { Prover } from "../lint/context.js";
import type { Schema } from "../schema/schema.js";
import type { Questions } from "../evolution/peer/wire.js";

/**
 * The most steps that the prover takes to answer one question of the linter. A check allows more steps, because it runs
 * less often than the linter.
 */
const maxSteps = 20_000;
const maxMs = 2000;
/**
 * After this many undecided questions, the linter's prover answers every further question with `unknown`. Further
 * questions are probably too hard too.
 */
const mostUndecided = 25;

/** Returns a prover with a limited number of steps, for `dagwire lint`. */
export function lintProver(): Prover {
  const checker = createSubsetChecker({ maxSteps, maxMs });
  const overlaps = new BoundedOverlaps(checker);
  return {
    isEmpty: (schema) => checker.isEmpty(schema),
    isSubset: (inner, outer) => checker.isSubset(inner, outer),
    overlap: (a, b) => overlaps.of(a, b),
  };
}

class BoundedOverlaps {
  readonly #checker: SubsetChecker;
  #undecided = 0;

  constructor(checker: SubsetChecker) {
    this.#checker = checker;
  }

  of(a: Schema, b: Schema): SatisfiableVerdict {
    if (this.#undecided >= mostUndecided) return { verdict: "unknown", reason: "too many questions took too long" };
    const answer = this.#checker.overlap(a, b);
    if (answer.verdict === "unknown") this.#undecided += 1;
    return answer;
  }
}

/**
 * Returns a prover for a check. Use the same prover for all protocols, because it keeps its results for schemas that
 * several protocols share. The undecided questions of the check share a budget, so that the check ends.
 */
export function subsetQuestions(): Questions {
  const checker = createSubsetChecker({ isShared: true });
  return { isSubset: (a, b) => checker.isSubset(a, b), isEmpty: (schema) => checker.isEmpty(schema) };
}
