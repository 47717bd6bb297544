import { isRecord } from "../records.js";

/** Sets an own property, whatever its name: a plain assignment to `__proto__` would change the prototype. */
export function define(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}

/** The keys under which an object holds something; an `undefined` property is absent. */
export function definedKeys(value: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(value).filter((key) => value[key] !== undefined);
}

/** Some of an object's properties, those that it has; `undefined` where it is no object. */
export function pick(source: unknown, names: readonly string[]): Record<string, unknown> | undefined {
  if (!isRecord(source)) return undefined;
  const picked: Record<string, unknown> = {};
  for (const name of names) if (Object.hasOwn(source, name) && source[name] !== undefined) define(picked, name, source[name]);
  return picked;
}

/** An object less some of its properties; `undefined` where it is no object. */
export function omit(source: unknown, names: readonly string[]): Record<string, unknown> | undefined {
  if (!isRecord(source)) return undefined;
  return pick(
    source,
    Object.keys(source).filter((name) => !names.includes(name)),
  );
}

/** What stands at a path of keys, own properties only; `undefined` where nothing does. */
export function valueAt(root: unknown, path: readonly string[]): unknown {
  let value = root;
  for (const key of path) {
    if (!isRecord(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}
