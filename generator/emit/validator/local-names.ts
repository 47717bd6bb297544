/** The names of the local variables of a function. Finds a free name fast, because a function may have thousands of variables. */
export class LocalNames {
  readonly #taken: Set<string>;
  /** For each name without its number, the least number that may be free. */
  readonly #free = new Map<string, number>();

  constructor(names: Iterable<string>) {
    this.#taken = new Set(names);
  }

  has(name: string): boolean {
    return this.#taken.has(name);
  }

  /** Returns the least number with which a name may be free. All lesser ones are taken. */
  firstFree(base: string): number {
    return this.#free.get(base) ?? 1;
  }

  /** Reserves a name. @param count the number in the name. All lesser ones are taken. */
  add(name: string, base: string, count: number): void {
    this.#taken.add(name);
    this.#free.set(base, count + 1);
  }

  /** Allows later variables to have a name. */
  delete(name: string): void {
    this.#taken.delete(name);
    this.#free.clear();
  }
}

/** Returns a name with a number, and without one for the number 1. */
export function numbered(base: string, count: number): string {
  return count === 1 ? base : `${base}${count}`;
}
