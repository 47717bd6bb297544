import type { Issue } from "../contract.js";
import { isRecord } from "../records.js";
import { alternatives, show } from "./show.js";
import type { Rule, RuleKeywords } from "./rule.js";

/** At most so many issues are reported for one value. */
export const maxIssues = 10;

/** The check of one keyword: `argument` is what stands behind it in the rule. */
export type KeywordCheck = {
  // A method, so that each check may name the type of its own argument.
  check(context: Context, argument: unknown, value: unknown, rule: RuleKeywords): boolean;
}["check"];

/** The checks of the keywords that the rules of a file have. */
export type KeywordChecks = Readonly<Partial<Record<keyof RuleKeywords, KeywordCheck>>>;

/** The checks of the formats that the rules of a file name. */
export type Formats = Readonly<Record<string, (value: unknown) => boolean>>;

/** Where a check stands. Members are linked to what holds them: a path is put together only for what is refused. */
export type Context = {
  readonly keywords: KeywordChecks;
  readonly formats: Formats;
  /** `undefined` where only the verdict is wanted. */
  readonly refusals: Refusal[] | undefined;
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

/** Tells whether a value keeps a rule, and notes why not. A value of the wrong type is not looked into. */
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
    // One reason is enough for a text or a number.
    if (isSated(context) || typeof value !== "object") return false;
    isFine = false;
  }
  return isFine;
}

/** True for a list of values. */
export function isList(rule: Rule): rule is readonly unknown[] {
  return Array.isArray(rule);
}

/** True where a value has the type, or one of several, or the format that a text names. */
export function isOfType(context: Context, name: string, value: unknown): boolean {
  const format = context.formats[name];
  return format === undefined ? isOfKind(context, name, value) : format(value);
}

/** Like {@link isOfType}, but any string will do for a format. */
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

/** A type or a format for people. */
export function named({ formats }: Context, name: string): string {
  return formats[name] === undefined ? name : `${name} string`;
}

/** The rule itself, where it was a reference. */
export function resolve(rule: Rule): Exclude<Rule, () => Rule> {
  return typeof rule === "function" ? resolve(rule()) : rule;
}

/** The context of member `key`. */
export function below(parent: Context, key: string | number): Context {
  const { keywords, formats, refusals } = parent;
  return { keywords, formats, refusals, parent, key };
}

/** The same place, with refusals noted elsewhere. */
export function noting({ keywords, formats, parent, key }: Context, refusals: Refusal[] | undefined): Context {
  return { keywords, formats, refusals, parent, key };
}

/** The verdict alone. */
export function holds(context: Context, rule: Rule, value: unknown): boolean {
  return check(context.refusals === undefined ? context : noting(context, undefined), rule, value);
}

/** Notes a refusal; always `false`, so that a check can return it. */
export function refuse(place: Context, expected: string, value: unknown): false {
  if (!isSated(place)) place.refusals?.push({ place, expected, value });
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

/** JSON Pointer to the value. */
function pathOf({ parent, key }: Context): string {
  if (parent === undefined) return "";
  const token = typeof key === "string" && /[~/]/.test(key) ? key.replaceAll("~", "~0").replaceAll("/", "~1") : key;
  return `${pathOf(parent)}/${token}`;
}
