import type { Settings } from "./settings.js";

const looksPerLimit = 3;

/** The one timer of a server. Does not keep the process alive. */
export class Heartbeat {
  readonly #timer: NodeJS.Timeout;
  readonly #onBeat: () => void;
  readonly #periodMs: number;
  #lastLookMs: number = performance.now();

  constructor(limitsMs: readonly number[], onBeat: () => void) {
    this.#onBeat = onBeat;
    this.#periodMs = Math.min(...limitsMs) / looksPerLimit;
    this.#timer = setInterval(() => {
      this.#look(performance.now());
    }, this.#periodMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(nowMs: number): void {
    const wasAsleep = nowMs - this.#lastLookMs > 2 * this.#periodMs;
    this.#lastLookMs = nowMs;
    // After a stall of this process the answers of all peers are still unread: nobody is dead yet.
    if (wasAsleep) return;
    this.#onBeat();
  }
}

/** Limits that the check interval must be shorter than. */
export function healthLimitsMs<S, SN extends string, C, CN extends string, P>(settings: Settings<S, SN, C, CN, P>): readonly number[] {
  const { intervalMs, timeoutMs } = settings.heartbeat;
  const { progressTimeoutMs, helloTimeoutMs } = settings.limits;
  return [intervalMs, timeoutMs, progressTimeoutMs, ...(settings.options.protocol === undefined ? [] : [helloTimeoutMs])];
}
