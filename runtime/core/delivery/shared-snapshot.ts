import type { Position, StreamId } from "../frames/types.js";
import type { LogSnapshot } from "../log/stream-log.js";
import type { Notice } from "./session-frames.js";

/** The WebSocket messages that the server writes at once. */
export type Texts = readonly string[];

/** How a state travels: as frames `$piece`, each JSON of its own, or as frames `$snapshot` with parts of its JSON text. */
export type StateForm = "pieces" | "text";

/** The state of a stream at one position, as frames that all connections share. */
export type SharedSnapshot = {
  readonly at: Position;
  /** The frames of the state. The server writes one item at a time to a connection. */
  readonly chunks: readonly Texts[];
  /** The number of characters of the state. */
  readonly length: number;
};

/** Cuts the text of a state into parts while the text is made. No part ends within a character. */
export class TextParts {
  readonly #maxUnits: number;
  readonly #parts: string[] = [];
  #rest = "";

  /** @param maxBytes The largest number of bytes of a part. A UTF-16 code unit has at most 3 bytes in UTF-8. */
  constructor(maxBytes: number) {
    this.#maxUnits = Math.max(2, Math.floor(maxBytes / 3));
  }

  add(text: string): void {
    this.#rest += text;
    if (this.#rest.length > this.#maxUnits) this.#cut();
  }

  /** Returns all parts: at least one, which may be empty. */
  finish(): readonly string[] {
    return [...this.#parts, this.#rest];
  }

  /** Never cuts a surrogate pair, which UTF-8 could not encode. */
  #cut(): void {
    const text = this.#rest;
    let start = 0;
    while (text.length - start > this.#maxUnits) {
      const unit = text.charCodeAt(start + this.#maxUnits - 1);
      const end = start + this.#maxUnits - (unit >= 0xd800 && unit < 0xdc00 ? 1 : 0);
      this.#parts.push(text.slice(start, end));
      start = end;
    }
    this.#rest = text.slice(start);
  }
}

/**
 * Makes the frames `$snapshot` of a state from its parts.
 *
 * @param states The parts of the state's text, each as a JSON string.
 */
export function snapshotChunks(stream: StreamId, at: Position, states: readonly string[]): readonly Texts[] {
  const { length: of } = states;
  const type: Notice["type"] = "$snapshot";
  const head = `{"type":"${type}","stream":${JSON.stringify(stream)},"at":${JSON.stringify(at)}`;
  return states.map((state, index) => [`${head},"part":${index + 1},"of":${of},"state":${state}}`]);
}

/** Makes the frames `$snapshot` of a state that a log holds. */
export function sharedSnapshot(stream: StreamId, { at, state }: LogSnapshot, maxBytes: number): SharedSnapshot {
  const parts = new TextParts(maxBytes);
  parts.add(state);
  const states = parts.finish().map((part) => JSON.stringify(part));
  return { at, chunks: snapshotChunks(stream, at, states), length: state.length };
}

/** The events that a log has after a snapshot. */
export type Since = { readonly events: number; readonly length: number };

const mostEvents = 5_000;
const smallLength = 262_144;

/**
 * Returns the age of a snapshot. Up to 1, a newcomer may get the snapshot and the events since. From {@link renewalAge} on, the server
 * makes the next snapshot meanwhile, so that no newcomer has to wait for it.
 *
 * @param maxReplayEvents The number of missed events above which the server sends the state instead.
 */
export function ageOf({ length }: SharedSnapshot, since: Since, maxReplayEvents: number): number {
  return Math.max(since.events / Math.min(mostEvents, maxReplayEvents / 2), since.length / Math.max(smallLength, length / 4));
}

/** See {@link ageOf}. */
export const renewalAge = 0.75;
