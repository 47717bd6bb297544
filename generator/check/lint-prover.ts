import { createSubsetChecker } from "../validate/witness-judge.js";
import type { SubsetChecker } from "../subset/subset-checker.js";
import type { SatisfiableVerdict } from "../subset/verdict.js";
import type { Prover } from "../lint/prover.js";
import type { Schema } from "../schema/schema.js";

/** A lint is for every day: a question gets a small part of what a check may spend. */
const maxSteps = 20_000;
const maxMs = 2000;
/** Where so many questions were too hard, the others are likely to be. */
const mostUndecided = 25;

/** Proofs within a budget, for `dagwire lint`. */
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
