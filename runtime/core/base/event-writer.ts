import { ProtocolError } from "./error.js";
import type { EventReader } from "./event-reader.js";
import { outgoingError } from "./read-input.js";

/** Turns events of the application into the JSON texts that a peer receives. */
export class EventWriter<Event> {
  readonly #events: EventReader<Event>;
  readonly #isChecking: boolean;
  readonly #cutCharacter: ((event: Event) => string | undefined) | undefined;

  /**
   * @param isChecking If true, {@link text} validates events. {@link checkedText} always validates them.
   * @param cutCharacter Returns the place of a piece of a text that ends inside a character. Such an event is invalid, too.
   */
  constructor(events: EventReader<Event>, isChecking: boolean, cutCharacter?: (event: Event) => string | undefined) {
    this.#events = events;
    this.#isChecking = isChecking;
    this.#cutCharacter = cutCharacter;
  }

  /** Returns the JSON text of an event. @throws {@link ProtocolError} if the event is invalid and the writer checks events. */
  readonly text = (event: Event): string => (this.#isChecking ? this.checkedText(event) : textOf(event));

  /** Returns the JSON text of an event. @throws {@link ProtocolError} if the event is invalid. */
  checkedText(event: Event): string {
    const error = outgoingError(this.#events, event);
    if (error !== undefined) throw error;
    const place = this.#cutCharacter?.(event);
    if (place !== undefined) throw cutError(this.#events.nameOf(event), place);
    return textOf(event);
  }
}

function cutError(name: string | undefined, path: string): ProtocolError {
  const message = `cannot publish ${JSON.stringify(name)}: ${JSON.stringify(path)} ends inside a character. Keep the half for the next piece.`;
  const issue = { path, expected: "a text that ends with a whole character", got: "the first half of a surrogate pair" };
  return new ProtocolError("INVALID_EVENT", message, [issue]);
}

function textOf(event: unknown): string {
  const text: string | undefined = JSON.stringify(event);
  if (text === undefined) throw new ProtocolError("INVALID_EVENT", `expected an event, got ${typeof event}`);
  return text;
}
