import { isRecord, own } from "../records.js";
import { explainEach } from "./arrays.js";
import { type Context, holds, isList, resolve } from "./context.js";
import { explainMembers, isListed, isMatched } from "./objects.js";
import type { Rule, RuleKeywords } from "./rule.js";

/** Checks the keyword `unevaluatedProperties`. */
export function explainUnevaluatedProperties(context: Context, others: Rule, value: unknown, rule: RuleKeywords): boolean {
  const { unevaluatedProperties: _own, ...beside } = rule;
  return explainMembers(context, value, (key) => !isKeyEvaluated(context, beside, value, key), others);
}

/** Checks the keyword `unevaluatedItems`. */
export function explainUnevaluatedItems(context: Context, others: Rule, items: unknown, rule: RuleKeywords): boolean {
  const { unevaluatedItems: _own, ...beside } = rule;
  return explainEach(context, items, 0, (index) => isItemEvaluated(context, beside, items, index) || others);
}

/**
 * Returns true if a keyword beside `unevaluatedProperties` evaluates property `key`. The caller has already found that `value`
 * satisfies `rule`.
 */
function isKeyEvaluated(context: Context, rule: Rule, value: unknown, key: string): boolean {
  const keywords = keywordsOf(rule);
  if (keywords.additionalProperties !== undefined || keywords.unevaluatedProperties !== undefined) return true;
  if (isListed(keywords, key) || isMatched(keywords, key)) return true;
  return applied(context, keywords, value).some((applying) => isKeyEvaluated(context, applying, value, key));
}

/**
 * Returns true if a keyword beside `unevaluatedItems` evaluates item `index`. The caller has already found that `items` satisfies
 * `rule`.
 */
function isItemEvaluated(context: Context, rule: Rule, items: unknown, index: number): boolean {
  const keywords = keywordsOf(rule);
  const { items: rest, unevaluatedItems, prefixItems = [], contains, containsEvaluates = true } = keywords;
  if (rest !== undefined || unevaluatedItems !== undefined || index < prefixItems.length) return true;
  if (contains !== undefined && containsEvaluates && Array.isArray(items) && holds(context, contains, items[index])) return true;
  return applied(context, keywords, items).some((applying) => isItemEvaluated(context, applying, items, index));
}

function keywordsOf(rule: Rule): RuleKeywords {
  const target = resolve(rule);
  return typeof target === "object" && !isList(target) ? target : {};
}

/** Returns the constraints inside `rule`, such as the members of `allOf`, that apply to the same value and that the value satisfies. */
function applied(context: Context, rule: RuleKeywords, value: unknown): readonly Rule[] {
  const { allOf = [], anyOf = [], oneOf = [], conditional, dependentSchemas = {} } = rule;
  const kept = [...anyOf, ...oneOf].filter((branch) => holds(context, branch, value));
  const due = isRecord(value) ? Object.entries(dependentSchemas).filter(([key]) => own(value, key) !== undefined) : [];
  return [...allOf, ...kept, ...due.map(([, dependent]) => dependent), ...chosen(context, conditional, value)];
}

function chosen(context: Context, conditional: RuleKeywords["conditional"], value: unknown): readonly Rule[] {
  if (conditional === undefined) return [];
  const [condition, met, unmet] = conditional;
  return holds(context, condition, value) ? [condition, met] : [unmet];
}
