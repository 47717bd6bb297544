/** A JSON object: not `null`, not an array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a tag may be: a text, a number or a boolean. */
export function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** Reads a property that `Object.prototype` also has, such as `constructor`; `undefined` unless it is the value's own. */
export function own(value: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/**
 * True for an own `__proto__` key, which `JSON.parse` creates and which a later copy of the
 * object would turn into its prototype.
 */
export function hasOwnProto(value: object): boolean {
  return Object.hasOwn(value, "__proto__");
}

/** Number of properties that are not `undefined`. */
export function countKeys(value: Readonly<Record<string, unknown>>): number {
  let count = 0;
  for (const key in value) if (value[key] !== undefined) count++;
  return count;
}

/** True where `value` has more than `known` properties that are not `undefined`. */
export function hasMoreKeys(value: Readonly<Record<string, unknown>>, known: number): boolean {
  let count = 0;
  for (const _ in value) count++;
  // Counting keys is cheap, reading each is not: do that only when the count is suspicious.
  return count > known && countKeys(value) > known;
}

/** Member `key` of an object or an array; `undefined` where there is none. */
export function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}
