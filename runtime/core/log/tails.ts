import type { StreamId } from "../frames/types.js";
import type { LogSlice } from "./stream-log.js";

type TailListener = (slice: LogSlice) => void;

/** The functions that a log calls with newly stored events, by stream. */
export class Tails {
  readonly #listeners = new Map<StreamId, Set<TailListener>>();

  /** Adds a listener for a stream. Returns a function that removes the listener. */
  add(stream: StreamId, listener: TailListener): () => void {
    const listeners = this.#listeners.get(stream) ?? new Set();
    this.#listeners.set(stream, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(stream) === listeners) this.#listeners.delete(stream);
    };
  }

  /** Calls the listeners of a stream with its newly stored events. */
  notify(stream: StreamId, slice: LogSlice): void {
    for (const listener of this.#listeners.get(stream) ?? []) listener(slice);
  }
}
