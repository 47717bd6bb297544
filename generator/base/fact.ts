/**
 * Returns a function that calls `compute` once for each object and keeps the result. Use `fact` if the result depends on
 * the object alone and the object never changes, such as a schema. A result is freed together with its object.
 */
export function fact<Key extends object, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, Value>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const value = compute(key);
    known.set(key, value);
    return value;
  };
}

/**
 * Returns a function that gives each object a different number: 1 for the first object that is passed, 2 for the second,
 * and so on.
 */
export function numbering(): (key: object) => number {
  let count = 0;
  return fact(() => ++count);
}

/** An object whose properties are still being set. */
export type Draft<Key> = { -readonly [Name in keyof Key]: Key[Name] };

/**
 * A function that changes `copy`, the copy of the object `original`. It calls `copyOf` to get the copy of an object inside.
 * When `copyOf` returns a copy, the copy may still be the same as its original.
 */
export type Alter<Key> = (original: Key, copy: Draft<Key>, copyOf: (other: Key) => Key) => void;

/** Finds the altered copy of an object, and the object of which a value is the copy. */
export type Copies<Key> = {
  /** Returns the altered copy of an object. */
  readonly of: (original: Key) => Key;
  /** Returns the object of which this is the copy, or the object itself if it is no copy. */
  readonly originalOf: (copy: Key) => Key;
};

/** Makes altered copies of objects that never change and may refer to one another in circles. Copies each object once. */
export function alteredCopies<Key extends object>(alter: Alter<Key>): Copies<Key> {
  const copies = new WeakMap<Key, Draft<Key>>();
  const originals = new WeakMap<Key, Key>();
  const of = (original: Key): Key => {
    const pending: (readonly [Key, Draft<Key>])[] = [];
    const made: Key[] = [];
    const copyOf = (other: Key): Key => {
      const known = copies.get(other);
      if (known !== undefined) return known;
      const copy = { ...other };
      copies.set(other, copy);
      originals.set(copy, other);
      pending.push([other, copy]);
      made.push(other);
      return copy;
    };
    const whole = copyOf(original);
    // Objects may contain one another in circles, so a copy is given to the objects around it before it is altered.
    try {
      for (let next = pending.pop(); next !== undefined; next = pending.pop()) alter(...next, copyOf);
    } catch (error) {
      // Some copies are not altered yet, or refer to such copies. A later call must not return them.
      for (const other of made) copies.delete(other);
      throw error;
    }
    return whole;
  };
  return { of, originalOf: (copy) => originals.get(copy) ?? copy };
}
