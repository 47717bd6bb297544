import type { Json } from "../../base/json.js";
import { otherKeys } from "./key-nodes.js";
import type { Node } from "./node.js";
import { maskOf } from "./node.js";
import type { NodeTable } from "./node-table.js";
import { isScalar, scalarNode } from "./scalar-node.js";

/** Returns the formula that only this value satisfies. For a list or an object, the formula states each item or member. */
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
