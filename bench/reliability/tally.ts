/** The result of a trial. */
export type Outcome = {
  /** Events that the server had guaranteed. */
  readonly events: number;
  /** Events that the client did not receive, neither as events nor as a part of a state. */
  readonly missedEvents: number;
  /** Events that the client did not receive as events, but as a part of a state. */
  readonly replacedEvents: number;
  readonly doubledEvents: number;
  readonly commands: number;
  /** Commands that never took effect. */
  readonly lostCommands: number;
  /** Commands that took effect more than once. */
  readonly doubledCommands: number;
  /** Commands that were acknowledged but had no effect. */
  readonly brokenPromises: number;
  /** Processes that did not end by themselves with all events stored, although they were asked to. */
  readonly badEnds: number;
  /** How often the log could not write, and the server said so. */
  readonly logFailures: number;
};

/** The numbers of an outcome that have to be 0. */
export const faultsOf = ({ missedEvents, doubledEvents, lostCommands, doubledCommands, brokenPromises, badEnds }: Outcome): number =>
  missedEvents + doubledEvents + lostCommands + doubledCommands + brokenPromises + badEnds;

/** Counts what was sent and what arrived. */
export class Tally {
  readonly #published = new Set<number>();
  readonly #received = new Map<number, number>();
  #replacedUpTo = 0;
  readonly #sent = new Set<string>();
  readonly #acknowledged = new Set<string>();
  /** Events that the server was asked to publish. */
  ordered = 0;
  #badEnds = 0;
  #failures = 0;

  /** Records that the server's log could not write. */
  failed(): void {
    this.#failures++;
  }

  /** Records a process that was asked to end, and has not ended well. */
  endedBadly(): void {
    this.#badEnds++;
  }

  get failures(): number {
    return this.#failures;
  }

  /** Events that the server guarantees. */
  get guaranteed(): number {
    return this.#published.size;
  }

  /** True if the client has all events that the server guarantees, and an acknowledgement of each command. */
  get isComplete(): boolean {
    const hasAll = [...this.#published].every((number) => number <= this.#replacedUpTo || this.#received.has(number));
    return hasAll && this.#acknowledged.size === this.#sent.size;
  }

  published(number: number): void {
    this.#published.add(number);
  }

  received(number: number): void {
    this.#received.set(number, (this.#received.get(number) ?? 0) + 1);
  }

  /** Records that the client got a state with all events up to this one. */
  replaced(upTo: number): void {
    this.#replacedUpTo = Math.max(this.#replacedUpTo, upTo);
  }

  sent(id: string): void {
    this.#sent.add(id);
  }

  acknowledged(id: string): void {
    this.#acknowledged.add(id);
  }

  /** @param effects ids of the commands that took effect, once per effect. */
  outcome(effects: readonly string[]): Outcome {
    const applied = new Set(effects);
    const absent = [...this.#published].filter((number) => !this.#received.has(number));
    return {
      events: this.#published.size,
      missedEvents: absent.filter((number) => number > this.#replacedUpTo).length,
      replacedEvents: absent.filter((number) => number <= this.#replacedUpTo).length,
      doubledEvents: [...this.#received.values()].filter((times) => times > 1).length,
      commands: this.#sent.size,
      lostCommands: [...this.#sent].filter((id) => !applied.has(id)).length,
      doubledCommands: effects.length - applied.size,
      brokenPromises: [...this.#acknowledged].filter((id) => !applied.has(id)).length,
      badEnds: this.#badEnds,
      logFailures: this.#failures,
    };
  }
}
