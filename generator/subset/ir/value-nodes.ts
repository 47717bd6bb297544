import type { Json } from "../../base/json.js";
import type { Node } from "./node.js";
import { maskOf } from "./node.js";
import type { NodeTable } from "./node-table.js";

/** Returns the formula for the keys of an object that are not among the names and match none of the patterns. */
export function otherKeys(table: NodeTable, names: Iterable<string>, patterns: Iterable<string> = []): Node {
  const listed = new Set(names);
  return table.all([
    ...(listed.size === 0 ? [] : [table.not(table.strings(listed))]),
    ...[...patterns].map((source) => table.not(table.pattern(source))),
  ]);
}

/** A JSON value that is neither an object nor a list. */
export type Scalar = null | boolean | number | string;

/** Returns true for `null`, booleans, numbers and strings. */
export function isScalar(value: Json): value is Scalar {
  return typeof value !== "object" || value === null;
}

/** Returns the formula that only this value satisfies. */
export function scalarNode(table: NodeTable, value: Scalar): Node {
  if (typeof value === "string") return table.all([table.type(maskOf("string")), table.strings(new Set([value]))]);
  // Minus zero and zero are equal as JSON values, so both get the same node.
  if (typeof value === "number") return table.all([table.type(maskOf("number")), table.numbers(new Set([value === 0 ? 0 : value]))]);
  return table.type(maskOf(value === null ? "null" : value ? "true" : "false"));
}

/**
 * Returns the formula that only this value satisfies. For a list or an object, the formula has a part for each item or
 * member.
 */
export function constantNode(table: NodeTable, value: Json): Node {
  if (isScalar(value)) return scalarNode(table, value);
  return Array.isArray(value) ? listNode(table, value as readonly Json[]) : objectNode(table, value as { readonly [key: string]: Json });
}

/** Returns the formula that exactly these values satisfy. */
export function enumNode(table: NodeTable, values: readonly Json[]): Node {
  const strings = values.filter((value) => typeof value === "string");
  const numbers = values.filter((value) => typeof value === "number").map((value) => (value === 0 ? 0 : value));
  const others = values.filter((value) => typeof value !== "string" && typeof value !== "number");
  return table.any([
    ...(strings.length > 0 ? [table.all([table.type(maskOf("string")), table.strings(new Set(strings))])] : []),
    ...(numbers.length > 0 ? [table.all([table.type(maskOf("number")), table.numbers(new Set(numbers))])] : []),
    ...others.map((value) => constantNode(table, value)),
  ]);
}

function listNode(table: NodeTable, items: readonly Json[]): Node {
  return table.all([
    table.type(maskOf("array")),
    table.count(items.length, table.always),
    table.not(table.count(items.length + 1, table.always)),
    ...items.map((item, index) => table.items(index, index + 1, constantNode(table, item))),
  ]);
}

function objectNode(table: NodeTable, members: { readonly [key: string]: Json }): Node {
  const keys = Object.keys(members);
  return table.all([
    table.type(maskOf("object")),
    table.members(otherKeys(table, keys), table.never),
    ...keys.flatMap((key) => [table.required(key), table.members(table.key(key), constantNode(table, members[key] ?? null))]),
  ]);
}
