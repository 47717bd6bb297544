import type { LogSnapshot, StreamLog } from "../../core/log/stream-log.js";
import type { Position, StreamId } from "../../core/session/types.js";

/** The state that a stream's events add up to, as generated code has it. */
export type StreamState<S> = {
  /** State before the first event; the generated `initialState`. */
  readonly initial: () => unknown;
  /** State after some events: `(state, events) => applyServerEvents(state, events).state`. */
  // The state's type is the application's own affair: it comes back as it was given.
  readonly apply: (state: never, events: readonly S[]) => unknown;
};

const readLimit = { maxEvents: 1_000, maxBytes: 4_194_304 };

/** Keeps a stream's state beside its log: whole at every position, also where a process takes over an older one's log. */
export class StateKeeper<S> {
  readonly #apply: (state: unknown, events: readonly S[]) => unknown;
  #state: unknown;
  #at: Position;
  #restoredEvents = 0;

  private constructor({ apply }: StreamState<S>, state: unknown, at: Position) {
    this.#apply = apply as (state: unknown, events: readonly S[]) => unknown;
    this.#state = state;
    this.#at = at;
  }

  /** Reads the state back from the log's snapshot and the events after it. */
  static async restore<S>(log: StreamLog, stream: StreamId, head: Position, rules: StreamState<S>): Promise<StateKeeper<S>> {
    const snapshot = await log.snapshot(stream);
    const state = snapshot === undefined ? rules.initial() : (JSON.parse(snapshot.state) as unknown);
    const keeper = new StateKeeper(rules, state, head);
    await keeper.#catchUp(log, stream, snapshot?.at);
    return keeper;
  }

  /** Events that were read back after the snapshot. */
  get restoredEvents(): number {
    return this.#restoredEvents;
  }

  get state(): unknown {
    return this.#state;
  }

  /** Events that are in the log now; `at` is the position of the last. */
  take(events: readonly S[], at: Position): void {
    this.#state = this.#apply(this.#state, events);
    this.#at = at;
  }

  snapshot(): LogSnapshot {
    return { at: this.#at, state: JSON.stringify(this.#state) };
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
