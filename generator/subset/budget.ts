import { cpuMs } from "../base/cpu-time.js";

/** Thrown when the prover needs more steps or time for one question than its {@link Limits} allow. */
export class BudgetExceeded extends Error {
  override readonly name = "BudgetExceeded";
}

/** The most steps, and the most milliseconds of processor time, that the prover may spend on one question. */
export type Limits = {
  readonly maxSteps: number;
  readonly maxMs: number;
  /** True if each question that runs out of budget halves the budget of the later ones. */
  readonly isShared: boolean;
};

/** The least share of the limits that a question gets. It leaves enough for a large question: 20,000 of a million steps. */
const leastShare = 1 / 50;

/** The least share after {@link mostExceeded} questions ran out of budget. It leaves enough for a small question: 1,000 steps. */
const lastShare = 1 / 1000;

const mostExceeded = 25;

/**
 * Limits the work of the prover on one question: counts its steps, and reads the processor time after each 256 steps. A shared
 * budget also limits all questions together: the undecided ones take little more time than three of them would.
 */
export class Budget {
  readonly #limits: Limits;
  #share = 1;
  #exceeded = 0;
  #steps = 0;
  /** The steps since the time was last read. */
  #untimed = 0;
  #maxSteps = 0;
  #deadline = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Resets the count of steps and the deadline, for the next question. */
  restart(): void {
    this.#steps = 0;
    this.#maxSteps = Math.ceil(this.#limits.maxSteps * this.#share);
    this.#deadline = cpuMs() + this.#limits.maxMs * this.#share;
  }

  /** Counts steps, by default one. @throws BudgetExceeded */
  spend(steps = 1): void {
    this.#steps += steps;
    this.#untimed += steps;
    if (this.#steps > this.#maxSteps) this.#stop(`${this.#maxSteps} steps`);
    if (this.#untimed < 256) return;
    this.#untimed = 0;
    if (cpuMs() > this.#deadline) this.#stop(`${Math.round(this.#limits.maxMs * this.#share)} ms`);
  }

  #stop(limit: string): never {
    this.#exceeded++;
    if (this.#limits.isShared) this.#share = this.#exceeded > mostExceeded ? lastShare : Math.max(leastShare, this.#share / 2);
    throw new BudgetExceeded(`the proof takes more than ${limit}`);
  }
}
