import { countKeys, hasOwnProto, isRecord, own } from "../records.js";
import { below, type Context, holds, isSated, refuse } from "./context.js";
import { describe, plural } from "./describe.js";
import { isKeyEvaluated } from "./evaluated.js";
import type { Rule, RuleKeywords } from "./rule.js";

type Members = Readonly<Record<string, unknown>>;

/** `properties` and `required`. */
export function checkMembers(context: Context, rule: RuleKeywords, value: unknown): boolean {
  if (!isRecord(value)) return true;
  const isFine = checkProto(context, rule, value);
  const isComplete = checkRequired(context, rule, value);
  if (!(isFine && isComplete) && isSated(context)) return false;
  return checkProperties(context, rule, value) && isFine && isComplete;
}

/** An own `__proto__` is refused where an object lists its properties and this is none of them. */
function checkProto(context: Context, rule: RuleKeywords, value: Members): boolean {
  if (!hasOwnProto(value) || !refusesProto(rule)) return true;
  return refuse(below(context, "__proto__"), "no such property", value["__proto__"]);
}

function refusesProto(rule: RuleKeywords): boolean {
  const { type, properties, required, additionalProperties } = rule;
  if (type !== "object" || properties === undefined || Object.keys(properties).length === 0) return false;
  if (Object.hasOwn(properties, "__proto__") || required?.includes("__proto__") === true) return false;
  const isOpen = additionalProperties === undefined || additionalProperties === true;
  return isOpen && rule.patternProperties === undefined && rule.unevaluatedProperties === undefined;
}

function checkRequired(context: Context, rule: RuleKeywords, value: Members): boolean {
  const { required } = rule;
  if (required === undefined) return true;
  let isFine = true;
  for (const key of required) {
    if (own(value, key) !== undefined) continue;
    if (context.refusals === undefined) return false;
    isFine = refuse(below(context, key), describe(context.rules, propertyRule(rule, key)), undefined);
  }
  return isFine;
}

function propertyRule(rule: RuleKeywords, key: string): Rule {
  const properties = rule.properties;
  return properties !== undefined && Object.hasOwn(properties, key) ? (properties[key] ?? true) : true;
}

function checkProperties(context: Context, rule: RuleKeywords, value: Members): boolean {
  let isFine = true;
  const { properties } = rule;
  for (const key in properties) {
    const property = properties[key] ?? true;
    const item = property === true ? undefined : own(value, key);
    if (item === undefined || context.check(below(context, key), property, item)) continue;
    if (isSated(context)) return false;
    isFine = false;
  }
  return isFine;
}

/** `minProperties` and `maxProperties`. */
export function checkCount(context: Context, rule: RuleKeywords, value: unknown): boolean {
  if (!isRecord(value)) return true;
  const { minProperties, maxProperties } = rule;
  if (minProperties === undefined && maxProperties === undefined) return true;
  const count = countKeys(value);
  if (minProperties !== undefined && count < minProperties) return refuse(context, `at least ${plural(minProperties, "property")}`, value);
  if (maxProperties !== undefined && count > maxProperties) return refuse(context, `at most ${plural(maxProperties, "property")}`, value);
  return true;
}

/** `patternProperties` and `additionalProperties`. */
export function checkOthers(context: Context, rule: RuleKeywords, value: unknown): boolean {
  if (!isRecord(value)) return true;
  const { patternProperties = [], additionalProperties = true, properties } = rule;
  let isFine = true;
  for (const key in value) {
    const item = value[key];
    if (item === undefined) continue;
    let isDeclared = properties !== undefined && Object.hasOwn(properties, key);
    for (const [pattern, found] of patternProperties) {
      if (!pattern.test(key)) continue;
      isDeclared = true;
      if (!checkOther(below(context, key), found, item)) isFine = false;
    }
    if (!isDeclared && !checkOther(below(context, key), additionalProperties, item)) isFine = false;
    if (!isFine && isSated(context)) return false;
  }
  return isFine;
}

function checkOther(context: Context, rule: Rule, item: unknown): boolean {
  return rule === false ? refuse(context, "no such property", item) : context.check(context, rule, item);
}

/** `propertyNames`. */
export function checkNames(context: Context, rule: RuleKeywords, value: unknown): boolean {
  if (!isRecord(value)) return true;
  const names = rule.propertyNames;
  if (names === undefined) return true;
  let isFine = true;
  for (const key of Object.keys(value)) {
    if (value[key] === undefined || holds(context, names, key)) continue;
    isFine = refuse(below(context, key), `a name that is ${describe(context.rules, names)}`, key);
  }
  return isFine;
}

/** `dependentRequired` and `dependentSchemas`. */
export function checkDependencies(context: Context, rule: RuleKeywords, value: unknown): boolean {
  if (!isRecord(value)) return true;
  let isFine = true;
  for (const [key, names] of Object.entries(rule.dependentRequired ?? {})) {
    if (own(value, key) === undefined) continue;
    for (const name of names) {
      if (own(value, name) === undefined) isFine = refuse(below(context, name), `a value, because "${key}" is there`, undefined);
    }
  }
  for (const [key, schema] of Object.entries(rule.dependentSchemas ?? {})) {
    if (own(value, key) !== undefined && !context.check(context, schema, value)) isFine = false;
  }
  return isFine;
}

/** `unevaluatedProperties`. */
export function checkUnevaluatedProperties(context: Context, rule: RuleKeywords, value: unknown): boolean {
  if (!isRecord(value)) return true;
  const { unevaluatedProperties, ...others } = rule;
  if (unevaluatedProperties === undefined || unevaluatedProperties === true) return true;
  let isFine = true;
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined || isKeyEvaluated(context, others, value, key)) continue;
    if (!checkOther(below(context, key), unevaluatedProperties, item)) isFine = false;
  }
  return isFine;
}
