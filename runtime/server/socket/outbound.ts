import type { EventReader } from "../../core/base/event-reader.js";
import { ProtocolError } from "../../core/base/error.js";
import { outgoingError } from "../../core/base/read-input.js";
import { frameText } from "./frame.js";
import type { Frame } from "./frame.js";

/** Turns server events into frames. */
export class Outbound<S> {
  readonly #events: EventReader<S>;
  readonly #isChecked: boolean;

  constructor(events: EventReader<S>, isChecked: boolean) {
    this.#events = events;
    this.#isChecked = isChecked;
  }

  /** @throws {@link ProtocolError} when the event is wrong and checking is on. */
  text(event: S): string {
    if (this.#isChecked) this.#check(event);
    return textOf(event);
  }

  /** The same as a frame. */
  frame(event: S): Frame {
    return frameText(this.text(event));
  }

  /** The same, checked in any case. */
  frameChecked(event: S): Frame {
    this.#check(event);
    return frameText(textOf(event));
  }

  #check(event: S): void {
    const error = outgoingError(this.#events, event);
    if (error !== undefined) throw error;
  }
}

function textOf(event: unknown): string {
  const text: string | undefined = JSON.stringify(event);
  if (text === undefined) throw new ProtocolError("INVALID_EVENT", `expected an event, got ${typeof event}`);
  return text;
}
