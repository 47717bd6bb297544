import type { Clock } from "../client/environment.js";

/** `chain` counts the timers in a row that were each set by the one before, at the same instant. */
type Timer = { readonly atMs: number; readonly chain: number; readonly callback: () => void };

const longestChain = 1_000;

// The real timer, read before a test can replace it by a fake one.
const realTimeout = setTimeout;

/** A {@link Clock} that stands still until a test moves it by {@link ManualClock.advance}. */
export class ManualClock implements Clock {
  #nowMs = 0;
  #chain = 0;
  readonly #timers = new Set<Timer>();

  readonly now = (): number => this.#nowMs;

  readonly after = (delayMs: number, callback: () => void): (() => void) => {
    const atMs = this.#nowMs + Math.max(0, delayMs);
    const timer = { atMs, chain: atMs > this.#nowMs ? 0 : this.#chain, callback };
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
   * @throws Error if 1,000 timers in a row each set the next one without a delay, so that the clock cannot move on.
   */
  async advance(ms = 0): Promise<void> {
    const endMs = this.#nowMs + ms;
    await settled();
    for (let next = this.#next(endMs); next !== undefined; next = this.#next(endMs)) {
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      this.#chain = next.chain + 1;
      if (this.#chain > longestChain) throw new Error(stuckAt(this.#nowMs));
      next.callback();
      // oxlint-disable-next-line no-await-in-loop -- one timer after the other is the point
      await settled();
    }
    this.#nowMs = endMs;
    this.#chain = 0;
  }

  #next(endMs: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) if (timer.atMs <= endMs && (first === undefined || timer.atMs < first.atMs)) first = timer;
    return first;
  }
}

function stuckAt(nowMs: number): string {
  const count = longestChain.toLocaleString("en");
  return `The clock cannot pass ${nowMs} ms: ${count} timers in a row have each set the next one without a delay. Set timers with a delay of more than 0 ms.`;
}

/** Resolves after a real timer. All promises that need no timer have settled by then. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    realTimeout(resolve, 0);
  });
}
