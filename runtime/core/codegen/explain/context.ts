import type { Issue } from "../contract.js";
import { show } from "./describe.js";
import type { Rule, RuleKeywords, Rules } from "./rule.js";

/** At most so many issues are reported for one value. */
export const maxIssues = 10;

/** Where a check stands. */
export type Context = {
  readonly rules: Rules;
  /** JSON Pointer to the value. */
  readonly path: string;
  /** `undefined` where only the verdict is wanted. */
  readonly issues: Issue[] | undefined;
  /** The check itself, so that the files of this folder need not import one another in a circle. */
  readonly check: Check;
};

/** Tells whether a value keeps a rule, and notes why not. */
export type Check = (context: Context, rule: Rule, value: unknown) => boolean;

/** The context of member `key`. */
export function below(context: Context, key: string | number): Context {
  const token = String(key).replaceAll("~", "~0").replaceAll("/", "~1");
  return { ...context, path: `${context.path}/${token}` };
}

/** The verdict alone. */
export function holds(context: Context, rule: Rule, value: unknown): boolean {
  return context.check({ ...context, issues: undefined }, rule, value);
}

/** Notes an issue; always `false`, so that a check can return it. */
export function refuse(context: Context, expected: string, value: unknown): false {
  const issues = context.issues;
  if (issues !== undefined && issues.length < maxIssues) issues.push({ path: context.path, expected, got: show(value) });
  return false;
}

/** True where no further issue would be noted, so that a check may stop. */
export function isSated(context: Context): boolean {
  return context.issues === undefined || context.issues.length >= maxIssues;
}

/** The keywords of a rule, with a reference followed that has no siblings. */
export function keywordsOf(rules: Rules, rule: Rule): RuleKeywords | boolean {
  let current = rule;
  while (typeof current !== "boolean" && current.$ref !== undefined && Object.keys(current).length === 1) {
    current = definition(rules, current.$ref);
  }
  return current;
}

/** The definition of that name. */
export function definition(rules: Rules, name: string): Rule {
  const rule = rules.definitions[name];
  if (rule === undefined) throw new Error(`rules have no definition "${name}"`);
  return rule;
}
