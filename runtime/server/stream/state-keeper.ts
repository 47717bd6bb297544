import { atOnce } from "../../core/base/guard.js";
import type { PartAt } from "../../core/contract/v1/state/state-holder.js";
import type { StateReducer } from "../../core/contract/v1/state/state-reducer.js";
import type { Position } from "../../core/frames/types.js";
import { isLater } from "../../core/log/position.js";
import type { LogSlice, LogSnapshot, StoredProtocol } from "../../core/log/stream-log.js";
import { keptState } from "./kept-state.js";
import type { KeptState } from "./kept-state.js";
import type { PastState } from "./past-state.js";

/** How many events a keeper has taken, and the characters of their texts. */
export type Taken = { readonly events: number; readonly length: number };

/** Computes a stream's state from the tail of its log. */
export class StateKeeper<State, S> {
  readonly #hasEnded: StateReducer<State, S>["hasEnded"];
  readonly protocol: StoredProtocol;
  readonly #kept: KeptState<State>;
  #at: Position;
  #taken: Taken = { events: 0, length: 0 };

  /** @param at The position of the last event in `state`. */
  constructor(reducer: StateReducer<State, S>, protocol: StoredProtocol, state: State, at: Position) {
    this.#hasEnded = reducer.hasEnded;
    this.protocol = protocol;
    this.#kept = keptState(reducer, state);
    this.#at = at;
  }

  /** Hands out the value at a path of the state. */
  read<const Path extends readonly string[]>(path: Path): PartAt<State, Path> {
    return this.#kept.read(path);
  }

  /** The position of the last event in the state. */
  get at(): Position {
    return this.#at;
  }

  /** True if the state shows that the stream has ended. */
  get hasEnded(): boolean {
    return atOnce(this.#hasEnded?.(this.#kept.peek()), "hasEnded") ?? false;
  }

  /**
   * Tries events that are on their way to the log.
   *
   * @throws the error of the reducer. The log must not get these events, because no server could then restore the state.
   */
  try(texts: readonly string[]): void {
    if (texts.length > 0) this.#kept.try(texts);
  }

  /** Forgets what {@link try} has computed, because the log has refused an append. */
  forgetTried(): void {
    this.#kept.forgetTried();
  }

  /**
   * Applies a slice of the log's tail to the state. Ignores a slice that the state already has.
   *
   * @param report Gets the error of the reducer. The keeper then skips the event that has caused it.
   * @returns false if the log has events before the slice that the state does not have.
   */
  take(slice: LogSlice, report: (thrown: unknown) => void): boolean {
    if (slice.texts.length === 0) return true;
    if (slice.after !== this.#at) return !isLater(slice.after, this.#at);
    this.#kept.take(slice.texts, report);
    this.#at = slice.at;
    const { events, length } = this.#taken;
    this.#taken = { events: events + slice.texts.length, length: slice.texts.reduce((sum, text) => sum + text.length, length) };
    return true;
  }

  /** The events that the keeper has taken since it was created. */
  get taken(): Taken {
    return this.#taken;
  }

  /** Returns the state as it is now, for a reader that takes a while. Call {@link endPast} afterwards. */
  beginPast(): PastState {
    return this.#kept.beginPast();
  }

  endPast(): void {
    this.#kept.endPast();
  }

  /** Makes a snapshot in one call, which takes long for a large state. */
  snapshot(): LogSnapshot {
    return { at: this.#at, state: JSON.stringify(this.#kept.peek()) ?? "null", protocol: this.protocol };
  }
}
