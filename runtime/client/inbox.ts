import { toError } from "../core/base/error.js";
import { binaryFrameError, readText, readValue } from "../core/base/read-input.js";
import type { Input } from "../core/base/read-input.js";
import type { CursorOutput } from "../core/client-steps/client-state.js";
import type { LastLoss, Missed } from "../core/client-steps/stream-loss.js";
import type { EventOf } from "../core/contract/v1/contract.js";
import type { Protocol, ProtocolTypes } from "../core/contract/v1/protocol.js";
import { positionAfter } from "../core/log/position.js";
import type { ConnectOptions, EventPosition, ReceivedCounts } from "./options.js";

type EventsOutput = Extract<CursorOutput, { readonly action: "events" }>;
type EventHandler<T extends ProtocolTypes> = (event: EventOf<T["server"]>, position: EventPosition) => unknown;

const mostWarnings = 64;

/** Validates received events, counts them, and passes them to the callbacks of the application. */
export class Inbox<T extends ProtocolTypes> {
  readonly #protocol: Protocol<T>;
  readonly #options: ConnectOptions<T>;
  /** The names of the events about which the inbox has written a warning to the console. */
  readonly #warned = new Set<string | undefined>();
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

  /** Takes events of a session, in order. Returns the events that the client could not read, if there are any. */
  takeEvents({ stream, events, from, at: last, isConflated }: EventsOutput): Missed | undefined {
    const names: string[] = [];
    const counts = { unknown: 0, refused: 0, states: 0 };
    let loss: LastLoss | undefined;
    for (const [index, event] of events.entries()) {
      // Conflated events have no positions of their own. Each gets the position of the last event that they replace.
      const at = isConflated ? last : positionAfter(from, index);
      const input = readValue(this.#protocol.server, event);
      this.#take(input, { stream, at });
      if (input.outcome === "event") continue;
      const [kind, name] = input.outcome === "unknown" ? (["unknown", input.tag] as const) : (["refused", input.name] as const);
      counts[kind]++;
      if (name !== undefined) names.push(name);
      loss = { kind, name, reason: input.error.message, at };
    }
    return loss && { ...counts, names, last: loss };
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
        this.#warn(input.tag, input.error);
        return onUnknown?.(input.tag, input.value);
      case "invalid":
        this.#warn(input.name, input.error);
        return onInvalid?.(input.error);
    }
  }

  /** Warns on the console, once for each name of an event, if the application handles no loss. */
  #warn(name: string | undefined, { message }: Error): void {
    const { onUnknown, onInvalid, onLoss } = this.#options;
    if (onUnknown ?? onInvalid ?? onLoss ?? (this.#warned.has(name) || this.#warned.size === mostWarnings)) return;
    this.#warned.add(name);
    // oxlint-disable-next-line no-console -- the application has no handler, and would learn nothing
    console.warn(
      `dagwire has skipped an event of the server: ${message}. Update this client, or set the options "onUnknown" and "onInvalid".`,
    );
  }
}

function handlerOf<T extends ProtocolTypes>(handlers: object, name: string): EventHandler<T> | undefined {
  // A handler accepts the event under whose name it stands in the table. TypeScript cannot check this.
  return (handlers as Readonly<Record<string, EventHandler<T> | undefined>>)[name];
}

/** Throws the error in a timer, so that it becomes an uncaught error and the other callbacks run first. */
function rethrowLater(error: Error): void {
  setTimeout(() => {
    throw error;
  });
}
