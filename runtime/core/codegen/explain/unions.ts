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

/** What keeps a value from being one branch. */
type Attempt = {
  readonly branch: Rule;
  /** The property whose constant says that another branch is meant. */
  readonly tag: string | undefined;
  readonly refusals: readonly Refusal[];
};

/** Notes what is wrong with the branch that was most likely meant, or which branches there are. */
function explainUnion(context: Context, branches: readonly Rule[], value: unknown): false {
  if (context.refusals === undefined) return false;
  const alike = branches.filter((branch) => mayBe(context.rules, branch, value));
  if (alike.length === 0) {
    return refuse(context, alternatives(branches.map((branch) => describe(context.rules, branch))), value);
  }
  const [first, second] = alike;
  if (first !== undefined && second === undefined) {
    context.check(context, first, value);
    return false;
  }
  const attempts = alike.map((branch) => attempt(context, branch, value));
  const meant = attempts.filter(({ tag }) => tag === undefined);
  const tag = attempts[0]?.tag;
  const isTagWrong = meant.length === 0 && attempts.length > 1 && attempts.every((other) => other.tag === tag);
  if (isTagWrong && tag !== undefined) return refuseTag(context, tag, alike, value);
  const best = (meant.length > 0 ? meant : attempts).reduce((left, right) => (isCloser(right, left) ? right : left));
  for (const refusal of best.refusals) if (context.refusals.length < maxIssues) context.refusals.push(refusal);
  return false;
}

function mayBe(rules: Rules, branch: Rule, value: unknown): boolean {
  const rule = keywordsOf(rules, branch);
  if (typeof rule === "boolean") return rule;
  if ("const" in rule || rule.enum !== undefined) return false;
  const types = typesOf(rule);
  return types.length === 0 || types.some((type) => isOfType(value, type));
}

function attempt(context: Context, branch: Rule, value: unknown): Attempt {
  const refusals: Refusal[] = [];
  context.check(noting(context, refusals), branch, value);
  const tags = isRecord(value) ? constants(context.rules, branch) : [];
  const wrong = tags.find(([key, values]) => isRecord(value) && !values.some((item) => equals(item, own(value, key))));
  return { branch, tag: wrong?.[0], refusals };
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

/** A branch that refuses deeper in the value was followed further; then the fewer issues the better. */
function isCloser(left: Attempt, right: Attempt): boolean {
  const difference = depth(left) - depth(right);
  return difference === 0 ? left.refusals.length < right.refusals.length : difference > 0;
}

function depth({ refusals }: Attempt): number {
  return Math.min(...refusals.map(({ place }) => depthOf(place)));
}
