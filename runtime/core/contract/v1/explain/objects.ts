import { countKeys, hasOwnProto, isRecord, own } from "../records.js";
import { below, check, type Context, holds, isSated, refuse } from "./context.js";
import { describe } from "./describe.js";
import type { Rule, RuleKeywords, RuleMap } from "./rule.js";
import { plural } from "./show.js";

/** Checks the required properties in the keyword `properties`. */
export function explainRequired(context: Context, rules: RuleMap, value: unknown, rule: RuleKeywords): boolean {
  return explainProperties(context, rules, value, rule, true);
}

/** Checks the optional properties in the keyword `properties`. */
export function explainOptional(context: Context, rules: RuleMap, value: unknown, rule: RuleKeywords): boolean {
  return explainProperties(context, rules, value, rule, false);
}

function explainProperties(context: Context, rules: RuleMap, value: unknown, rule: RuleKeywords, isRequired: boolean): boolean {
  if (!isRecord(value)) return true;
  const isFirst = isRequired || rule.required === undefined;
  let isFine = !isFirst || explainProto(context, value, rule);
  for (const key in rules) {
    const item = own(value, key);
    if (item === undefined && !isRequired) continue;
    const expected = rules[key] ?? true;
    const place = below(context, key);
    if (item === undefined ? refuse(place, describe(context, expected), item) : check(place, expected, item)) continue;
    if (isSated(context)) return false;
    isFine = false;
  }
  return isFine;
}

/** Refuses an own `__proto__` in an object whose schema lists other properties and is no map. */
function explainProto(context: Context, value: Readonly<Record<string, unknown>>, rule: RuleKeywords): boolean {
  if (!hasOwnProto(value)) return true;
  const { type, present = [], additionalProperties = true, patternProperties, unevaluatedProperties } = rule;
  const isMap = patternProperties !== undefined || unevaluatedProperties !== undefined || additionalProperties !== true;
  if (type !== "object" || isMap || isListed(rule, "__proto__") || present.includes("__proto__")) return true;
  return refuse(below(context, "__proto__"), "no such property", value["__proto__"]);
}

/** Returns true if the keyword `properties` has the property `key`. */
export function isListed({ required, optional }: RuleKeywords, key: string): boolean {
  return (required !== undefined && Object.hasOwn(required, key)) || (optional !== undefined && Object.hasOwn(optional, key));
}

/** Checks the names in the keyword `required` that the keyword `properties` lacks. */
export function explainPresent(context: Context, names: readonly string[], value: unknown): boolean {
  if (!isRecord(value)) return true;
  const missing = names.filter((name) => own(value, name) === undefined);
  for (const name of missing) refuse(below(context, name), "any value", undefined);
  return missing.length === 0;
}

/** Checks the keyword `minProperties`. */
export function explainMinProperties(context: Context, limit: number, value: unknown): boolean {
  return !isRecord(value) || countKeys(value) >= limit || refuse(context, `at least ${plural(limit, "property")}`, value);
}

/** Checks the keyword `maxProperties`. */
export function explainMaxProperties(context: Context, limit: number, value: unknown): boolean {
  return !isRecord(value) || countKeys(value) <= limit || refuse(context, `at most ${plural(limit, "property")}`, value);
}

/** Checks the keyword `additionalProperties`. */
export function explainAdditionalProperties(context: Context, others: Rule, value: unknown, rule: RuleKeywords): boolean {
  return explainMembers(context, value, (key) => !isListed(rule, key) && !isMatched(rule, key), others);
}

/** Returns true if a pattern of the keyword `patternProperties` matches the property's name `key`. */
export function isMatched({ patternProperties }: RuleKeywords, key: string): boolean {
  return patternProperties?.some(([pattern]) => pattern.test(key)) === true;
}

/** Checks the keyword `patternProperties`. */
export function explainPatternProperties(context: Context, patterns: readonly (readonly [RegExp, Rule])[], value: unknown): boolean {
  return patterns.map(([pattern, found]) => explainMembers(context, value, (key) => pattern.test(key), found)).every(Boolean);
}

/** Checks those members of an object for whose names `isMeant` returns true, each against the same constraint. */
export function explainMembers(context: Context, value: unknown, isMeant: (key: string) => boolean, rule: Rule): boolean {
  if (!isRecord(value)) return true;
  let isFine = true;
  for (const key in value) {
    const item = value[key];
    if (item === undefined || !isMeant(key)) continue;
    const place = below(context, key);
    if (rule === false ? refuse(place, "no such property", item) : check(place, rule, item)) continue;
    if (isSated(context)) return false;
    isFine = false;
  }
  return isFine;
}

/** Checks the keyword `propertyNames`. */
export function explainPropertyNames(context: Context, names: Rule, value: unknown): boolean {
  if (!isRecord(value)) return true;
  const wrong = Object.keys(value).filter((key) => value[key] !== undefined && !holds(context, names, key));
  for (const key of wrong) refuse(below(context, key), `a name that is ${describe(context, names)}`, key);
  return wrong.length === 0;
}

/** Checks the keyword `dependentRequired`. */
export function explainDependentRequired(
  context: Context,
  dependencies: Readonly<Record<string, readonly string[]>>,
  value: unknown,
): boolean {
  if (!isRecord(value)) return true;
  let isFine = true;
  for (const [key, names] of Object.entries(dependencies)) {
    if (own(value, key) === undefined) continue;
    for (const name of names) {
      if (own(value, name) === undefined) isFine = refuse(below(context, name), `a value, because "${key}" is there`, undefined);
    }
  }
  return isFine;
}

/** Checks the keyword `dependentSchemas`. */
export function explainDependentSchemas(context: Context, dependencies: RuleMap, value: unknown): boolean {
  if (!isRecord(value)) return true;
  const due = Object.entries(dependencies).filter(([key]) => own(value, key) !== undefined);
  return due.map(([, rule]) => check(context, rule, value)).every(Boolean);
}
