/** Returns true for a JSON object, and false for `null` and arrays. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns true for a value that a tag may have: a text, a number or a boolean. */
export function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/**
 * Returns an own property of an object, for names that `Object.prototype` has, too, such as `constructor`. Returns `undefined` if
 * the object has no such own property.
 */
export function own(value: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/**
 * Returns true if the object has an own `__proto__` key. `JSON.parse` creates such keys, and a later copy of the object
 * would make the value its prototype.
 */
export function hasOwnProto(value: object): boolean {
  return Object.hasOwn(value, "__proto__");
}

/** Returns the number of properties of `value` that are not `undefined`. */
export function countKeys(value: Readonly<Record<string, unknown>>): number {
  let count = 0;
  for (const key in value) if (value[key] !== undefined) count++;
  return count;
}

/** Returns true if `value` has more than `known` properties that are not `undefined`. */
export function hasMoreKeys(value: Readonly<Record<string, unknown>>, known: number): boolean {
  let count = 0;
  for (const _ in value) count++;
  // Counting keys is cheap, and reading each value is not. The values are read only if the count of keys is too high.
  return count > known && countKeys(value) > known;
}

/** Returns the own member `key` of an object or array. Returns `undefined` if it has no such member, and for a scalar. */
export function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}
