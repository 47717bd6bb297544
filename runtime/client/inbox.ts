import { toError } from "../core/base/error.js";
import { binaryFrameError, readText, readValue } from "../core/base/read-input.js";
import type { Input } from "../core/base/read-input.js";
import type { CursorOutput } from "../core/client-steps/client-state.js";
import type { Loss } from "../core/client-steps/stream-loss.js";
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
  counts: ReceivedCounts = { events: 0, unknown: 0, invalid: 0 };

  constructor(protocol: Protocol<T>, options: ConnectOptions<T>) {
    this.#protocol = protocol;
    this.#options = options;
  }

  /** Takes one message of a server in plain mode. */
  receive(data: unknown): void {
    const input =
      typeof data === "string" ? readText(this.#protocol.server, data) : ({ outcome: "invalid", error: binaryFrameError() } as const);
    this.#take(input, {});
  }

  /** Takes events of a session, in order. Returns the losses, if the application keeps account of them. */
  takeEvents({ stream, events, from, at: last, isConflated }: EventsOutput): readonly Loss[] {
    const losses: Loss[] = [];
    for (const [index, event] of events.entries()) {
      // Conflated events have no positions of their own. Each gets the position of the last event that they replace.
      const at = isConflated ? last : positionAfter(from, index);
      const input = readValue(this.#protocol.server, event);
      this.#take(input, { stream, at });
      if (input.outcome !== "event") losses.push(...(this.#options.losses?.lossOf(input, at, this.#options) ?? []));
    }
    return losses;
  }

  #take(input: Input<EventOf<T["server"]>>, position: EventPosition): void {
    const { handlers, onEvent, onUnknown, onInvalid } = this.#options;
    const key = input.outcome === "event" ? "events" : input.outcome;
    this.counts = { ...this.counts, [key]: this.counts[key] + 1 };
    // `onEvent` also gets an event whose handler throws, because it may keep a state.
    if (input.outcome === "event") this.guard(() => handlerOf<T>(handlers, input.name)?.(input.event, position));
    this.guard(() => {
      switch (input.outcome) {
        case "event":
          return onEvent?.(input.event, position);
        case "unknown":
          return onUnknown?.(input.tag, input.value);
        case "invalid":
          return onInvalid?.(input.error);
      }
    });
  }

  /** Calls a callback of the application. Passes an error that the callback throws or rejects with to `onError`. */
  guard(callback: () => unknown): void {
    try {
      const result = callback();
      if (result instanceof Promise) result.catch((thrown: unknown) => this.#report(thrown));
    } catch (thrown) {
      this.#report(thrown);
    }
  }

  #report(thrown: unknown): void {
    const { onError = rethrowLater } = this.#options;
    try {
      onError(toError(thrown));
    } catch (second) {
      rethrowLater(toError(second));
    }
  }
}

function handlerOf<T extends ProtocolTypes>(handlers: object = {}, name: string): EventHandler<T> | undefined {
  // A handler accepts the event under whose name it stands in the table. TypeScript cannot check this.
  return (handlers as Readonly<Record<string, EventHandler<T> | undefined>>)[name];
}

/** Throws the error in a timer, so that it becomes an uncaught error and the other callbacks run first. */
function rethrowLater(error: Error): void {
  setTimeout(() => {
    throw error;
  });
}
