import { areEqual } from "../ir/evaluator.js";
import type { Json } from "../../base/json.js";

/**
 * Picks one value from each list so that all picked values differ, with the algorithm of augmenting paths. Returns
 * `undefined` if no such choice exists.
 */
export function matchDistinct(lists: readonly (readonly Json[])[]): readonly Json[] | undefined {
  return new Matching(lists).values();
}

class Matching {
  readonly #lists: readonly (readonly Json[])[];
  /** The different values in all lists. A value that occurs in several lists has one entry. */
  readonly #distinct: Json[] = [];
  readonly #indices: readonly (readonly number[])[];
  readonly #owner = new Map<number, number>();

  constructor(lists: readonly (readonly Json[])[]) {
    this.#lists = lists;
    const known = new Map<readonly Json[], readonly number[]>();
    this.#indices = lists.map((list) => {
      const indices = known.get(list) ?? list.map((value) => this.#indexOf(value));
      known.set(list, indices);
      return indices;
    });
  }

  values(): readonly Json[] | undefined {
    for (let place = 0; place < this.#lists.length; place++) if (!this.#assign(place, new Set())) return undefined;
    const values: Json[] = [];
    for (const [index, place] of this.#owner) values[place] = this.#distinct[index] ?? null;
    return values;
  }

  #indexOf(value: Json): number {
    const known = this.#distinct.findIndex((other) => areEqual(other, value));
    return known === -1 ? this.#distinct.push(value) - 1 : known;
  }

  #assign(place: number, tried: Set<number>): boolean {
    for (const index of this.#indices[place] ?? []) {
      if (tried.has(index)) continue;
      tried.add(index);
      const owner = this.#owner.get(index);
      if (owner !== undefined && !this.#assign(owner, tried)) continue;
      this.#owner.set(index, place);
      return true;
    }
    return false;
  }
}
