import type { StateWatch } from "../../core/contract/v1/state/state-holder.js";

/** An object of the state, and the objects below it of which some have many keys. */
type Place = { keys: Set<string> | undefined; readonly inner: Map<string, Place> };

/** V8 lists this many keys in a fraction of a slice. */
const manyKeys = 1_000;

/**
 * The keys of the large maps of a state, kept up to date while events change the state. V8 would take longer than a slice to list
 * 50,000 keys. A list may have keys that the map no longer has, and has each key once.
 */
export class KnownKeys implements StateWatch {
  readonly #root: Place = { keys: undefined, inner: new Map() };
  readonly #leastKeys: number;
  #lastKeys: Set<string> | undefined;
  #lastKey = "";
  /** Also learns of the changes, after the keys are up to date. */
  next: StateWatch | undefined;

  /** @param leastKeys The number of keys from which on an object counts as large. */
  constructor(leastKeys: number = manyKeys) {
    this.#leastKeys = leastKeys;
  }

  /** True if the state has no large map. It then needs to learn of no change. */
  get isEmpty(): boolean {
    return this.#root.keys === undefined && this.#root.inner.size === 0;
  }

  /** Returns the keys of an object of the state. Later events add to them, if the object is large. */
  of(path: readonly string[], members: object): Set<string> | readonly string[] {
    // The reader of the keys removes those without a value.
    this.#lastKeys = undefined;
    const known = this.#placeOf(path)?.keys;
    if (known !== undefined) return known;
    const keys = Object.keys(members);
    if (keys.length < this.#leastKeys) return keys;
    const place = this.#makePlace(path);
    place.keys = new Set(keys);
    return place.keys;
  }

  beforeChange(path: readonly string[]): void {
    this.#add(path);
    this.next?.beforeChange(path);
  }

  #add(path: readonly string[]): void {
    let place = this.#root;
    if (path.length === 0) {
      place.keys = undefined;
      place.inner.clear();
    }
    // An index costs less here than an iterator: each change of the state comes by.
    for (let index = 0; index < path.length; index++) {
      const key = path[index] ?? "";
      if (place.keys !== undefined && !this.#isLast(place.keys, key)) place.keys.add(key);
      const inner = place.inner.get(key);
      if (inner === undefined) return;
      // The value may get other keys.
      if (index === path.length - 1) place.inner.delete(key);
      place = inner;
    }
  }

  /** Returns true if this key was the last one that came to the keys: an event changes several members of one entry. */
  #isLast(keys: Set<string>, key: string): boolean {
    if (this.#lastKeys === keys && this.#lastKey === key) return true;
    this.#lastKeys = keys;
    this.#lastKey = key;
    return false;
  }

  #placeOf(path: readonly string[]): Place | undefined {
    let place: Place | undefined = this.#root;
    for (const key of path) place = place?.inner.get(key);
    return place;
  }

  #makePlace(path: readonly string[]): Place {
    let place = this.#root;
    for (const key of path) {
      const inner: Place = place.inner.get(key) ?? { keys: undefined, inner: new Map() };
      place.inner.set(key, inner);
      place = inner;
    }
    return place;
  }
}
