import type { EventOf } from "../../core/contract/v1/contract.js";
import type { ProtocolTypes, StatefulProtocol } from "../../core/contract/v1/protocol.js";
import { nextFrame } from "./next-frame.js";
import { PathListeners } from "./path-listeners.js";

/** A received event, for lists of events. */
export type ReceivedEvent<T extends ProtocolTypes> = {
  /** Counts the events of a store, from 1. */
  readonly number: number;
  readonly event: EventOf<T["server"]>;
  /** Milliseconds since 1970, by the client's clock. */
  readonly receivedAtMs: number;
  /** Position in the stream; `undefined` in plain mode. */
  readonly at: string | undefined;
};

/** Options of a {@link StreamStore}. */
export type StoreOptions = {
  /** Calls `flush` when the store may notify its listeners. @default before the next frame; without a page in a microtask */
  readonly schedule?: ((flush: () => void) => void) | undefined;
  /** Number of events that the store keeps, the newest ones. @default 1_000 */
  readonly keptEvents?: number | undefined;
};

/** A page that is hidden for long draws no frames, so the store applies this many events without one. */
const maxPending = 4_096;

/**
 * The state of one stream at the client. It takes events as they arrive, and notifies listeners once a frame, each
 * one only if its part of the state has changed. Fits React's `useSyncExternalStore` and any other framework.
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
  #state: T["state"];
  #events: readonly ReceivedEvent<T>[] = [];
  #pending: ReceivedEvent<T>[] = [];
  #count = 0;
  #isReplayed = false;
  /** The pending events replace all events before. */
  #beginsAnew = false;
  #isScheduled = false;

  constructor({ state: rules }: StatefulProtocol<T>, { schedule = nextFrame, keptEvents = 1_000 }: StoreOptions = {}) {
    this.#rules = rules;
    this.#schedule = schedule;
    this.#keptEvents = keptEvents;
    this.#initial = rules.initial();
    this.#state = this.#initial;
  }

  /** Returns the state after the last flush. The same object until the next change. */
  readonly getSnapshot = (): T["state"] => this.#state;

  /** Returns the state before the first event, which a page shows that is rendered on a server. */
  readonly getServerSnapshot = (): T["state"] => this.#initial;

  /** Returns the last events, oldest first. The same list until the next change. */
  readonly getEvents = (): readonly ReceivedEvent<T>[] => this.#events;

  /**
   * Calls `listener` when the value at a JSON Pointer of the state has changed, or a value above or below it.
   *
   * @returns a function that ends this.
   */
  readonly subscribe = (path: string, listener: () => void): (() => void) => this.#listeners.add(path, listener);

  /** Calls `listener` when events have arrived. Returns a function that ends this. */
  readonly subscribeEvents = (listener: () => void): (() => void) => {
    this.#eventListeners.add(listener);
    return () => {
      this.#eventListeners.delete(listener);
    };
  };

  /** Takes the next event, which has to be valid. */
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

  /** Takes a whole state, which replaces all events before. */
  replace(state: T["state"]): void {
    this.#isReplayed = false;
    this.#beginsAnew = false;
    this.#pending = [];
    this.#events = [];
    this.#state = state;
    this.#listeners.notify([""]);
    this.#notifyEvents();
  }

  /** Begins anew with the next event. A server in plain mode sends all events again after each connect. */
  expectReplay(): void {
    this.#isReplayed = true;
  }

  /** Applies the events that have arrived, and notifies listeners now. */
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
    // A value that the new state lacks has changed, too.
    this.#listeners.notify(isNew ? [""] : touched);
    this.#notifyEvents();
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
