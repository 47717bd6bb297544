import type { Clock } from "../client/environment.js";

/** One direction of a connection in memory. Frames arrive after a delay and in order, unless a test has caused a fault. */
export class FrameChannel {
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

  /** True if {@link FrameChannel.break} was called: no frame arrives any more. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Sends a frame. @param arrive Called when the frame arrives. Never called if the channel breaks before. */
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

  /** Makes the next frame arrive twice. */
  duplicateNext(): void {
    this.#isDuplicating = true;
  }

  /** Makes the next frame arrive after the one that follows it. */
  reorderNext(): void {
    this.#isHolding = true;
  }

  /** Loses all frames that have not arrived yet, and all later frames. */
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
