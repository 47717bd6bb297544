import { ProtocolError } from "./error.js";
import type { EventReader } from "./event-reader.js";
import { outgoingError } from "./read-input.js";

/** Writes events of the application as the texts that are sent. */
export class EventWriter<Event> {
  readonly #events: EventReader<Event>;
  readonly #isChecking: boolean;

  /** @param isChecking If false, only {@link checkedText} validates events. */
  constructor(events: EventReader<Event>, isChecking: boolean) {
    this.#events = events;
    this.#isChecking = isChecking;
  }

  /** Writes an event. @throws {@link ProtocolError} if the event is invalid and the writer checks events. */
  readonly text = (event: Event): string => (this.#isChecking ? this.checkedText(event) : textOf(event));

  /** Writes an event. @throws {@link ProtocolError} if the event is invalid. */
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
