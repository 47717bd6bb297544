import { fetchRunIds, runIdFromAddress } from "./run-id.js";
import { type RunSession, openRunSession } from "./run-session.js";

const pollIntervalMs = 2_000;

/**
 * Keeps one session open: with the run that the address names, else with the first that the server lists.
 * While that run is not there the list is read again, so that the page survives a server that comes back
 * with another run.
 */
export class SessionKeeper {
  readonly #named: string | undefined;
  readonly #listeners = new Set<() => void>();
  #session: RunSession | undefined;

  constructor(address: URL) {
    this.#named = runIdFromAddress(address);
    if (this.#named === undefined) this.#poll();
    else this.#open(this.#named);
  }

  /** The session; undefined until there is a run. */
  readonly getSession = (): RunSession | undefined => this.#session;

  /** Calls `listener` when there is another session. The result ends that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** Connects again after the connection was closed for good. */
  readonly reconnect = (): void => {
    if (this.#session !== undefined) this.#open(this.#session.runId);
  };

  #open(runId: string): void {
    this.#session?.close();
    this.#session = openRunSession(runId);
    for (const listener of this.#listeners) listener();
  }

  #poll(): void {
    const again = (): void => {
      setTimeout(() => {
        this.#poll();
      }, pollIntervalMs);
    };
    void this.#look().finally(again);
  }

  async #look(): Promise<void> {
    if (this.#isSettled()) return;
    const ids = await fetchRunIds();
    const first = ids?.[0];
    if (first === undefined || this.#isSettled()) return;
    const isGone = this.#session === undefined || !ids?.includes(this.#session.runId);
    if (isGone) this.#open(first);
  }

  #isSettled(): boolean {
    const state = this.#session?.store.getState();
    return state !== undefined && state.link.status.phase === "live" && state.run.info.phase !== "unknown";
  }
}
