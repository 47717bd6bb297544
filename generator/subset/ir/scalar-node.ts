import type { Json } from "../../base/json.js";
import type { Node } from "./node.js";
import { maskOf } from "./node.js";
import type { NodeTable } from "./node-table.js";

/** A JSON value that is neither an object nor a list. */
export type Scalar = null | boolean | number | string;

/** Returns true for `null`, booleans, numbers and strings. */
export function isScalar(value: Json): value is Scalar {
  return typeof value !== "object" || value === null;
}

/** Returns the formula that only this value satisfies. */
export function scalarNode(table: NodeTable, value: Scalar): Node {
  if (typeof value === "string") return table.all([table.type(maskOf("string")), table.strings(new Set([value]))]);
  // Minus zero equals zero, so both need the same node.
  if (typeof value === "number") return table.all([table.type(maskOf("number")), table.numbers(new Set([value === 0 ? 0 : value]))]);
  return table.type(maskOf(value === null ? "null" : value ? "true" : "false"));
}
