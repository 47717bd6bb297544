import type { EventSet } from "../core/codegen/contract.js";
import { ProtocolError } from "../core/error.js";
import { outgoingError } from "../core/read-input.js";
import { frameText } from "./frame.js";
import type { Frame } from "./frame.js";

/** Turns server events into frames. */
export class Outbound<S> {
  readonly #events: EventSet<S>;
  readonly #isChecked: boolean;

  constructor(events: EventSet<S>, isChecked: boolean) {
    this.#events = events;
    this.#isChecked = isChecked;
  }

  /** @throws {@link ProtocolError} when the event is wrong and checking is on. */
  frame(event: S): Frame {
    return this.#isChecked ? this.frameChecked(event) : frameJson(event);
  }

  /** The same, checked in any case. */
  frameChecked(event: S): Frame {
    const error = outgoingError(this.#events, event);
    if (error !== undefined) throw error;
    return frameJson(event);
  }
}

function frameJson(event: unknown): Frame {
  const text: string | undefined = JSON.stringify(event);
  if (text === undefined) throw new ProtocolError("INVALID_EVENT", `expected an event, got ${typeof event}`);
  return frameText(text);
}
