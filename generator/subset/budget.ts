/** Thrown where a question takes longer than it may. */
export class BudgetExceeded extends Error {
  override readonly name = "BudgetExceeded";
}

/** What one question may cost. */
export type Limits = { readonly maxSteps: number; readonly maxMs: number };

/** Counts the steps of one question and looks at the clock now and then, so that no question hangs. */
export class Budget {
  readonly #limits: Limits;
  #steps = 0;
  #deadline = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Starts anew, for the next question. */
  restart(): void {
    this.#steps = 0;
    this.#deadline = performance.now() + this.#limits.maxMs;
  }

  /** @throws BudgetExceeded */
  spend(): void {
    this.#steps++;
    if (this.#steps > this.#limits.maxSteps) throw new BudgetExceeded(`it takes more than ${this.#limits.maxSteps} steps`);
    if (this.#steps % 256 === 0 && performance.now() > this.#deadline)
      throw new BudgetExceeded(`it takes longer than ${this.#limits.maxMs} ms`);
  }
}
