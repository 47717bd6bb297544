/** Decides between the possible values of a sample. */
export type Choices = {
  /** Returns a whole number from 0 to `end - 1`. */
  readonly below: (end: number) => number;
  /** Returns true if an optional part is included. */
  readonly includes: () => boolean;
};

/** Always chooses the first and smallest value, so that equal schemas give equal samples. */
export const leastChoices: Choices = { below: () => 0, includes: () => false };

/** A repeatable source of choices (mulberry32). */
export class SeededChoices implements Choices {
  #state: number;

  /** @param seed Equal seeds give equal choices. */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  readonly below = (end: number): number => Math.floor(this.#next() * end);

  readonly includes = (): boolean => this.#next() < 0.6;

  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }
}
