import { SubsetChecker } from "../compat/subset/subset-checker.js";
import type { SatisfiableVerdict, SubsetVerdict } from "../compat/subset/verdict.js";
import type { Prover } from "../lint/prover.js";

/** A lint is for every day: a question gets a small part of what a check may spend. */
const maxSteps = 20_000;
const maxMs = 2000;
/** Where so many questions were too hard, the others are likely to be. */
const mostUndecided = 25;

/** Proofs within a budget, for `dagwire lint`. */
export function lintProver(): Prover {
  const prover = new BoundedProver();
  return {
    isSatisfiable: (schema) => prover.ask((checker) => checker.isSatisfiable(schema)),
    overlap: (a, b) => prover.ask((checker) => checker.overlap(a, b)),
    acceptsAnything: (schema) => prover.ask((checker) => checker.acceptsAnything(schema)),
  };
}

type Verdict = SatisfiableVerdict | SubsetVerdict;

class BoundedProver {
  readonly #checker = new SubsetChecker({ maxSteps, maxMs });
  #undecided = 0;

  ask<Answer extends Verdict>(
    question: (checker: SubsetChecker) => Answer,
  ): Answer | { readonly verdict: "unknown"; readonly reason: string } {
    if (this.#undecided >= mostUndecided) return { verdict: "unknown", reason: "too many questions took too long" };
    const answer = question(this.#checker);
    if (answer.verdict === "unknown") this.#undecided += 1;
    return answer;
  }
}
