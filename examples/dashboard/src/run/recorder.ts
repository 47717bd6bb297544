import { type DagState, type ServerEvent, initialState, streamState } from "@dagwire/dag";

const maxEvents = 20_000;
/** Number of the oldest events that are folded into the first state at once. */
const foldedEvents = 5_000;

/** The run as this page has received it: a first state, and each event since. */
export class Recorder {
  readonly #listeners = new Set<() => void>();
  #base: DagState = initialState();
  #events: ServerEvent[] = [];
  /** The last state that a caller asked for. The next one is often a few events later. */
  #last: { readonly count: number; readonly state: DagState } = { count: 0, state: this.#base };

  /** Returns the number of recorded events. */
  readonly getLength = (): number => this.#events.length;

  /** Calls `listener` when events were added, until the returned function is called. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** Replaces all recorded events by a whole state. */
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

  /** Returns the state after `count` events. */
  stateAt(count: number): DagState {
    const from = this.#last.count <= count ? this.#last : { count: 0, state: this.#base };
    const { state } = streamState.apply(from.state, this.#events.slice(from.count, count));
    this.#last = { count, state };
    return state;
  }

  /** Returns the event that leads to {@link stateAt} of the same count. */
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
