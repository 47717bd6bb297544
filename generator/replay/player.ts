import type { RecordedEvent } from "./recording.js";

/** The number of events that a player publishes at once before it lets other tasks of the process run. */
const burst = 64;

/** Publishes recorded events with the pauses of the recording, divided by a speed. */
export class Player {
  readonly #events: readonly RecordedEvent[];
  readonly #speed: number;
  readonly #publish: (event: unknown) => void;
  readonly #onEnd: () => void;
  #next = 0;
  #startedAtMs = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param speed 2 plays twice as fast as recorded; `Infinity` plays without pauses. */
  constructor(events: readonly RecordedEvent[], speed: number, publish: (event: unknown) => void, onEnd: () => void) {
    this.#events = events;
    this.#speed = speed;
    this.#publish = publish;
    this.#onEnd = onEnd;
  }

  start(): void {
    this.#startedAtMs = performance.now();
    this.#play();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #play(): void {
    const elapsedMs = (performance.now() - this.#startedAtMs) * this.#speed;
    for (let count = 0; count < burst; count++) {
      const recorded = this.#events[this.#next];
      if (recorded === undefined) {
        this.#onEnd();
        return;
      }
      const waitMs = this.#speed === Infinity ? 0 : (recorded.ms - elapsedMs) / this.#speed;
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.#play(), waitMs);
        return;
      }
      this.#next++;
      this.#publish(recorded.event);
    }
    this.#timer = setTimeout(() => this.#play(), 0);
  }
}
