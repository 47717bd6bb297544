import { atOnce } from "../../core/base/guard.js";
import type { StateReducer } from "../../core/contract/v1/state/state-reducer.js";
import type { Position } from "../../core/frames/types.js";
import type { LogSnapshot, StoredProtocol } from "../../core/log/stream-log.js";

/** Computes a stream's state from the events that the log has stored. */
export class StateKeeper<State, S> {
  readonly #reducer: StateReducer<State, S>;
  readonly #protocol: StoredProtocol;
  #state: State;
  #at: Position;
  /** The state as JSON text, for all clients that connect before the next event. */
  #snapshot: LogSnapshot | undefined;

  /** @param at The position of the last event in `state`. */
  constructor(reducer: StateReducer<State, S>, protocol: StoredProtocol, state: State, at: Position) {
    this.#reducer = reducer;
    this.#protocol = protocol;
    this.#state = state;
    this.#at = at;
  }

  get state(): State {
    return this.#state;
  }

  /** True if the state shows that the stream has ended. */
  get hasEnded(): boolean {
    return atOnce(this.#reducer.hasEnded?.(this.#state), "hasEnded") ?? false;
  }

  /** Applies events that the log has stored to the state. `at` is the position of the last of them. */
  take(events: readonly S[], at: Position): void {
    this.#state = atOnce(this.#reducer.apply(this.#state, events), "apply").state;
    this.#at = at;
    this.#snapshot = undefined;
  }

  snapshot(): LogSnapshot {
    return (this.#snapshot ??= { at: this.#at, state: JSON.stringify(this.#state) ?? "null", protocol: this.#protocol });
  }
}
