import { type DagState, type ServerEvent, initialState, streamState } from "@dagwire/dag";

const maxEvents = 20_000;
/** If the recorder has too many events, it applies this many of the oldest to the first state and drops them. */
const foldedEvents = 5_000;

/** The run as this page has received it: a first state, and each event after this state. */
export class Recorder {
  readonly #listeners = new Set<() => void>();
  #base: DagState = initialState();
  #events: ServerEvent[] = [];
  /** The last result of {@link stateAt}, with its count. The next call often asks for a state a few events later. */
  #last: { readonly count: number; readonly state: DagState } = { count: 0, state: this.#base };

  /** Returns the number of recorded events. */
  readonly getLength = (): number => this.#events.length;

  /** Calls `listener` when events are added, until the caller calls the returned function. */
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

  /** Returns the recorded event number `count`, which is the last event in the state that {@link stateAt} returns. */
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
