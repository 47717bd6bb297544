import { toError } from "../core/base/error.js";
import { binaryFrameError, readText, readValue } from "../core/base/read-input.js";
import type { Input } from "../core/base/read-input.js";
import type { CursorOutput } from "../core/client-steps/client-state.js";
import type { EventOf } from "../core/contract/v1/contract.js";
import type { Protocol, ProtocolTypes } from "../core/contract/v1/protocol.js";
import { positionAfter } from "../core/log/position.js";
import type { ConnectOptions, EventPosition, ReceivedCounts } from "./options.js";

type EventsOutput = Extract<CursorOutput, { readonly action: "events" }>;
type EventHandler<T extends ProtocolTypes> = (event: EventOf<T["server"]>, position: EventPosition) => unknown;

/** Validates received events, counts them, and passes them to the callbacks of the application. */
export class Inbox<T extends ProtocolTypes> {
  readonly #protocol: Protocol<T>;
  readonly #options: ConnectOptions<T>;
  #counts: ReceivedCounts = { events: 0, unknown: 0, invalid: 0 };

  constructor(protocol: Protocol<T>, options: ConnectOptions<T>) {
    this.#protocol = protocol;
    this.#options = options;
  }

  get counts(): ReceivedCounts {
    return this.#counts;
  }

  /** Takes one message of a server in plain mode. */
  receive(data: unknown): void {
    this.#take(this.#read(data), {});
  }

  /** Takes events of a session, in order. */
  takeEvents({ stream, events, from, at, isConflated }: EventsOutput): void {
    // Conflated events have no positions of their own. Each gets the position of the last event that they replace.
    for (const [index, event] of events.entries())
      this.#take(readValue(this.#protocol.server, event), { stream, at: isConflated ? at : positionAfter(from, index) });
  }

  #take(input: Input<EventOf<T["server"]>>, position: EventPosition): void {
    this.#count(input.outcome);
    this.guard(() => this.#deliver(input, position));
  }

  /** Calls a callback of the application. Passes an error that the callback throws or rejects with to `onError`. */
  guard(callback: () => unknown): void {
    try {
      this.#watch(callback());
    } catch (thrown) {
      this.#report(thrown);
    }
  }

  /** Passes the rejection of a callback's promise to `onError`. Without `onError` the browser or Node reports it as unhandled. */
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

  #read(data: unknown): Input<EventOf<T["server"]>> {
    if (typeof data !== "string") return { outcome: "invalid", error: binaryFrameError() };
    return readText(this.#protocol.server, data);
  }

  #count(outcome: Input<unknown>["outcome"]): void {
    const key = outcome === "event" ? "events" : outcome;
    this.#counts = { ...this.#counts, [key]: this.#counts[key] + 1 };
  }

  #deliver(input: Input<EventOf<T["server"]>>, position: EventPosition): unknown {
    const { handlers = {}, onEvent, onUnknown, onInvalid } = this.#options;
    switch (input.outcome) {
      case "event":
        this.#watch(handlerOf<T>(handlers, input.name)?.(input.event, position));
        return onEvent?.(input.event, position);
      case "unknown":
        return onUnknown?.(input.tag, input.value);
      case "invalid":
        return onInvalid?.(input.error);
    }
  }
}

function handlerOf<T extends ProtocolTypes>(handlers: object, name: string): EventHandler<T> | undefined {
  // `name` is the name of the event, so the handler accepts the event. TypeScript cannot check this.
  return (handlers as Readonly<Record<string, EventHandler<T> | undefined>>)[name];
}

/** Throws the error in a timer, so that it becomes an uncaught error and the other callbacks run first. */
function rethrowLater(error: Error): void {
  setTimeout(() => {
    throw error;
  });
}
