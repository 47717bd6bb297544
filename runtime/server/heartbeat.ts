import type { ProtocolTypes } from "../core/contract/v1/protocol.js";
import type { Settings } from "./settings.js";

const looksPerLimit = 3;

/** The only timer of a server. It does not keep the process alive. */
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
    // After a stall of this process the server has not read the answers of its clients yet, so it must not count them as silent.
    if (wasAsleep) return;
    this.#onBeat();
  }
}

/** Returns the times that the timer has to notice, in milliseconds: the intervals and time limits of connections. */
export function healthLimitsMs({
  heartbeat,
  limits,
  mode,
}: Pick<Settings<ProtocolTypes, unknown>, "heartbeat" | "limits" | "mode">): readonly number[] {
  const { intervalMs, timeoutMs } = heartbeat;
  const { progressTimeoutMs, helloTimeoutMs } = limits;
  return [intervalMs, timeoutMs, progressTimeoutMs, ...(mode === "plain" ? [] : [helloTimeoutMs])];
}
