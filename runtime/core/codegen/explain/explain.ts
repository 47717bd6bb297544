import type { Issue } from "../contract.js";
import { isRecord } from "../records.js";
import { checkArray } from "./arrays.js";
import { type Context, definition, holds, isSated, refuse } from "./context.js";
import { checkObject } from "./objects.js";
import type { Rule, RuleKeywords, Rules } from "./rule.js";
import { checkKind, checkNumber, checkString } from "./scalars.js";
import { checkAnyOf, checkOneOf } from "./unions.js";

/**
 * Says why a value is refused. Slow, and only run after a guard said no.
 *
 * @param name the definition in `rules` that the value should have kept.
 * @param issues at most ten reasons are appended; with `undefined` nothing is done.
 * @returns always `false`, so that a guard can end in `return check(value) || explain(…)`.
 */
export function explain(rules: Rules, name: string, value: unknown, issues: Issue[] | undefined): false {
  if (issues === undefined) return false;
  check({ rules, path: "", issues, check }, definition(rules, name), value);
  return false;
}

type Part = (context: Context, rule: RuleKeywords, value: unknown) => boolean;

const parts: readonly Part[] = [checkReference, checkByType, checkAllOf, checkBranches, checkNot, checkCondition];

function check(context: Context, rule: Rule, value: unknown): boolean {
  if (typeof rule === "boolean") return rule || refuse(context, "no value", value);
  // A value of the wrong type fails in many ways that all say the same.
  if (!checkKind(context, rule, value)) return false;
  let isFine = true;
  for (const part of parts) {
    if (part(context, rule, value)) continue;
    if (isSated(context)) return false;
    isFine = false;
  }
  return isFine;
}

function checkReference(context: Context, rule: RuleKeywords, value: unknown): boolean {
  return rule.$ref === undefined || check(context, definition(context.rules, rule.$ref), value);
}

function checkByType(context: Context, rule: RuleKeywords, value: unknown): boolean {
  if (typeof value === "string") return checkString(context, rule, value);
  if (typeof value === "number") return !hasNumberKeyword(rule) || checkNumber(context, rule, value);
  if (Array.isArray(value)) return checkArray(context, rule, value);
  return !isRecord(value) || checkObject(context, rule, value);
}

function hasNumberKeyword(rule: RuleKeywords): boolean {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = rule;
  return [minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf].some((bound) => bound !== undefined);
}

function checkAllOf(context: Context, rule: RuleKeywords, value: unknown): boolean {
  let isFine = true;
  for (const member of rule.allOf ?? []) if (!check(context, member, value)) isFine = false;
  return isFine;
}

function checkBranches(context: Context, rule: RuleKeywords, value: unknown): boolean {
  const keepsAnyOf = rule.anyOf === undefined || checkAnyOf(context, rule.anyOf, value);
  return (rule.oneOf === undefined || checkOneOf(context, rule.oneOf, value)) && keepsAnyOf;
}

function checkNot(context: Context, rule: RuleKeywords, value: unknown): boolean {
  return rule.not === undefined || !holds(context, rule.not, value) || refuse(context, "another value", value);
}

function checkCondition(context: Context, rule: RuleKeywords, value: unknown): boolean {
  if (rule.if === undefined) return true;
  return check(context, (holds(context, rule.if, value) ? rule.then : rule.else) ?? true, value);
}
