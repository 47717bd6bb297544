import type { Guard } from "../contract.js";
import type { StateChange } from "./state-draft.js";
import type { StateTarget } from "./state-target.js";

/** The steps of a generated reducer. They let a server or a store change its own state in place. */
export type StateSteps<State, Event> = {
  /** The function that takes the same steps on a copy. If a reducer has another `apply`, these steps are not its own. */
  readonly of: (state: State, events: readonly Event[]) => StateChange<State>;
  /** Changes the state by the steps of events. Takes no event after the end of the stream. */
  readonly take: (target: StateTarget<State>, events: readonly Event[]) => void;
};

/** Computes a stream's state from its events. Servers and client stores use it. */
export type StateReducer<State, Event> = {
  /** Returns the state before the first event. */
  readonly initial: () => State;
  /** Validates a whole state that another process has computed. @default states are not validated */
  readonly validate?: Guard<State> | undefined;
  /** Returns the state after more events, and the paths that changed. */
  readonly apply: (state: State, events: readonly Event[]) => StateChange<State>;
  /** The steps of generated code, by which an event costs what it changes. @default each event costs a call of `apply` */
  readonly steps?: StateSteps<State, Event> | undefined;
  /** Returns fewer events that change the state in the same way. @default events are never conflated */
  readonly conflate?: ((events: readonly Event[]) => readonly Event[]) | undefined;
  /**
   * Returns a JSON Pointer to a piece of a text in the event that ends inside a character. Servers do not publish such an event.
   *
   * @default no event has pieces of texts
   */
  readonly cutCharacter?: ((event: Event) => string | undefined) | undefined;
  /** Returns true if the state shows that the stream has ended. @default false */
  readonly hasEnded?: ((state: State) => boolean) | undefined;
  /** Returns true if the event ends the stream. @default false */
  readonly isTerminal?: ((event: Event) => boolean) | undefined;
};

/** Returns the steps of a reducer, unless its `apply` was replaced. */
export function stepsOf<State, Event>({ apply, steps }: StateReducer<State, Event>): StateSteps<State, Event> | undefined {
  return steps?.of === apply ? steps : undefined;
}
