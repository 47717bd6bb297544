import type { Clock } from "../client/environment.js";

/** One direction of one connection: what is sent arrives later, in order, unless a fault says otherwise. */
export class Lane {
  readonly #clock: Clock;
  readonly #delayMs: () => number;
  #lastMs = 0;
  #isBroken = false;
  #isDuplicating = false;
  #held: (() => unknown) | undefined;
  #isHolding = false;

  constructor(clock: Clock, delayMs: () => number) {
    this.#clock = clock;
    this.#delayMs = delayMs;
  }

  /** Nothing arrives any more. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** @param arrive Called when it arrives; never where the lane breaks before. */
  send(arrive: () => unknown): void {
    if (this.#isHolding && this.#held === undefined) {
      this.#held = arrive;
      return;
    }
    this.#deliver(arrive);
    if (this.#isDuplicating) this.#deliver(arrive);
    this.#isDuplicating = false;
    this.#release();
  }

  /** The next that is sent arrives twice. */
  duplicateNext(): void {
    this.#isDuplicating = true;
  }

  /** The next that is sent arrives after the one that follows it. */
  reorderNext(): void {
    this.#isHolding = true;
  }

  /** What is on its way is lost, and all that follows. */
  break(): void {
    this.#isBroken = true;
  }

  #release(): void {
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    this.#isHolding = false;
    this.#deliver(held);
  }

  #deliver(arrive: () => unknown): void {
    const atMs = Math.max(this.#lastMs, this.#clock.now() + this.#delayMs());
    this.#lastMs = atMs;
    const delayMs = atMs - this.#clock.now();
    const ring = (): void => {
      if (!this.#isBroken) arrive();
    };
    if (delayMs > 0) this.#clock.after(delayMs, ring);
    else queueMicrotask(ring);
  }
}
