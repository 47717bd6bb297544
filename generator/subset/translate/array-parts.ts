import type { Schema } from "../../schema/schema.js";
import type { Node } from "../ir/node.js";
import { everyKind, maskOf } from "../ir/node.js";
import type { Reading } from "./reading.js";

const noArray = everyKind & ~maskOf("array");

/** Translates the keywords for arrays, except `unevaluatedItems`. */
export function* arrayParts({ table, of }: Reading, schema: Schema): Generator<Node> {
  const { prefixItems = [], items, minItems, maxItems, contains, minContains = 1, maxContains } = schema;
  const atMost = (times: number, value: Node): Node => table.any([table.type(noArray), table.not(table.count(times + 1, value))]);
  for (const [index, child] of prefixItems.entries()) yield table.items(index, index + 1, of(child));
  if (items !== undefined) yield table.items(prefixItems.length, Infinity, of(items));
  if (minItems !== undefined) yield table.count(minItems, table.always);
  if (maxItems !== undefined) yield atMost(maxItems, table.always);
  if (schema.uniqueItems === true) yield table.unique();
  if (contains === undefined) return;
  yield table.count(minContains, of(contains));
  if (maxContains !== undefined) yield atMost(maxContains, of(contains));
}
