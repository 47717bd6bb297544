import { inside } from "./comparison.js";
import type { Comparison, Pair } from "./comparison.js";
import type { Facet } from "./facet.js";
import { placeOf } from "./shape.js";
import type { Shape } from "./shape.js";
import { named } from "./words.js";

/** Reports changes of the items of a list between two versions. */
export function compareItems(pair: Pair, comparison: Comparison): void {
  const { path, before, after } = pair;
  const length = Math.max(before.prefixItems.length, after.prefixItems.length);
  for (let index = 0; index < length; index += 1) compareItem(index, pair, comparison);
  if (before.isClosedList === after.isClosedList) {
    comparison.visit(inside(path, "*"), before.items, after.items);
    return;
  }
  const places = { before: placeOf(before, "items"), after: placeOf(after, "items") };
  if (after.isClosedList) comparison.report("LIST_CLOSED", path, `no longer allows undeclared items in ${named(path)}`, places);
  else comparison.report("LIST_OPENED", path, `now allows undeclared items in ${named(path)}`, places);
}

function compareItem(index: number, { path, before, after }: Pair, comparison: Comparison): void {
  const [old, today] = [itemAt(before, index), itemAt(after, index)];
  const item = inside(path, index);
  if (old !== undefined && today !== undefined) {
    comparison.visit(item, old, today);
    return;
  }
  const places = { before: placeOf(before, "prefixItems"), after: placeOf(after, "prefixItems") };
  if (old === undefined) comparison.report("ITEM_ADDED", item, `has one more item in ${named(path)}`, places);
  else comparison.report("ITEM_REMOVED", item, `has one item fewer in ${named(path)}`, places);
}

/** Returns the schemas of the item at an index; `undefined` if the list allows no item there. */
function itemAt({ prefixItems, items, isClosedList }: Shape, index: number): Facet | undefined {
  return prefixItems[index] ?? (isClosedList ? undefined : items);
}
