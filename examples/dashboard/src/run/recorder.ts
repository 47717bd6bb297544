import { type DagState, type ServerEvent, initialState, streamState } from "@dagwire/dag";

const maxEvents = 20_000;
/** So many of the oldest become part of the beginning at once. */
const foldedEvents = 5_000;

/** The run as this page has seen it: a state to begin with, and each event since. */
export class Recorder {
  readonly #listeners = new Set<() => void>();
  #base: DagState = initialState();
  #events: ServerEvent[] = [];
  /** The last state that was asked for: the next is often a little later. */
  #last: { readonly count: number; readonly state: DagState } = { count: 0, state: this.#base };

  /** How many events there are to go through. */
  readonly getLength = (): number => this.#events.length;

  /** Calls `listener` when there is more. The result ends that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** The whole state in place of all events before. */
  begin(state: DagState): void {
    this.#base = state;
    this.#events = [];
    this.#last = { count: 0, state };
    this.#tell();
  }

  take(event: ServerEvent): void {
    this.#events.push(event);
    if (this.#events.length > maxEvents) this.#fold();
    this.#tell();
  }

  /** The state after so many events. */
  stateAt(count: number): DagState {
    const from = this.#last.count <= count ? this.#last : { count: 0, state: this.#base };
    const { state } = streamState.apply(from.state, this.#events.slice(from.count, count));
    this.#last = { count, state };
    return state;
  }

  /** The event that leads to {@link stateAt}. */
  eventAt(count: number): ServerEvent | undefined {
    return this.#events[count - 1];
  }

  #fold(): void {
    this.#base = streamState.apply(this.#base, this.#events.splice(0, foldedEvents)).state;
    this.#last = { count: 0, state: this.#base };
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
