import { toError } from "../core/error.js";
import { callHandler } from "../core/handlers.js";
import { binaryFrameError, readInput } from "../core/read-input.js";
import type { Input } from "../core/read-input.js";
import type { ConnectOptions, ReceivedCounts } from "./options.js";

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

  receive(data: unknown): void {
    const input = this.#read(data);
    this.#count(input.outcome);
    this.guard(() => {
      this.#deliver(input);
    });
  }

  /** Runs a callback of the application; what it throws goes to `onError`. */
  guard(callback: () => void): void {
    try {
      callback();
    } catch (thrown) {
      const report = this.#options.onError ?? rethrowLater;
      report(toError(thrown));
    }
  }

  #read(data: unknown): Input<S> {
    if (typeof data !== "string") return { outcome: "invalid", error: binaryFrameError() };
    // The server is trusted with depth: the limit protects servers from strangers.
    return readInput(this.#options.events.server, data, Number.POSITIVE_INFINITY);
  }

  #count(outcome: Input<S>["outcome"]): void {
    const key = outcome === "event" ? "events" : outcome;
    this.#counts = { ...this.#counts, [key]: this.#counts[key] + 1 };
  }

  #deliver(input: Input<S>): void {
    const { handlers, onEvent, onUnknown, onInvalid } = this.#options;
    switch (input.outcome) {
      case "event":
        if (handlers !== undefined) callHandler(handlers, input.name, input.event, undefined);
        onEvent?.(input.event);
        return;
      case "unknown":
        onUnknown?.(input.tag, input.value);
        return;
      case "invalid":
        onInvalid?.(input.error);
    }
  }
}

/** As an event listener's error: it is nobody's to catch, but the rest goes on first. */
function rethrowLater(error: Error): void {
  setTimeout(() => {
    throw error;
  });
}
