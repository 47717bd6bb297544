import type { StateReducer } from "../../core/contract/v1/state/state-reducer.js";
import type { LogSnapshot, StreamLog } from "../../core/log/stream-log.js";
import type { Position, StreamId } from "../../core/frames/types.js";
import { atOnce } from "../../core/base/guard.js";

const readLimit = { maxEvents: 1_000, maxBytes: 4_194_304 };

/** Keeps a stream's state beside its log. The state is complete at every position, also after a new process has taken over the log. */
export class StateKeeper<State, S> {
  readonly #reducer: StateReducer<State, S>;
  #state: State;
  #at: Position;
  #restoredEvents = 0;
  /** The state as text. All clients that come before the next event get the same text. */
  #snapshot: LogSnapshot | undefined;

  private constructor(reducer: StateReducer<State, S>, state: State, at: Position) {
    this.#reducer = reducer;
    this.#state = state;
    this.#at = at;
  }

  /** Restores the state from the log's snapshot and the events after it. */
  static async restore<State, S>(
    log: StreamLog,
    stream: StreamId,
    head: Position,
    reducer: StateReducer<State, S>,
  ): Promise<StateKeeper<State, S>> {
    const snapshot = await log.snapshot(stream);
    const state = snapshot === undefined ? atOnce(reducer.initial(), "initial") : (JSON.parse(snapshot.state) as State);
    const keeper = new StateKeeper(reducer, state, head);
    await keeper.#catchUp(log, stream, snapshot?.at);
    return keeper;
  }

  /** The number of events that were read after the snapshot. */
  get restoredEvents(): number {
    return this.#restoredEvents;
  }

  get state(): State {
    return this.#state;
  }

  /** True if the log holds the event that ends the stream. */
  get hasEnded(): boolean {
    return atOnce(this.#reducer.hasEnded?.(this.#state), "hasEnded") ?? false;
  }

  /** Applies events that the log has stored. `at` is the position of the last one. */
  take(events: readonly S[], at: Position): void {
    this.#state = atOnce(this.#reducer.apply(this.#state, events), "apply").state;
    this.#at = at;
    this.#snapshot = undefined;
  }

  snapshot(): LogSnapshot {
    return (this.#snapshot ??= { at: this.#at, state: JSON.stringify(this.#state) ?? "null" });
  }

  async #catchUp(log: StreamLog, stream: StreamId, after: Position | undefined): Promise<void> {
    const result = await log.read(stream, after, readLimit);
    if (result?.status !== "events" || result.texts.length === 0) return;
    this.#restoredEvents += result.texts.length;
    this.take(
      result.texts.map((text) => JSON.parse(text) as S),
      result.at,
    );
    return this.#catchUp(log, stream, result.at);
  }
}
