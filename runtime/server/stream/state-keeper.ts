import type { StateReducer } from "../../core/contract/v1/state/state-reducer.js";
import type { LogSnapshot, StreamLog } from "../../core/log/stream-log.js";
import type { Position, StreamId } from "../../core/frames/types.js";
import { atOnce } from "../../core/base/guard.js";

const readLimit = { maxEvents: 1_000, maxBytes: 4_194_304 };

/** Computes a stream's state from the events that the log has stored, also from the events of an earlier process. */
export class StateKeeper<State, S> {
  readonly #reducer: StateReducer<State, S>;
  #state: State;
  #at: Position;
  #restoredEvents = 0;
  /** The state as JSON text, for all clients that connect before the next event. */
  #snapshot: LogSnapshot | undefined;

  private constructor(reducer: StateReducer<State, S>, state: State, at: Position) {
    this.#reducer = reducer;
    this.#state = state;
    this.#at = at;
  }

  /** Restores a stream's state from the snapshot in the log and from the events after the snapshot. */
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

  /** The number of events after the snapshot from which the state was restored. */
  get restoredEvents(): number {
    return this.#restoredEvents;
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
