import { isRecord } from "./records.js";

/** Returns true if two values are the same JSON value. Ignores the order of keys. An `undefined` property counts as absent. */
export function equals(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left)) {
    return Array.isArray(right) && left.length === right.length && left.every((item, index) => equals(item, right[index]));
  }
  return isRecord(left) && isRecord(right) && equalRecords(left, right);
}

function equalRecords(left: Readonly<Record<string, unknown>>, right: Readonly<Record<string, unknown>>): boolean {
  const keys = definedKeys(left);
  if (keys.length !== definedKeys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && equals(left[key], right[key]));
}

/** Returns true if no two items are the same JSON value. */
export function hasUniqueItems(items: readonly unknown[]): boolean {
  if (items.length <= 8) return arePairwiseDifferent(items);
  const seen = new Set<unknown>();
  for (const item of items) seen.add(typeof item === "object" && item !== null ? canonical(item) : scalarKey(item));
  return seen.size === items.length;
}

function arePairwiseDifferent(items: readonly unknown[]): boolean {
  for (let index = 1; index < items.length; index++) {
    for (let other = 0; other < index; other++) if (equals(items[index], items[other])) return false;
  }
  return true;
}

/** Returns a scalar as a key of a set. Puts strings in quotes, so that no string is the same as the canonical text of an object. */
function scalarKey(value: unknown): unknown {
  return typeof value === "string" ? `"${value}` : value;
}

/** Returns a canonical text of a value: two values have the same text exactly if {@link equals} is true for them. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? "null";
  const members = definedKeys(value).toSorted();
  return `{${members.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`;
}

function definedKeys(value: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(value).filter((key) => value[key] !== undefined);
}
