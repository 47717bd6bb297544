import type { Comparison, Pair } from "./comparison.js";
import { compareBounds } from "./compare-bounds.js";
import { compareConditions } from "./compare-conditions.js";
import { compareFields } from "./compare-fields.js";
import { compareItems } from "./compare-items.js";
import { compareKinds } from "./compare-kinds.js";
import { compareTexts } from "./compare-texts.js";
import { compareUnions, compareWithUnion } from "./compare-unions.js";
import { placeOf } from "./shape.js";

/** Reports the differences between two versions of a value, and schedules the comparison of the values inside it. */
export function comparePair(pair: Pair, comparison: Comparison): void {
  const { before, after, path } = pair;
  if (before.isNever !== after.isNever) {
    const places = { before: placeOf(before, "always"), after: placeOf(after, "always") };
    const [kind, words] = after.isNever
      ? (["CONSTRAINT_ADDED", "no longer accepts any value"] as const)
      : (["CONSTRAINT_REMOVED", "now accepts values, and accepted none before"] as const);
    comparison.report(kind, path, `${path === "" ? "" : `at ${path} `}${words}`, places);
    return;
  }
  if (before.isNever) return;
  if (compareWithUnion(pair, comparison) || !compareKinds(pair, comparison)) return;
  compareBounds(pair, comparison);
  compareTexts(pair, comparison);
  compareFields(pair, comparison);
  compareItems(pair, comparison);
  compareUnions(pair, comparison);
  compareConditions(pair, comparison);
}
