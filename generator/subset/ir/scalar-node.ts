import type { Json } from "../../base/json.js";
import type { Node } from "./node.js";
import { maskOf } from "./node.js";
import type { NodeTable } from "./node-table.js";

/** A JSON value without parts. */
export type Scalar = null | boolean | number | string;

/** True for `null`, booleans, numbers and strings. */
export function isScalar(value: Json): value is Scalar {
  return typeof value !== "object" || value === null;
}

/** The value and nothing else. */
export function scalarNode(table: NodeTable, value: Scalar): Node {
  if (typeof value === "string") return table.all([table.type(maskOf("string")), table.strings(new Set([value]))]);
  // Minus zero is zero.
  if (typeof value === "number") return table.all([table.type(maskOf("number")), table.numbers(new Set([value === 0 ? 0 : value]))]);
  return table.type(maskOf(value === null ? "null" : value ? "true" : "false"));
}
