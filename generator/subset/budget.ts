/** Thrown when the prover needs more steps or time for one question than its {@link Limits} allow. */
export class BudgetExceeded extends Error {
  override readonly name = "BudgetExceeded";
}

/** The most steps and milliseconds that the prover may spend on one question. */
export type Limits = {
  readonly maxSteps: number;
  readonly maxMs: number;
  /** True if each question that runs out of budget halves the budget of the later ones. */
  readonly isShared: boolean;
};

/**
 * The least share of the limits that a question gets, however many questions before it ran out of budget. It leaves
 * enough for an ordinary question: 20,000 of a million steps.
 */
const leastShare = 1 / 50;

/**
 * Limits the work of the prover on one question: counts its steps, and checks the clock every 256 steps. A shared budget
 * also limits all questions together: the undecided ones take little more time than two of them would.
 */
export class Budget {
  readonly #limits: Limits;
  #share = 1;
  #steps = 0;
  #maxSteps = 0;
  #deadline = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Resets the count of steps and the deadline, for the next question. */
  restart(): void {
    this.#steps = 0;
    this.#maxSteps = Math.ceil(this.#limits.maxSteps * this.#share);
    this.#deadline = performance.now() + this.#limits.maxMs * this.#share;
  }

  /** Counts one step. @throws BudgetExceeded */
  spend(): void {
    this.#steps++;
    if (this.#steps > this.#maxSteps) this.#stop(`${this.#maxSteps} steps`);
    if (this.#steps % 256 === 0 && performance.now() > this.#deadline) this.#stop(`${Math.round(this.#limits.maxMs * this.#share)} ms`);
  }

  #stop(limit: string): never {
    if (this.#limits.isShared) this.#share = Math.max(leastShare, this.#share / 2);
    throw new BudgetExceeded(`the proof takes more than ${limit}`);
  }
}
