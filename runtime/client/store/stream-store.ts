import type { StateReducer } from "../../core/contract/v1/state/state-reducer.js";
import { nextFrame } from "./next-frame.js";
import { PathListeners } from "./path-listeners.js";

/** An event as it came in, for lists of events. */
export type ReceivedEvent<Event> = {
  /** Counts the events of a store, from 1. */
  readonly number: number;
  readonly event: Event;
  /** Milliseconds since 1970, by this side's clock. */
  readonly receivedAtMs: number;
  /** Position in the stream; `undefined` in plain mode. */
  readonly at: string | undefined;
};

/** How a {@link StreamStore} works. */
export type StoreOptions = {
  /** When changes are told. @default before the next frame; without a page in a microtask */
  readonly schedule?: ((flush: () => void) => void) | undefined;
  /** How many of the last events are kept. @default 1_000 */
  readonly keptEvents?: number | undefined;
};

/** In a page that is hidden for long they are applied before anybody looks. */
const maxPending = 4_096;

/**
 * The state of one stream on the side of its reader: events go in as they come, listeners are told once a
 * frame, and only those of the parts that changed. Fits `useSyncExternalStore` and any other framework.
 */
export class StreamStore<State, Event> {
  readonly #rules: StateReducer<State, Event>;
  readonly #schedule: (flush: () => void) => void;
  readonly #keptEvents: number;
  readonly #listeners = new PathListeners();
  readonly #eventListeners = new Set<() => void>();
  readonly #initial: State;
  #state: State;
  #events: readonly ReceivedEvent<Event>[] = [];
  #pending: ReceivedEvent<Event>[] = [];
  #count = 0;
  #isReplayed = false;
  /** What is pending is told in place of all there was. */
  #beginsAnew = false;
  #isScheduled = false;

  constructor(rules: StateReducer<State, Event>, { schedule = nextFrame, keptEvents = 1_000 }: StoreOptions = {}) {
    this.#rules = rules;
    this.#schedule = schedule;
    this.#keptEvents = keptEvents;
    this.#initial = rules.initial();
    this.#state = this.#initial;
  }

  /** The state as it was last told. The same object until the next change. */
  readonly getSnapshot = (): State => this.#state;

  /** The state before the first event, which is what a page rendered on a server shows. */
  readonly getServerSnapshot = (): State => this.#initial;

  /** The last events, oldest first. The same list until the next change. */
  readonly getEvents = (): readonly ReceivedEvent<Event>[] => this.#events;

  /** Calls `listener` when something at a path of the state, above or below it, has changed. The result ends that. */
  readonly subscribe = (path: string, listener: () => void): (() => void) => this.#listeners.add(path, listener);

  /** Calls `listener` when events have come. The result ends that. */
  readonly subscribeEvents = (listener: () => void): (() => void) => {
    this.#eventListeners.add(listener);
    return () => {
      this.#eventListeners.delete(listener);
    };
  };

  /** The next event, which is valid. */
  take(event: Event, at?: string): void {
    if (this.#isReplayed) {
      this.#isReplayed = false;
      this.#pending = [];
      this.#beginsAnew = true;
    }
    this.#count++;
    this.#pending.push({ number: this.#count, event, receivedAtMs: Date.now(), at });
    if (this.#pending.length >= maxPending) this.flush();
    else this.#plan();
  }

  /** The whole state, in place of all events before. */
  replace(state: State): void {
    this.#isReplayed = false;
    this.#beginsAnew = false;
    this.#pending = [];
    this.#events = [];
    this.#state = state;
    this.#listeners.notify([""]);
    this.#tellEvents();
  }

  /** The next event is the first of the stream again: a server in plain mode tells all after each connect. */
  expectReplay(): void {
    this.#isReplayed = true;
  }

  /** Applies what has come and tells it now. */
  flush(): void {
    if (this.#pending.length === 0) return;
    const [received, isNew] = [this.#pending, this.#beginsAnew];
    this.#pending = [];
    this.#beginsAnew = false;
    const { state, touched } = this.#rules.apply(
      isNew ? this.#initial : this.#state,
      received.map(({ event }) => event),
    );
    this.#state = state;
    this.#events = [...(isNew ? [] : this.#events), ...received].slice(-this.#keptEvents);
    // What there was and is no more has changed, too.
    this.#listeners.notify(isNew ? [""] : touched);
    this.#tellEvents();
  }

  #tellEvents(): void {
    for (const listener of this.#eventListeners) listener();
  }

  #plan(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#schedule(() => {
      this.#isScheduled = false;
      this.flush();
    });
  }
}
