import { hasUniqueItems } from "../equality.js";
import { below, check, type Context, holds, isSated, refuse } from "./context.js";
import { describe } from "./describe.js";
import type { Rule, RuleKeywords } from "./rule.js";
import { plural } from "./show.js";

/** Checks the keyword `minItems`. */
export function explainMinItems(context: Context, limit: number, items: unknown): boolean {
  return !isArray(items) || items.length >= limit || refuse(context, `at least ${plural(limit, "item")}`, items);
}

/** Checks the keyword `maxItems`. */
export function explainMaxItems(context: Context, limit: number, items: unknown): boolean {
  return !isArray(items) || items.length <= limit || refuse(context, `at most ${plural(limit, "item")}`, items);
}

/** Checks the keyword `prefixItems`. */
export function explainPrefixItems(context: Context, prefix: readonly Rule[], items: unknown): boolean {
  return explainEach(context, items, 0, (index) => prefix[index] ?? true);
}

/** Checks the keyword `items`. */
export function explainItems(context: Context, rest: Rule, items: unknown, { prefixItems = [] }: RuleKeywords): boolean {
  return explainEach(context, items, prefixItems.length, () => rest);
}

/** Checks the items of an array from index `from` to the end, each against the constraint that `ruleOf` returns. */
export function explainEach(context: Context, items: unknown, from: number, ruleOf: (index: number) => Rule): boolean {
  if (!isArray(items)) return true;
  let isFine = true;
  for (let index = from; index < items.length; index++) {
    const rule = ruleOf(index);
    const place = below(context, index);
    if (rule === false ? refuse(place, "no such item", items[index]) : check(place, rule, items[index])) continue;
    if (isSated(context)) return false;
    isFine = false;
  }
  return isFine;
}

/** Checks the keyword `uniqueItems`. */
export function explainUniqueItems(context: Context, _isUnique: true, items: unknown): boolean {
  return !isArray(items) || hasUniqueItems(items) || refuse(context, "items that differ from one another", items);
}

/** Checks the keywords `contains`, `minContains` and `maxContains`. */
export function explainContains(
  context: Context,
  contains: Rule,
  items: unknown,
  { minContains = 1, maxContains = Infinity }: RuleKeywords,
): boolean {
  if (!isArray(items)) return true;
  const count = items.filter((item) => holds(context, contains, item)).length;
  const wanted = describe(context, contains);
  if (count < minContains) return refuse(context, `at least ${plural(minContains, "item")} of ${wanted}`, items);
  return count <= maxContains || refuse(context, `at most ${plural(maxContains, "item")} of ${wanted}`, items);
}

function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
