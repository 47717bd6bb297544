import { toError } from "../core/base/error.js";
import { callHandler } from "../core/base/handlers.js";
import { binaryFrameError, readText, readValue } from "../core/base/read-input.js";
import type { Input } from "../core/base/read-input.js";
import type { ConnectOptions, ReceivedCounts, StreamPlace } from "./options.js";

/** Validates what arrives, hands it to the application and counts it. */
export class Inbox<S, SN extends string, C, CN extends string> {
  readonly #options: ConnectOptions<S, SN, C, CN>;
  #counts: ReceivedCounts = { events: 0, unknown: 0, invalid: 0 };

  constructor(options: ConnectOptions<S, SN, C, CN>) {
    this.#options = options;
  }

  get counts(): ReceivedCounts {
    return this.#counts;
  }

  /** A text frame in plain mode. */
  receive(data: unknown): void {
    this.#take(this.#read(data));
  }

  /** Events of a session, in order. `at` is the position of the last. */
  takeEvents(events: readonly unknown[], place: StreamPlace): void {
    for (const event of events) this.#take(readValue(this.#options.events.server, event), place);
  }

  #take(input: Input<S>, place?: StreamPlace): void {
    this.#count(input.outcome);
    this.guard(() => this.#deliver(input, place));
  }

  /** Runs a callback of the application; what it throws, or rejects with, goes to `onError`. */
  guard(callback: () => unknown): void {
    try {
      this.#watch(callback());
    } catch (thrown) {
      this.#report(thrown);
    }
  }

  /** Without `onError` a rejection is for the environment to tell, as everywhere else. */
  #watch(result: unknown): void {
    if (this.#options.onError !== undefined && result instanceof Promise) result.catch((thrown: unknown) => this.#report(thrown));
  }

  #report(thrown: unknown): void {
    const { onError = rethrowLater } = this.#options;
    try {
      onError(toError(thrown));
    } catch (second) {
      rethrowLater(toError(second));
    }
  }

  #read(data: unknown): Input<S> {
    if (typeof data !== "string") return { outcome: "invalid", error: binaryFrameError() };
    return readText(this.#options.events.server, data);
  }

  #count(outcome: Input<S>["outcome"]): void {
    const key = outcome === "event" ? "events" : outcome;
    this.#counts = { ...this.#counts, [key]: this.#counts[key] + 1 };
  }

  #deliver(input: Input<S>, place: StreamPlace | undefined): unknown {
    const { handlers, onEvent, onUnknown, onInvalid } = this.#options;
    switch (input.outcome) {
      case "event":
        if (handlers !== undefined) this.#watch(callHandler(handlers, input.name, input.event, undefined));
        return onEvent?.(input.event, place);
      case "unknown":
        return onUnknown?.(input.tag, input.value);
      case "invalid":
        return onInvalid?.(input.error);
    }
  }
}

/** As an event listener's error: it is nobody's to catch, but the rest goes on first. */
function rethrowLater(error: Error): void {
  setTimeout(() => {
    throw error;
  });
}
