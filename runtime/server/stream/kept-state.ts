import { toError } from "../../core/base/error.js";
import { atOnce } from "../../core/base/guard.js";
import { exceedsDepth } from "../../core/base/json-depth.js";
import { valueAt } from "../../core/contract/v1/state/members.js";
import { KnownKeys } from "./known-keys.js";
import { PastState } from "./past-state.js";
import { StateHolder } from "../../core/contract/v1/state/state-holder.js";
import type { PartAt } from "../../core/contract/v1/state/state-holder.js";
import { stepsOf } from "../../core/contract/v1/state/state-reducer.js";
import type { StateReducer, StateSteps } from "../../core/contract/v1/state/state-reducer.js";

/** The state of a stream, which its events change. */
export type KeptState<State> = {
  /** The state for the caller alone, who keeps no part of it. */
  readonly peek: () => State;
  /** Hands out the value at a path of the state. The value never changes. */
  readonly read: <const Path extends readonly string[]>(path: Path) => PartAt<State, Path>;
  /** Throws if the state cannot take events that are on their way to the log. The log must not get these events. */
  readonly try: (texts: readonly string[]) => void;
  /** Forgets what {@link try} has computed, because the log has refused an append. */
  readonly forgetTried: () => void;
  /** Changes the state by events of the log. Reports an event that the state cannot take, and skips it. */
  readonly take: (texts: readonly string[], report: (thrown: unknown) => void) => void;
  /** Returns the state as it is now. Until {@link endPast} it stays so, whatever events change. At most one is begun at a time. */
  readonly beginPast: () => PastState;
  readonly endPast: () => void;
};

/** Returns the state of a stream. It changes in place if the reducer has steps. */
export function keptState<State, S>(reducer: StateReducer<State, S>, state: State): KeptState<State> {
  const steps = stepsOf(reducer);
  return steps === undefined ? new ReducedState(reducer, state) : new HeldState(steps, state);
}

/** The most levels to which an event may nest, so that a comparison with the state does not exhaust the stack. */
const maxDepth = 1_000;

/** A state that changes in place by generated steps, so that an event costs what it changes. */
class HeldState<State, S> implements KeptState<State> {
  readonly #steps: StateSteps<State, S>;
  readonly #holder: StateHolder<State>;
  readonly #keys = new KnownKeys();

  constructor(steps: StateSteps<State, S>, state: State) {
    this.#steps = steps;
    this.#holder = new StateHolder(state);
    // Lists the keys of a restored state now, because the server has waited for its text anyway.
    this.beginPast();
    this.endPast();
  }

  peek(): State {
    return this.#holder.state;
  }

  read<const Path extends readonly string[]>(path: Path): PartAt<State, Path> {
    return this.#holder.read(path);
  }

  /** The steps take every valid event, unless it nests so deep that they exhaust the stack. */
  try(texts: readonly string[]): void {
    for (const text of texts)
      if (text.length > maxDepth && exceedsDepth(text, maxDepth))
        throw new RangeError(`expected JSON at most ${maxDepth} levels deep, got more`);
  }

  forgetTried(): void {
    // The steps change the state when the log has the events, so nothing was computed before.
  }

  take(texts: readonly string[], report: (thrown: unknown) => void): void {
    for (const text of texts) {
      try {
        this.#steps.take(this.#holder, [JSON.parse(text) as S]);
      } catch (thrown) {
        report(skipped(text, thrown));
      }
    }
  }

  beginPast(): PastState {
    const past = new PastState(this.#holder.state, this.#keys);
    this.#keys.next = past;
    this.#holder.watch = this.#keys;
    return past;
  }

  endPast(): void {
    this.#keys.next = undefined;
    if (this.#keys.isEmpty) this.#holder.watch = undefined;
  }
}

/** Events that the reducer has taken before the log had them, and the state after them. */
type Tried<State> = { readonly before: State; readonly texts: readonly string[]; readonly after: State };

/** A state that the reducer of an application computes anew for each event. */
class ReducedState<State, S> implements KeptState<State> {
  readonly #reducer: StateReducer<State, S>;
  #state: State;
  /** The appends on their way to the log, in order. */
  #tried: Tried<State>[] = [];

  constructor(reducer: StateReducer<State, S>, state: State) {
    this.#reducer = reducer;
    this.#state = state;
  }

  peek(): State {
    return this.#state;
  }

  read<const Path extends readonly string[]>(path: Path): PartAt<State, Path> {
    return valueAt(this.#state, path) as PartAt<State, Path>;
  }

  /** The result becomes the state when the log reports the same events, so the reducer takes each event once. */
  try(texts: readonly string[]): void {
    const before = this.#tried.at(-1)?.after ?? this.#state;
    this.#tried.push({ before, texts, after: this.#apply(before, texts) });
  }

  forgetTried(): void {
    this.#tried = [];
  }

  take(texts: readonly string[], report: (thrown: unknown) => void): void {
    const tried = this.#tried.shift();
    if (tried !== undefined && tried.before === this.#state && haveSameItems(tried.texts, texts)) {
      this.#state = tried.after;
      return;
    }
    this.#tried = [];
    this.#state = this.#applied(texts, report);
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

  beginPast(): PastState {
    return new PastState(this.#state);
  }

  endPast(): void {
    // The reducer never changes a state in place.
  }
}

function skipped(text: string, cause: unknown): Error {
  return new Error(`the state has skipped the stored event ${text.slice(0, 200)}: ${toError(cause).message}`, { cause });
}

function haveSameItems(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
