import { equals } from "../equality.js";
import { isRecord } from "../records.js";

/**
 * Returns true if two values of a state are the same JSON value. Returns false for values that nest so deep that the comparison
 * exhausts the stack: a step that threw here would leave an event half done.
 */
export function isSame(left: unknown, right: unknown): boolean {
  try {
    return equals(left, right);
  } catch {
    return false;
  }
}

/** Sets an own property of any name. A plain assignment to `__proto__` would change the prototype. */
export function define(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}

/** Returns the keys of an object. A property that is `undefined` counts as absent. */
export function definedKeys(value: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(value).filter((key) => value[key] !== undefined);
}

/** Returns a copy of an object with only the properties `names`, or `undefined` if the value is no object. */
export function pick(source: unknown, names: readonly string[]): Record<string, unknown> | undefined {
  if (!isRecord(source)) return undefined;
  const picked: Record<string, unknown> = {};
  for (const name of names) if (Object.hasOwn(source, name) && source[name] !== undefined) define(picked, name, source[name]);
  return picked;
}

/** Returns a copy of an object without the properties `names`, or `undefined` if the value is no object. */
export function omit(source: unknown, names: readonly string[]): Record<string, unknown> | undefined {
  if (!isRecord(source)) return undefined;
  return pick(
    source,
    Object.keys(source).filter((name) => !names.includes(name)),
  );
}

/** Returns the value at a path of own properties, or `undefined` if the path does not exist. */
export function valueAt(root: unknown, path: readonly string[]): unknown {
  let value = root;
  for (const key of path) {
    if (!isRecord(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}
