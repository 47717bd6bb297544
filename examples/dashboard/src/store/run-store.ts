import type { ServerEvent } from "@dagwire/dag";
import { applyServerEvent } from "./apply-server-event.js";
import { type LinkState, initialLinkState } from "./link-state.js";
import { type RunState, initialRunState } from "./run-state.js";

/** All that the page shows. */
export type StoreState = { readonly run: RunState; readonly link: LinkState };

/** Calls `publish` soon, and once. */
export type Schedule = (publish: () => void) => void;

/**
 * Holds the state of one run for any UI library. Events are applied at once and shown together: however
 * many arrive before `schedule` comes round, listeners are called once.
 */
export class RunStore {
  readonly #schedule: Schedule;
  readonly #listeners = new Set<() => void>();
  #current: StoreState = { run: initialRunState, link: initialLinkState };
  #published = this.#current;
  #isScheduled = false;
  #isReplayed = true;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  /** What was last published. The same object until something is published. */
  readonly getState = (): StoreState => this.#published;

  /** Calls `listener` after each publication. The result ends that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** Applies one event. */
  apply(event: ServerEvent): void {
    const run = applyServerEvent(this.#isReplayed ? this.#current.run : initialRunState, event);
    this.#isReplayed = true;
    this.#set({ run, link: { ...this.#current.link, events: this.#current.link.events + 1 } });
  }

  /**
   * A connection opened and the log comes again from its start. What is shown stays until the first of
   * it arrives, so that the page does not flash.
   */
  expectReplay(): void {
    this.#isReplayed = false;
  }

  /** Forgets the run if nothing of it has come again: the server that answers now does not know it. */
  forgetUnlessReplayed(): void {
    if (this.#isReplayed) return;
    this.#isReplayed = true;
    this.#set({ ...this.#current, run: initialRunState });
  }

  /** Changes what is known of the connection. */
  updateLink(change: (link: LinkState) => LinkState): void {
    this.#set({ ...this.#current, link: change(this.#current.link) });
  }

  #set(state: StoreState): void {
    this.#current = state;
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#schedule(() => {
      this.#isScheduled = false;
      this.#published = this.#current;
      for (const listener of this.#listeners) listener();
    });
  }
}
