import { equals } from "../equality.js";
import { isRecord, own } from "../records.js";
import { below, type Context, depthOf, holds, keywordsOf, maxIssues, noting, type Refusal, refuse } from "./context.js";
import { alternatives, describe, show, typesOf } from "./describe.js";
import type { Rule, RuleKeywords, Rules } from "./rule.js";
import { isOfType } from "./scalars.js";

/** `anyOf`: at least one branch. */
export function checkAnyOf(context: Context, branches: readonly Rule[], value: unknown): boolean {
  return branches.some((branch) => holds(context, branch, value)) || explainUnion(context, branches, value);
}

/** `oneOf`: exactly one branch. */
export function checkOneOf(context: Context, branches: readonly Rule[], value: unknown): boolean {
  const matching = branches.filter((branch) => holds(context, branch, value));
  if (matching.length === 1) return true;
  if (matching.length === 0) return explainUnion(context, branches, value);
  return refuse(context, `only one of ${alternatives(matching.map((branch) => describe(context.rules, branch)))}`, value);
}

/** Notes what is wrong with the branch that was most likely meant, or which branches there are. */
function explainUnion(context: Context, branches: readonly Rule[], value: unknown): false {
  const { rules, refusals } = context;
  if (refusals === undefined) return false;
  const alike = branches.filter((branch) => mayBe(rules, branch, value));
  if (alike.length === 0) return refuse(context, alternatives(branches.map((branch) => describe(rules, branch))), value);
  if (alike.length > 1) {
    const tags = alike.map((branch) => wrongTag(rules, branch, value));
    const [tag] = tags;
    if (tag !== undefined && tags.every((other) => other === tag)) return refuseTag(context, tag, alike, value);
    const meant = alike.filter((_, index) => tags[index] === undefined);
    refusals.push(...closest(context, meant.length > 0 ? meant : alike, value).slice(0, maxIssues - refusals.length));
    return false;
  }
  for (const branch of alike) context.check(context, branch, value);
  return false;
}

/** The refusals of the branch that a value comes closest to. */
function closest(context: Context, branches: readonly Rule[], value: unknown): readonly Refusal[] {
  const attempts = branches.map((branch) => {
    const refusals: Refusal[] = [];
    context.check(noting(context, refusals), branch, value);
    return refusals;
  });
  return attempts.reduce((left, right) => (isCloser(right, left) ? right : left));
}

/** The property whose constant says that another branch is meant. */
function wrongTag(rules: Rules, branch: Rule, value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  return constants(rules, branch).find(([key, values]) => !values.some((item) => equals(item, own(value, key))))?.[0];
}

function mayBe(rules: Rules, branch: Rule, value: unknown): boolean {
  const rule = keywordsOf(rules, branch);
  if (typeof rule === "boolean") return rule;
  if ("const" in rule || rule.enum !== undefined) return false;
  const types = typesOf(rule);
  return types.length === 0 || types.some((type) => isOfType(value, type));
}

function refuseTag(context: Context, tag: string, branches: readonly Rule[], value: unknown): false {
  const values = branches.flatMap((branch) => constants(context.rules, branch).flatMap(([key, found]) => (key === tag ? found : [])));
  const got = isRecord(value) ? own(value, tag) : undefined;
  return refuse(below(context, tag), alternatives(values.map(show)), got);
}

/** Required properties with constant values, through references and `allOf`. */
function constants(rules: Rules, branch: Rule, required: readonly string[] = []): (readonly [string, readonly unknown[]])[] {
  const rule = keywordsOf(rules, branch);
  if (typeof rule === "boolean") return [];
  const { properties, allOf = [] } = rule;
  const names = rule.required === undefined ? required : [...required, ...rule.required];
  const found: (readonly [string, readonly unknown[]])[] = [];
  for (const key in properties) {
    const values = names.includes(key) ? valuesOf(rules, properties[key] ?? true) : undefined;
    if (values !== undefined) found.push([key, values]);
  }
  for (const member of allOf) found.push(...constants(rules, member, names));
  return found;
}

function valuesOf(rules: Rules, property: Rule): readonly unknown[] | undefined {
  const rule: RuleKeywords | boolean = keywordsOf(rules, property);
  if (typeof rule === "boolean") return undefined;
  return rule.const === undefined ? undefined : [rule.const];
}

/** A branch that refuses deeper in the value was followed further; then the fewer refusals the better. */
function isCloser(left: readonly Refusal[], right: readonly Refusal[]): boolean {
  const difference = depthOfAll(left) - depthOfAll(right);
  return difference === 0 ? left.length < right.length : difference > 0;
}

function depthOfAll(refusals: readonly Refusal[]): number {
  return Math.min(...refusals.map(({ place }) => depthOf(place)));
}
