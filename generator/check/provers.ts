import { createSubsetChecker } from "../validate/witness-judge.js";
import type { SubsetChecker } from "../subset/subset-checker.js";
import type { SatisfiableVerdict } from "../subset/verdict.js";
import type { Prover } from "../lint/context.js";
import type { Schema } from "../schema/schema.js";
import type { Questions } from "../evolution/peer/wire.js";

/**
 * The most steps of one question of the linter. They are few, compared with those of a check, because the linter runs
 * often.
 */
const maxSteps = 20_000;
const maxMs = 2000;
/**
 * The number of undecided questions after which the linter's prover answers no more. Further questions are probably too
 * hard too.
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

/** Returns a prover for a check. Use the same one for all protocols, because results for shared schemas are kept. */
export function subsetQuestions(): Questions {
  const checker = createSubsetChecker();
  return { isSubset: (a, b) => checker.isSubset(a, b), isEmpty: (schema) => checker.isEmpty(schema) };
}
