import { show } from "./describe.js";
import type { Issue } from "../contract.js";
import type { Rule, RuleKeywords, Rules } from "./rule.js";

/** At most so many issues are reported for one value. */
export const maxIssues = 10;

/** Where a check stands. Members are linked to what holds them: a path is put together only for what is refused. */
export type Context = {
  readonly rules: Rules;
  /** `undefined` where only the verdict is wanted. */
  readonly refusals: Refusal[] | undefined;
  /** The check itself, so that the files of this folder need not import one another in a circle. */
  readonly check: Check;
  readonly parent: Context | undefined;
  /** Name or index of the value in its parent. */
  readonly key: string | number;
};

/** What an issue is made from, should it be reported. */
export type Refusal = {
  readonly place: Context;
  readonly expected: string;
  readonly value: unknown;
};

/** Tells whether a value keeps a rule, and notes why not. */
export type Check = (context: Context, rule: Rule, value: unknown) => boolean;

/** The context of member `key`. */
export function below(context: Context, key: string | number): Context {
  return { rules: context.rules, refusals: context.refusals, check: context.check, parent: context, key };
}

/** The same place, with refusals noted elsewhere. */
export function noting({ rules, check, parent, key }: Context, refusals: Refusal[] | undefined): Context {
  return { rules, refusals, check, parent, key };
}

/** The verdict alone. */
export function holds(context: Context, rule: Rule, value: unknown): boolean {
  return context.check(context.refusals === undefined ? context : noting(context, undefined), rule, value);
}

/** Notes a refusal; always `false`, so that a check can return it. */
export function refuse(place: Context, expected: string, value: unknown): false {
  const { refusals } = place;
  if (refusals !== undefined && refusals.length < maxIssues) refusals.push({ place, expected, value });
  return false;
}

/** True where no further refusal would be noted, so that a check may stop. */
export function isSated({ refusals }: Context): boolean {
  return refusals === undefined || refusals.length >= maxIssues;
}

/** A refusal as it is reported. */
export function issueOf({ place, expected, value }: Refusal): Issue {
  return { path: pathOf(place), expected, got: show(value) };
}

/** Number of steps from the whole value. */
export function depthOf({ parent }: Context): number {
  return parent === undefined ? 0 : depthOf(parent) + 1;
}

/** JSON Pointer to the value. */
function pathOf({ parent, key }: Context): string {
  if (parent === undefined) return "";
  const token = typeof key === "string" && /[~/]/.test(key) ? key.replaceAll("~", "~0").replaceAll("/", "~1") : key;
  return `${pathOf(parent)}/${token}`;
}

/** The keywords of a rule, with a reference followed that has no siblings. */
export function keywordsOf(rules: Rules, rule: Rule): RuleKeywords | boolean {
  let current = rule;
  while (typeof current !== "boolean" && current.$ref !== undefined && isAlone(current)) current = definition(rules, current.$ref);
  return current;
}

function isAlone(rule: RuleKeywords): boolean {
  let count = 0;
  for (const _ in rule) count++;
  return count === 1;
}

/** The definition of that name. */
export function definition(rules: Rules, name: string): Rule {
  const rule = rules.definitions[name];
  if (rule === undefined) throw new Error(`rules have no definition "${name}"`);
  return rule;
}
