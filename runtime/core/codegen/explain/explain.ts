import type { Issue } from "../contract.js";
import { checkContains, checkItems, checkLength, checkUnevaluatedItems, checkUnique } from "./arrays.js";
import { type Context, definition, holds, isSated, issueOf, maxIssues, type Refusal, refuse } from "./context.js";
import { checkCount, checkDependencies, checkMembers, checkNames, checkOthers, checkUnevaluatedProperties } from "./objects.js";
import type { Rule, RuleKeywords, Rules } from "./rule.js";
import { checkNumber, checkString, checkType, checkValues } from "./scalars.js";
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
  const refusals: Refusal[] = [];
  check({ rules, refusals, check, parent: undefined, key: "" }, definition(rules, name), value);
  for (const refusal of refusals) if (issues.length < maxIssues) issues.push(issueOf(refusal));
  return false;
}

type Part = (context: Context, rule: RuleKeywords, value: unknown) => boolean;

/** In the order of the issues: what to run, and which keywords ask for it. A value of the wrong kind is not looked into. */
const parts: readonly (readonly [Part, string])[] = [
  [checkValues, "const enum"],
  [checkType, "type"],
  [checkReference, "$ref"],
  [checkString, "minLength maxLength pattern format"],
  [checkNumber, "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf"],
  [checkMembers, "properties required"],
  [checkCount, "minProperties maxProperties"],
  [checkOthers, "patternProperties additionalProperties"],
  [checkNames, "propertyNames"],
  [checkDependencies, "dependentRequired dependentSchemas"],
  [checkUnevaluatedProperties, "unevaluatedProperties"],
  [checkLength, "minItems maxItems"],
  [checkItems, "prefixItems items"],
  [checkUnique, "uniqueItems"],
  [checkContains, "contains"],
  [checkUnevaluatedItems, "unevaluatedItems"],
  [checkAllOf, "allOf"],
  [checkBranches, "anyOf oneOf"],
  [checkNot, "not"],
  [checkCondition, "if"],
];
const kindParts = 2;

function check(context: Context, rule: Rule, value: unknown): boolean {
  if (typeof rule === "boolean") return rule || refuse(context, "no value", value);
  let isFine = true;
  for (let index = 0, rest = partsOf(rule); rest !== 0; index++, rest >>>= 1) {
    if ((rest & 1) === 0 || parts[index]?.[0](context, rule, value) !== false) continue;
    if (index < kindParts || isSated(context)) return false;
    isFine = false;
  }
  return isFine;
}

// Asking a rule for each of the keywords that it may have costs more than all of its checks.
const known = /* @__PURE__ */ new WeakMap<RuleKeywords, number>();

/** A bit for each part that a rule asks for: 1 shifted by the part's index. */
function partsOf(rule: RuleKeywords): number {
  let found = known.get(rule);
  if (found === undefined) {
    found = 0;
    for (const [index, [, keywords]] of parts.entries()) if (keywords.split(" ").some((keyword) => keyword in rule)) found |= 1 << index;
    known.set(rule, found);
  }
  return found;
}

function checkReference(context: Context, { $ref }: RuleKeywords, value: unknown): boolean {
  return $ref === undefined || check(context, definition(context.rules, $ref), value);
}

function checkAllOf(context: Context, rule: RuleKeywords, value: unknown): boolean {
  let isFine = true;
  for (const member of rule.allOf ?? []) {
    if (check(context, member, value)) continue;
    if (isSated(context)) return false;
    isFine = false;
  }
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
