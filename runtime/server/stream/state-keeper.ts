import type { LogSnapshot, StreamLog } from "../../core/log/stream-log.js";
import type { Position, StreamId } from "../../core/frames/types.js";
import { atOnce } from "../guard.js";

/** The generated `streamState`, or one written by hand, whatever the type of the state. */
export type AnyStreamState<S, State = unknown> = {
  /** State before the first event. */
  readonly initial: () => State;
  /** State after some events. */
  // The state's type is the application's own affair: it comes back as it was given.
  readonly apply: (state: never, events: readonly S[]) => { readonly state: State };
  /** Fewer events that lead to the same state, for clients that lag far behind. @default they get the state */
  readonly conflate?: ((events: readonly S[]) => readonly S[]) | undefined;
  /** True for a state after the last event. @default there is no last event */
  readonly hasEnded?: ((state: never) => boolean) | undefined;
  /** True for an event after which there is none: nothing is published after it. @default there is no last event */
  readonly isTerminal?: ((event: S) => boolean) | undefined;
};

const readLimit = { maxEvents: 1_000, maxBytes: 4_194_304 };

/** Keeps a stream's state beside its log: whole at every position, also where a process takes over an older one's log. */
export class StateKeeper<S> {
  readonly #rules: AnyStreamState<S>;
  #state: unknown;
  #at: Position;
  #restoredEvents = 0;
  /** As text: whoever comes while nothing happens is told the same. */
  #snapshot: LogSnapshot | undefined;

  private constructor(rules: AnyStreamState<S>, state: unknown, at: Position) {
    this.#rules = rules;
    this.#state = state;
    this.#at = at;
  }

  /** Reads the state back from the log's snapshot and the events after it. */
  static async restore<S>(log: StreamLog, stream: StreamId, head: Position, rules: AnyStreamState<S>): Promise<StateKeeper<S>> {
    const snapshot = await log.snapshot(stream);
    const state = snapshot === undefined ? atOnce(rules.initial(), "initial") : (JSON.parse(snapshot.state) as unknown);
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

  /** The stream's last event is in the log. */
  get hasEnded(): boolean {
    // It is given what it gave.
    return atOnce(this.#rules.hasEnded?.(this.#state as never), "hasEnded") ?? false;
  }

  /** Events that are in the log now; `at` is the position of the last. */
  take(events: readonly S[], at: Position): void {
    this.#state = atOnce(this.#rules.apply(this.#state as never, events), "apply").state;
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
