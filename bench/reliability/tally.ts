/** What came of a trial. */
export type Outcome = {
  /** Events that the server had answered for. */
  readonly events: number;
  readonly missedEvents: number;
  readonly doubledEvents: number;
  readonly commands: number;
  /** Commands that never took effect. */
  readonly lostCommands: number;
  /** Commands that took effect more than once. */
  readonly doubledCommands: number;
  /** Commands that were acknowledged and left no trace. */
  readonly brokenPromises: number;
};

/** Counts what was sent and what arrived. */
export class Tally {
  readonly #published = new Set<number>();
  readonly #received = new Map<number, number>();
  readonly #sent = new Set<string>();
  readonly #acknowledged = new Set<string>();

  published(number: number): void {
    this.#published.add(number);
  }

  received(number: number): void {
    this.#received.set(number, (this.#received.get(number) ?? 0) + 1);
  }

  sent(id: string): void {
    this.#sent.add(id);
  }

  acknowledged(id: string): void {
    this.#acknowledged.add(id);
  }

  /** @param effects ids of the commands that took effect, as often as they did. */
  outcome(effects: readonly string[]): Outcome {
    const applied = new Set(effects);
    return {
      events: this.#published.size,
      missedEvents: [...this.#published].filter((number) => !this.#received.has(number)).length,
      doubledEvents: [...this.#received.values()].filter((times) => times > 1).length,
      commands: this.#sent.size,
      lostCommands: [...this.#sent].filter((id) => !applied.has(id)).length,
      doubledCommands: effects.length - applied.size,
      brokenPromises: [...this.#acknowledged].filter((id) => !applied.has(id)).length,
    };
  }
}
