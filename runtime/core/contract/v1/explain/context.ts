import type { Issue } from "../contract.js";
import { isRecord } from "../records.js";
import { alternatives, show } from "./show.js";
import type { Rule, RuleKeywords } from "./rule.js";

/** How many issues are reported for one value at most. */
export const maxIssues = 10;

/** The check of one keyword. `argument` is the keyword's value in the constraint. */
export type KeywordCheck = {
  // A method: TypeScript then lets each check declare the type of its own argument.
  check(context: Context, argument: unknown, value: unknown, rule: RuleKeywords): boolean;
}["check"];

/** The checks of the keywords in the rules of a file. */
export type KeywordChecks = Readonly<Partial<Record<keyof RuleKeywords, KeywordCheck>>>;

/** The checks of the formats in the rules of a file. */
export type Formats = Readonly<Record<string, (value: unknown) => boolean>>;

/** The value that is checked and its place. Each context links to its parent's, so that a path is built only for an issue. */
export type Context = {
  readonly keywords: KeywordChecks;
  readonly formats: Formats;
  /** `undefined` if the caller only needs to know whether the value is valid. */
  readonly refusals: Refusal[] | undefined;
  readonly parent: Context | undefined;
  /** Name or index of the value in its parent. */
  readonly key: string | number;
};

/** A refusal, from which an issue is made if it is reported. */
export type Refusal = {
  readonly place: Context;
  readonly expected: string;
  readonly value: unknown;
};

/** Returns whether a value satisfies a rule, and notes why not. Does not check the members of a value of the wrong type. */
export function check(context: Context, rule: Rule, value: unknown): boolean {
  if (typeof rule === "string") return isOfType(context, rule, value) || refuse(context, named(context, rule), value);
  if (typeof rule === "boolean") return rule || refuse(context, "no value", value);
  if (typeof rule === "function") return check(context, rule(), value);
  if (isList(rule)) return rule.includes(value) || refuse(context, alternatives(rule.map(show)), value);
  if (!check(context, rule.type ?? rule.values ?? true, value)) return false;
  let isFine = true;
  for (const key in rule) {
    const keyword = key as keyof RuleKeywords;
    if (context.keywords[keyword]?.(context, rule[keyword], value, rule) !== false) continue;
    // For a text or a number the first reason is enough.
    if (isSated(context) || typeof value !== "object") return false;
    isFine = false;
  }
  return isFine;
}

/** Returns true for a list of values. */
export function isList(rule: Rule): rule is readonly unknown[] {
  return Array.isArray(rule);
}

/** Returns true if a value has one of the types, or the format, that a text names. */
export function isOfType(context: Context, name: string, value: unknown): boolean {
  const format = context.formats[name];
  return format === undefined ? isOfKind(context, name, value) : format(value);
}

/** Like {@link isOfType}, but accepts every string for a format. */
export function isOfKind({ formats }: Context, name: string, value: unknown): boolean {
  if (hasType(value, formats[name] === undefined ? name : "string")) return true;
  return name.includes("|") && name.split(" | ").some((type) => hasType(value, type));
}

function hasType(value: unknown, type: string): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "object":
      return isRecord(value);
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    case "number":
      return Number.isFinite(value);
    default:
      return typeof value === type;
  }
}

/** Returns the name of a type or format, for people. */
export function named({ formats }: Context, name: string): string {
  return formats[name] === undefined ? name : `${name} string`;
}

/** Returns the rule that a reference stands for. */
export function resolve(rule: Rule): Exclude<Rule, () => Rule> {
  return typeof rule === "function" ? resolve(rule()) : rule;
}

/** Returns the context of member `key`. */
export function below(parent: Context, key: string | number): Context {
  const { keywords, formats, refusals } = parent;
  return { keywords, formats, refusals, parent, key };
}

/** Returns the same context with another list of refusals. */
export function noting({ keywords, formats, parent, key }: Context, refusals: Refusal[] | undefined): Context {
  return { keywords, formats, refusals, parent, key };
}

/** Returns whether a value satisfies a rule, without noting why not. */
export function holds(context: Context, rule: Rule, value: unknown): boolean {
  return check(context.refusals === undefined ? context : noting(context, undefined), rule, value);
}

/** Notes a refusal. Returns false, so that a check can end with it. */
export function refuse(place: Context, expected: string, value: unknown): false {
  if (!isSated(place)) place.refusals?.push({ place, expected, value });
  return false;
}

/** Returns true if no further refusal would be noted, so that a check may stop. */
export function isSated({ refusals }: Context): boolean {
  return refusals === undefined || refusals.length >= maxIssues;
}

/** Returns the issue of a refusal. */
export function issueOf({ place, expected, value }: Refusal): Issue {
  return { path: pathOf(place), expected, got: show(value) };
}

/** Returns the JSON Pointer to the value. */
function pathOf({ parent, key }: Context): string {
  if (parent === undefined) return "";
  const token = typeof key === "string" && /[~/]/.test(key) ? key.replaceAll("~", "~0").replaceAll("/", "~1") : key;
  return `${pathOf(parent)}/${token}`;
}
