/** Makes the choices of a {@link Sampler}, such as which branch of a union a sample follows. */
export type Choices = {
  /** Returns a whole number from 0 to `end - 1`. */
  readonly below: (end: number) => number;
  /** Returns true if the sample gets an optional part, such as a property that is not required. */
  readonly includes: () => boolean;
};

/** Always chooses the first possibility and leaves out optional parts. So one schema always gives the same sample. */
export const leastChoices: Choices = { below: () => 0, includes: () => false };

/** Makes pseudo-random choices (algorithm mulberry32) that can be repeated with the same seed. */
export class SeededChoices implements Choices {
  #state: number;

  /** @param seed the start of the pseudo-random numbers: the same seed gives the same choices. */
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
