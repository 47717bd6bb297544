import type { Issue } from "../contract.js";
import { isRecord } from "../records.js";
import { alternatives, show } from "./show.js";
import type { Rule, RuleKeywords } from "./rule.js";

/** The largest number of issues that `explain` reports for one value. */
export const maxIssues = 10;

/** Checks one keyword of a constraint against `value`. `argument` is the keyword's value in the constraint `rule`. */
export type KeywordCheck = {
  // Declared as a method, because TypeScript then lets each check declare a narrower type of `argument`.
  check(context: Context, argument: unknown, value: unknown, rule: RuleKeywords): boolean;
}["check"];

/** The checks of the keywords that the constraints of a generated file use, by keyword. */
export type KeywordChecks = Readonly<Partial<Record<keyof RuleKeywords, KeywordCheck>>>;

/** The checks of the formats that the constraints of a generated file use, by the format's name. */
export type Formats = Readonly<Record<string, (value: unknown) => boolean>>;

/**
 * The place of the value that `explain` checks, and what it needs for the check. Each context links to the context of the
 * parent value, so that a path is built only for an issue.
 */
export type Context = {
  readonly keywords: KeywordChecks;
  readonly formats: Formats;
  /** The refusals so far. `undefined` if the caller only needs to know whether the value is valid. */
  readonly refusals: Refusal[] | undefined;
  readonly parent: Context | undefined;
  /** Name or index of the value in its parent. */
  readonly key: string | number;
};

/** A value that violates a constraint, with its place. {@link issueOf} makes an issue of it. */
export type Refusal = {
  readonly place: Context;
  readonly expected: string;
  readonly value: unknown;
};

/**
 * Returns true if a value satisfies a constraint. Otherwise adds the reasons to `context.refusals`. If the value has the wrong
 * type, does not check its members.
 */
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
    // For a value without members, such as a text, the first reason is enough.
    if (isSated(context) || typeof value !== "object") return false;
    isFine = false;
  }
  return isFine;
}

/** Returns true for a constraint that lists the allowed values. */
export function isList(rule: Rule): rule is readonly unknown[] {
  return Array.isArray(rule);
}

/** Returns true if a value has one of the types in `name`, such as `"string | null"`, or the format `name`. */
export function isOfType(context: Context, name: string, value: unknown): boolean {
  const format = context.formats[name];
  return format === undefined ? isOfKind(context, name, value) : format(value);
}

/** Like {@link isOfType}, but accepts every string if `name` is a format. */
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

/** Returns the constraint that a function returns, or the constraint itself if it is no function. */
export function resolve(rule: Rule): Exclude<Rule, () => Rule> {
  return typeof rule === "function" ? resolve(rule()) : rule;
}

/** Returns the context of the member `key` of the parent's value. */
export function below(parent: Context, key: string | number): Context {
  const { keywords, formats, refusals } = parent;
  return { keywords, formats, refusals, parent, key };
}

/** Returns a copy of the context that collects its refusals in another list. */
export function noting({ keywords, formats, parent, key }: Context, refusals: Refusal[] | undefined): Context {
  return { keywords, formats, refusals, parent, key };
}

/** Returns true if a value satisfies a constraint. Collects no refusals. */
export function holds(context: Context, rule: Rule, value: unknown): boolean {
  return check(context.refusals === undefined ? context : noting(context, undefined), rule, value);
}

/** Adds a refusal to the context's list. Returns false, so that a check can end in `return … || refuse(…)`. */
export function refuse(place: Context, expected: string, value: unknown): false {
  if (!isSated(place)) place.refusals?.push({ place, expected, value });
  return false;
}

/** Returns true if the context collects no further refusals, so that a check may stop. */
export function isSated({ refusals }: Context): boolean {
  return refusals === undefined || refusals.length >= maxIssues;
}

/** Returns a refusal as an issue for the caller. */
export function issueOf({ place, expected, value }: Refusal): Issue {
  return { path: pathOf(place), expected, got: show(value) };
}

/** Returns the JSON Pointer from the whole value to the value of the context. */
function pathOf({ parent, key }: Context): string {
  if (parent === undefined) return "";
  const token = typeof key === "string" && /[~/]/.test(key) ? key.replaceAll("~", "~0").replaceAll("/", "~1") : key;
  return `${pathOf(parent)}/${token}`;
}
