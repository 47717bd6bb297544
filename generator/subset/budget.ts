/** Thrown when a question exceeds its {@link Limits}. */
export class BudgetExceeded extends Error {
  override readonly name = "BudgetExceeded";
}

/** The most steps and milliseconds that one question may take. */
export type Limits = { readonly maxSteps: number; readonly maxMs: number };

/** Counts the steps of one question and checks the clock every 256 steps, so that no question hangs. */
export class Budget {
  readonly #limits: Limits;
  #steps = 0;
  #deadline = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Resets the steps and the deadline for the next question. */
  restart(): void {
    this.#steps = 0;
    this.#deadline = performance.now() + this.#limits.maxMs;
  }

  /** Counts one step. @throws BudgetExceeded */
  spend(): void {
    this.#steps++;
    if (this.#steps > this.#limits.maxSteps) throw new BudgetExceeded(`it takes more than ${this.#limits.maxSteps} steps`);
    if (this.#steps % 256 === 0 && performance.now() > this.#deadline)
      throw new BudgetExceeded(`it takes longer than ${this.#limits.maxMs} ms`);
  }
}
