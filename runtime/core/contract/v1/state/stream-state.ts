import type { StateChange } from "./state-draft.js";

/** The state that a stream's events keep, as the generated `streamState` gives it to servers and stores. */
export type StreamState<State, Event> = {
  /** The state before the first event. */
  readonly initial: () => State;
  /** The state after some events, in order. */
  readonly apply: (state: State, events: Iterable<Event>) => StateChange<State>;
  /** Fewer events that lead to the same state. @default events are never made fewer */
  readonly conflate?: (events: Iterable<Event>) => readonly Event[];
  /** True for a state after the last event. @default there is no last event */
  readonly hasEnded?: (state: State) => boolean;
  /** True for an event after which there is none. @default there is no last event */
  readonly isTerminal?: (event: Event) => boolean;
};
