import { ProtocolError } from "./error.js";
import type { EventReader } from "./event-reader.js";
import { outgoingError } from "./read-input.js";

/** Turns events of the application into the text that is sent. */
export class EventWriter<Event> {
  readonly #events: EventReader<Event>;
  readonly #isChecking: boolean;

  /** @param isChecking False trusts the application; {@link checkedText} checks in any case. */
  constructor(events: EventReader<Event>, isChecking: boolean) {
    this.#events = events;
    this.#isChecking = isChecking;
  }

  /** @throws {@link ProtocolError} when the event is wrong and checking is on. */
  readonly text = (event: Event): string => (this.#isChecking ? this.checkedText(event) : textOf(event));

  /** @throws {@link ProtocolError} when the event is wrong. */
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
