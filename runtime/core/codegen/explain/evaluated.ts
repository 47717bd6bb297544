import { own } from "../records.js";
import { type Context, definition, holds } from "./context.js";
import type { Rule, RuleKeywords } from "./rule.js";

type Members = Readonly<Record<string, unknown>>;

/** True where a keyword beside `unevaluatedProperties` has looked at property `key`; `value` keeps the rule. */
export function isKeyEvaluated(context: Context, rule: Rule, value: Members, key: string): boolean {
  if (typeof rule === "boolean") return false;
  if (rule.properties !== undefined && Object.hasOwn(rule.properties, key)) return true;
  if (rule.additionalProperties !== undefined || rule.unevaluatedProperties !== undefined) return true;
  if (rule.patternProperties?.some(([pattern]) => pattern.test(key)) === true) return true;
  return applied(context, rule, value).some((applying) => isKeyEvaluated(context, applying, value, key));
}

/** True where a keyword beside `unevaluatedItems` has looked at item `index`; `items` keep the rule. */
export function isItemEvaluated(context: Context, rule: Rule, items: readonly unknown[], index: number): boolean {
  if (typeof rule === "boolean") return false;
  if (rule.items !== undefined || rule.unevaluatedItems !== undefined) return true;
  if (index < (rule.prefixItems?.length ?? 0)) return true;
  const { contains, containsEvaluates = true } = rule;
  if (contains !== undefined && containsEvaluates && holds(context, contains, items[index])) return true;
  return applied(context, rule, items).some((applying) => isItemEvaluated(context, applying, items, index));
}

/** The rules that a rule applies to the same value, and that the value keeps. */
function applied(context: Context, rule: RuleKeywords, value: unknown): readonly Rule[] {
  const found: Rule[] = [...(rule.allOf ?? [])];
  if (rule.$ref !== undefined) found.push(definition(context.rules, rule.$ref));
  for (const branch of [...(rule.anyOf ?? []), ...(rule.oneOf ?? [])]) {
    if (holds(context, branch, value)) found.push(branch);
  }
  if (rule.if !== undefined) {
    const isMet = holds(context, rule.if, value);
    if (isMet) found.push(rule.if);
    found.push((isMet ? rule.then : rule.else) ?? true);
  }
  for (const [key, dependent] of Object.entries(rule.dependentSchemas ?? {})) {
    if (own(value as Members, key) !== undefined) found.push(dependent);
  }
  return found;
}
