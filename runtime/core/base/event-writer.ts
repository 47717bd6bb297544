import { ProtocolError } from "./error.js";
import type { EventReader } from "./event-reader.js";
import { outgoingError } from "./read-input.js";

/** Turns events of the application into the JSON texts that a peer receives. */
export class EventWriter<Event> {
  readonly #events: EventReader<Event>;
  readonly #isChecking: boolean;

  /** @param isChecking If true, {@link text} validates events. {@link checkedText} always validates them. */
  constructor(events: EventReader<Event>, isChecking: boolean) {
    this.#events = events;
    this.#isChecking = isChecking;
  }

  /** Returns the JSON text of an event. @throws {@link ProtocolError} if the event is invalid and the writer checks events. */
  readonly text = (event: Event): string => (this.#isChecking ? this.checkedText(event) : textOf(event));

  /** Returns the JSON text of an event. @throws {@link ProtocolError} if the event is invalid. */
  checkedText(event: Event): string {
    const error = outgoingError(this.#events, event);
    if (error !== undefined) throw error;
    return textOf(event);
  }
}

function textOf(event: unknown): string {
  const text: string | undefined = JSON.stringify(event);
  if (text === undefined) throw new ProtocolError("INVALID_EVENT", `expected an event, got ${typeof event}`);
  return text;
}
