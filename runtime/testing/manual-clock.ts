import type { Clock } from "../client/environment.js";

type Timer = { readonly atMs: number; readonly callback: () => void };

// The real timer, read before a test can replace it by a fake one.
const realTimeout = setTimeout;

/** A {@link Clock} that stands still until a test moves it by {@link ManualClock.advance}. */
export class ManualClock implements Clock {
  #nowMs = 0;
  readonly #timers = new Set<Timer>();

  readonly now = (): number => this.#nowMs;

  readonly after = (delayMs: number, callback: () => void): (() => void) => {
    const timer = { atMs: this.#nowMs + Math.max(0, delayMs), callback };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  };

  /**
   * Moves the clock by `ms` milliseconds. Runs each timer at its time. After each timer, and at the end, waits until all
   * promises that need no timer have settled.
   *
   * @param ms 0 only waits for the promises. @default 0
   */
  async advance(ms = 0): Promise<void> {
    const endMs = this.#nowMs + ms;
    await settled();
    for (let next = this.#next(endMs); next !== undefined; next = this.#next(endMs)) {
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.callback();
      // oxlint-disable-next-line no-await-in-loop -- one timer after the other is the point
      await settled();
    }
    this.#nowMs = endMs;
  }

  #next(endMs: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) if (timer.atMs <= endMs && (first === undefined || timer.atMs < first.atMs)) first = timer;
    return first;
  }
}

/** Resolves after a real timer. All promises that need no timer have settled by then. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    realTimeout(resolve, 0);
  });
}
