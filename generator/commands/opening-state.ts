import type { CompiledState } from "../validate/compile-protocol.js";

/** A state, and the events that come after it. */
export type Opening = { readonly state: unknown; readonly events: readonly unknown[] };

/**
 * The state with which a session begins. A server may send a state that is older than the stream, and the events since.
 * A command shows them as one state, because these events have happened before the command connected.
 */
export class OpeningState {
  readonly #rules: CompiledState | undefined;
  #opening: { readonly state: unknown; readonly events: unknown[] } | undefined;

  /** @param rules The rules of the protocol's state, if it declares one. */
  constructor(rules: CompiledState | undefined) {
    this.#rules = rules;
  }

  /** Takes a state of the server. It replaces an earlier one that has not ended. */
  begin(state: unknown): void {
    this.#opening = { state, events: [] };
  }

  /** Takes an event that belongs to the state. Returns false for an event that comes later. */
  add(event: unknown): boolean {
    this.#opening?.events.push(event);
    return this.#opening !== undefined;
  }

  /**
   * Returns the state with its events, once, when the client has received all events that the stream has so far. If the
   * rules cannot apply the events, because the server has other rules, the events are returned beside the state.
   */
  end(): Opening | undefined {
    const opening = this.#opening;
    this.#opening = undefined;
    if (opening === undefined || this.#rules === undefined || opening.events.length === 0) return opening;
    try {
      return { state: this.#rules.apply(opening.state, opening.events).state, events: [] };
    } catch {
      return opening;
    }
  }
}
