import type { CharSet } from "refa";

/**
 * Splits the code points into classes such that each character set of a pattern contains all characters of a class, or
 * none of them.
 */
export class CharacterClasses {
  /** The first code point of each interval of characters with the same class. */
  readonly boundaries: readonly number[];
  readonly #classes: readonly number[];
  /** The number of classes. */
  readonly count: number;

  /** @param inner the classes of the pattern's lookaheads and lookbehinds, which these classes refine. */
  constructor(sets: readonly CharSet[], inner: readonly CharacterClasses[]) {
    const distinct = distinctSets(sets);
    const starts = new Set([0, ...inner.flatMap(({ boundaries }) => boundaries)]);
    for (const { ranges } of distinct) {
      for (const { min, max } of ranges) starts.add(min).add(max + 1);
    }
    starts.delete(0x110000);
    this.boundaries = [...starts].toSorted((left, right) => left - right);
    const known = new Map<string, number>();
    this.#classes = this.boundaries.map((start) => {
      const signature = [
        ...distinct.map((set) => (set.ranges.some(({ min, max }) => min <= start && start <= max) ? "1" : "0")),
        ...inner.map((part) => `,${part.of(start)}`),
      ].join("");
      const index = known.get(signature) ?? known.size;
      known.set(signature, index);
      return index;
    });
    this.count = known.size;
  }

  /** Returns the class of a code point. */
  of(character: number): number {
    let low = 0;
    let high = this.boundaries.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.boundaries[middle] ?? 0) <= character) low = middle;
      else high = middle - 1;
    }
    return this.#classes[low] ?? 0;
  }
}

function distinctSets(sets: readonly CharSet[]): readonly CharSet[] {
  const distinct: CharSet[] = [];
  for (const set of new Set(sets)) if (!distinct.some((other) => other.equals(set))) distinct.push(set);
  return distinct;
}
