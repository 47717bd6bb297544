import type { Node } from "./node.js";
import type { NodeTable } from "./node-table.js";

/** Returns the formula of all keys that are none of the names and match none of the patterns. */
export function otherKeys(table: NodeTable, names: Iterable<string>, patterns: Iterable<string> = []): Node {
  const listed = new Set(names);
  return table.all([
    ...(listed.size === 0 ? [] : [table.not(table.strings(listed))]),
    ...[...patterns].map((source) => table.not(table.pattern(source))),
  ]);
}
