/** Thrown when the prover needs more steps or time for one question than its {@link Limits} allow. */
export class BudgetExceeded extends Error {
  override readonly name = "BudgetExceeded";
}

/** The most steps and milliseconds that the prover may spend on one question. */
export type Limits = { readonly maxSteps: number; readonly maxMs: number };

/** Limits the work of the prover on one question: counts its steps, and checks the clock every 256 steps. */
export class Budget {
  readonly #limits: Limits;
  #steps = 0;
  #deadline = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Resets the count of steps and the deadline, for the next question. */
  restart(): void {
    this.#steps = 0;
    this.#deadline = performance.now() + this.#limits.maxMs;
  }

  /** Counts one step. @throws BudgetExceeded */
  spend(): void {
    this.#steps++;
    if (this.#steps > this.#limits.maxSteps) throw new BudgetExceeded(`the proof takes more than ${this.#limits.maxSteps} steps`);
    if (this.#steps % 256 === 0 && performance.now() > this.#deadline)
      throw new BudgetExceeded(`the proof takes longer than ${this.#limits.maxMs} ms`);
  }
}
