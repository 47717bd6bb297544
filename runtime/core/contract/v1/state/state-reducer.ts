import type { Guard } from "../contract.js";
import type { StateChange } from "./state-draft.js";

/** Computes a stream's state from its events. Servers and client stores use it. */
export type StateReducer<State, Event> = {
  /** Returns the state before the first event. */
  readonly initial: () => State;
  /** Validates a whole state that another process has computed. @default states are not validated */
  readonly validate?: Guard<State> | undefined;
  /** Returns the state after more events, and the paths that changed. */
  readonly apply: (state: State, events: readonly Event[]) => StateChange<State>;
  /** Returns fewer events that change the state in the same way. @default events are never conflated */
  readonly conflate?: ((events: readonly Event[]) => readonly Event[]) | undefined;
  /** Returns true if the state shows that the stream has ended. @default false */
  readonly hasEnded?: ((state: State) => boolean) | undefined;
  /** Returns true if the event ends the stream. @default false */
  readonly isTerminal?: ((event: Event) => boolean) | undefined;
};
