import { hasUniqueItems } from "../equality.js";
import { below, type Context, holds, isSated, refuse } from "./context.js";
import { describe, plural } from "./describe.js";
import { isItemEvaluated } from "./evaluated.js";
import type { RuleKeywords } from "./rule.js";

/** `minItems` and `maxItems`. */
export function checkLength(context: Context, rule: RuleKeywords, items: unknown): boolean {
  if (!isArray(items)) return true;
  const { minItems, maxItems } = rule;
  if (minItems !== undefined && items.length < minItems) return refuse(context, `at least ${plural(minItems, "item")}`, items);
  if (maxItems !== undefined && items.length > maxItems) return refuse(context, `at most ${plural(maxItems, "item")}`, items);
  return true;
}

/** `prefixItems` and `items`. */
export function checkItems(context: Context, rule: RuleKeywords, items: unknown): boolean {
  if (!isArray(items)) return true;
  const prefix = rule.prefixItems ?? [];
  const rest = rule.items ?? true;
  const checked = rest === true ? Math.min(prefix.length, items.length) : items.length;
  let isFine = true;
  for (let index = 0; index < checked; index++) {
    const place = below(context, index);
    const itemRule = prefix[index] ?? rest;
    const holdsHere = itemRule === false ? refuse(place, "no such item", items[index]) : context.check(place, itemRule, items[index]);
    if (holdsHere) continue;
    if (isSated(context)) return false;
    isFine = false;
  }
  return isFine;
}

/** `uniqueItems`. */
export function checkUnique(context: Context, rule: RuleKeywords, items: unknown): boolean {
  return (
    !isArray(items) || rule.uniqueItems !== true || hasUniqueItems(items) || refuse(context, "items that differ from one another", items)
  );
}

/** `contains`, `minContains` and `maxContains`. */
export function checkContains(context: Context, rule: RuleKeywords, items: unknown): boolean {
  if (!isArray(items)) return true;
  const { contains, minContains = 1, maxContains = Infinity } = rule;
  if (contains === undefined) return true;
  const count = items.filter((item) => holds(context, contains, item)).length;
  const wanted = describe(context.rules, contains);
  if (count < minContains) return refuse(context, `at least ${plural(minContains, "item")} of ${wanted}`, items);
  if (count > maxContains) return refuse(context, `at most ${plural(maxContains, "item")} of ${wanted}`, items);
  return true;
}

/** `unevaluatedItems`. */
export function checkUnevaluatedItems(context: Context, rule: RuleKeywords, items: unknown): boolean {
  if (!isArray(items)) return true;
  const { unevaluatedItems, ...others } = rule;
  if (unevaluatedItems === undefined || unevaluatedItems === true) return true;
  let isFine = true;
  for (const [index, item] of items.entries()) {
    if (isItemEvaluated(context, others, items, index)) continue;
    const place = below(context, index);
    const holdsHere = unevaluatedItems === false ? refuse(place, "no such item", item) : context.check(place, unevaluatedItems, item);
    if (!holdsHere) isFine = false;
  }
  return isFine;
}

function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
