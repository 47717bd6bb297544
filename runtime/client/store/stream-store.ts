import type { EventOf } from "../../core/contract/v1/contract.js";
import type { ProtocolTypes, StatefulProtocol } from "../../core/contract/v1/protocol.js";
import { StateHolder } from "../../core/contract/v1/state/state-holder.js";
import type { PartAt } from "../../core/contract/v1/state/state-holder.js";
import { stepsOf } from "../../core/contract/v1/state/state-reducer.js";
import { topmost, TouchedPaths } from "../../core/contract/v1/state/touched-paths.js";
import { nextFrame } from "./next-frame.js";
import { PathListeners } from "./path-listeners.js";

/** An event that a store has received, with its number, time and position. */
export type ReceivedEvent<T extends ProtocolTypes> = {
  /** The number of the event in its store, from 1. */
  readonly number: number;
  readonly event: EventOf<T["server"]>;
  /** Time at which the client received the event, in milliseconds since 1970. */
  readonly receivedAtMs: number;
  /** Position of the event in the stream. `undefined` in plain mode. */
  readonly at: string | undefined;
};

/** Options of a {@link StreamStore}. */
export type StoreOptions = {
  /**
   * Chooses when the store notifies its listeners: calls `flush` at this time.
   *
   * @default before the browser's next frame, else in a microtask. In a session with the option `clock`: at the next timer of this clock
   */
  readonly schedule?: ((flush: () => void) => void) | undefined;
  /** How many of the newest events the store keeps. @default 1_000 */
  readonly keptEvents?: number | undefined;
};

/** If this many events wait for the browser's next frame, the store applies them at once, because a hidden page draws no frames. */
const maxPending = 4_096;

/**
 * The state of one stream at the client. The store takes events as they arrive. Once in each frame of the browser it notifies
 * the listeners whose part of the state has changed. Its functions fit React's `useSyncExternalStore` and other frameworks.
 *
 * @typeParam T The protocol's types.
 */
export class StreamStore<T extends ProtocolTypes> {
  readonly #rules: StatefulProtocol<T>["state"];
  readonly #schedule: (flush: () => void) => void;
  readonly #keptEvents: number;
  readonly #listeners = new PathListeners();
  readonly #eventListeners = new Set<() => void>();
  readonly #initial: T["state"];
  readonly #touched = new TouchedPaths();
  #state: StateHolder<T["state"]>;
  #events: readonly ReceivedEvent<T>[] = [];
  #pending: ReceivedEvent<T>[] = [];
  #count = 0;
  #isReplayed = false;
  /** True if the pending events begin with the stream's first event, so that they replace the state and all earlier events. */
  #beginsAnew = false;
  #isScheduled = false;

  constructor({ state: rules }: StatefulProtocol<T>, { schedule = nextFrame, keptEvents = 1_000 }: StoreOptions = {}) {
    this.#rules = rules;
    this.#schedule = schedule;
    this.#keptEvents = keptEvents;
    this.#initial = rules.initial();
    this.#state = this.#holderOf(this.#initial);
  }

  /**
   * Returns the state after the last flush. Returns the same object until the next change. The object never changes, so the next
   * flush copies the maps on its way. {@link read} is cheaper in a large run.
   */
  readonly getSnapshot = (): T["state"] => this.read([]);

  /**
   * Returns the value at a path of the state after the last flush, such as `store.read(["nodes", id])`, or `undefined` if the path
   * does not exist. The value never changes: a flush that changes it makes another one.
   */
  readonly read = <const Path extends readonly string[]>(path: Path): PartAt<T["state"], Path> => this.#state.read(path);

  /** Returns the state before the first event. React shows this state in a page that it renders on a server. */
  readonly getServerSnapshot = (): T["state"] => this.#initial;

  /** Returns the newest events, oldest first. Returns the same array until the next change. */
  readonly getEvents = (): readonly ReceivedEvent<T>[] => this.#events;

  /**
   * Calls `listener` when the value at a JSON Pointer of the state has changed, or a value above or below it.
   *
   * @throws TypeError unless `path` is "" or begins with "/".
   * @returns a function that removes the listener.
   */
  readonly subscribe = (path: string, listener: () => void): (() => void) => this.#listeners.add(path, listener);

  /** Calls `listener` when the list of events has changed. Returns a function that removes the listener. */
  readonly subscribeEvents = (listener: () => void): (() => void) => {
    this.#eventListeners.add(listener);
    return () => {
      this.#eventListeners.delete(listener);
    };
  };

  /** Adds the next event of the stream, which has to be valid. The state includes it after the next flush. */
  take(event: EventOf<T["server"]>, at?: string): void {
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

  /** Replaces the state. Forgets all events that the store has received before. */
  replace(state: T["state"]): void {
    this.#isReplayed = false;
    this.#beginsAnew = false;
    this.#pending = [];
    this.#events = [];
    this.#state = this.#holderOf(state);
    this.#listeners.notify([""]);
    this.#notifyEvents();
  }

  /** Tells the store that the next event is the stream's first one: in plain mode the server sends all events again after each connect. */
  expectReplay(): void {
    this.#isReplayed = true;
  }

  /** Applies the events that wait, and then notifies the listeners. */
  flush(): void {
    if (this.#pending.length === 0) return;
    const [received, isNew] = [this.#pending, this.#beginsAnew];
    this.#pending = [];
    this.#beginsAnew = false;
    if (isNew) this.#state = this.#holderOf(this.#initial);
    const touched = this.#apply(received.map(({ event }) => event));
    this.#events = [...(isNew ? [] : this.#events), ...received].slice(-this.#keptEvents);
    // A state that begins anew may lack values of the old state. The store calls all listeners, so that it also calls those to
    // lacking values.
    this.#listeners.notify(isNew ? [""] : touched);
    this.#notifyEvents();
  }

  /** Applies events to the state: in place if the reducer has steps. @returns JSON Pointers to the parts that may have changed. */
  #apply(events: readonly EventOf<T["server"]>[]): readonly string[] {
    const steps = stepsOf(this.#rules);
    if (steps !== undefined) {
      steps.take(this.#state, events);
      return topmost(this.#touched.take());
    }
    const { state, touched } = this.#rules.apply(this.#state.state, events);
    this.#state = this.#holderOf(state);
    return touched;
  }

  #holderOf(state: T["state"]): StateHolder<T["state"]> {
    return new StateHolder(state, this.#touched);
  }

  #notifyEvents(): void {
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
