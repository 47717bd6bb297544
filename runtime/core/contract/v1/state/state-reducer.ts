import type { StateChange } from "./state-draft.js";

/** How a stream's events make its state, for the state that a server keeps and for the store of a client. */
export type StateReducer<State, Event> = {
  /** Returns the state before the first event. */
  readonly initial: () => State;
  /** Returns the state after some more events, and where it differs. */
  readonly apply: (state: State, events: readonly Event[]) => StateChange<State>;
  /** Returns fewer events that lead to the same state. @default events are never made fewer */
  readonly conflate?: ((events: readonly Event[]) => readonly Event[]) | undefined;
  /** True for a state after the last event. @default no event is the last */
  readonly hasEnded?: ((state: State) => boolean) | undefined;
  /** True for an event that ends the stream. @default no event is the last */
  readonly isTerminal?: ((event: Event) => boolean) | undefined;
};
