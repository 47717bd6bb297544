import { toError } from "../../core/base/error.js";
import { atOnce } from "../../core/base/guard.js";
import type { StateReducer } from "../../core/contract/v1/state/state-reducer.js";
import type { Position } from "../../core/frames/types.js";
import { isLater } from "../../core/log/position.js";
import type { LogSlice, LogSnapshot, StoredProtocol } from "../../core/log/stream-log.js";

/** Events that the reducer has taken before the log had them, and the state after them. */
type Tried<State> = { readonly before: State; readonly texts: readonly string[]; readonly after: State };

/** Computes a stream's state from the tail of its log. */
export class StateKeeper<State, S> {
  readonly #reducer: StateReducer<State, S>;
  readonly #protocol: StoredProtocol;
  #state: State;
  #at: Position;
  /** The state as JSON text, for all clients that connect before the next event. */
  #snapshot: LogSnapshot | undefined;
  /** The appends on their way to the log, in order. */
  #tried: Tried<State>[] = [];

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

  /** The position of the last event in the state. */
  get at(): Position {
    return this.#at;
  }

  /** True if the state shows that the stream has ended. */
  get hasEnded(): boolean {
    return atOnce(this.#reducer.hasEnded?.(this.#state), "hasEnded") ?? false;
  }

  /**
   * Applies events that are on their way to the log to the state that it will then have. The reducer's result becomes the state
   * when the tail reports the same events, so the reducer takes each event once.
   *
   * @throws the error of the reducer. The log must not get these events, because no server could then restore the state.
   */
  try(texts: readonly string[]): void {
    if (texts.length === 0) return;
    const before = this.#tried.at(-1)?.after ?? this.#state;
    this.#tried.push({ before, texts, after: this.#apply(before, texts) });
  }

  /** Forgets what {@link try} has computed, because the log has refused an append. */
  forgetTried(): void {
    this.#tried = [];
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
    this.#state = this.#triedState(slice.texts) ?? this.#applied(slice.texts, report);
    this.#at = slice.at;
    this.#snapshot = undefined;
    return true;
  }

  snapshot(): LogSnapshot {
    return (this.#snapshot ??= { at: this.#at, state: JSON.stringify(this.#state) ?? "null", protocol: this.#protocol });
  }

  #triedState(texts: readonly string[]): State | undefined {
    const tried = this.#tried.shift();
    const isSame = tried !== undefined && tried.before === this.#state && haveSameItems(tried.texts, texts);
    if (isSame) return tried.after;
    this.#tried = [];
    return undefined;
  }

  #applied(texts: readonly string[], report: (thrown: unknown) => void): State {
    try {
      return this.#apply(this.#state, texts);
    } catch {
      return texts.reduce((state, text) => this.#appliedAlone(state, text, report), this.#state);
    }
  }

  #appliedAlone(state: State, text: string, report: (thrown: unknown) => void): State {
    try {
      return this.#apply(state, [text]);
    } catch (thrown) {
      report(skipped(text, thrown));
      return state;
    }
  }

  #apply(state: State, texts: readonly string[]): State {
    const events = texts.map((text) => JSON.parse(text) as S);
    return atOnce(this.#reducer.apply(state, events), "apply").state;
  }
}

function skipped(text: string, cause: unknown): Error {
  return new Error(`the state has skipped the stored event ${text.slice(0, 200)}: ${toError(cause).message}`, { cause });
}

function haveSameItems(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
