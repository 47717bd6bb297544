import type { Rule, RuleKeywords, Rules, TypeName } from "./rule.js";

const maxShown = 80;
const maxExpected = 240;

/** A value as an issue shows it: JSON cut at 80 characters, or `nothing`. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return cut(JSON.stringify(cut(value, maxShown)), maxShown);
  return cut(safeJson(value), maxShown);
}

/** Alternatives joined as a type would be written. */
export function alternatives(texts: readonly string[]): string {
  return cut(texts.length === 1 ? String(texts[0]) : [...new Set(texts)].join(" | "), maxExpected);
}

/** What a rule asks for, in a few words. */
export function describe(rules: Rules, rule: Rule): string {
  if (typeof rule === "boolean") return rule ? "any value" : "no value";
  if (rule.const !== undefined) return show(rule.const);
  if (rule.enum !== undefined) return alternatives(rule.enum.map(show));
  if (rule.type !== undefined) return describeType(rules, rule);
  const target = rule.$ref === undefined ? undefined : rules.definitions[rule.$ref];
  if (target !== undefined) return describe(rules, target);
  const branches = rule.anyOf ?? rule.oneOf;
  if (branches !== undefined) return alternatives(branches.map((branch) => describe(rules, branch)));
  return rule.properties === undefined ? "another value" : "object";
}

/** The types that a rule lists, or the format that a string should have. */
export function describeType(rules: Rules, rule: RuleKeywords): string {
  const { type } = rule;
  if (typeof type === "string" && type !== "string") return type;
  const types = typesOf(rule);
  if (types.length === 1 && types[0] === "string" && rule.format !== undefined && rules.formats[rule.format] !== undefined) {
    return `${rule.format} string`;
  }
  return alternatives(types);
}

/** The types that a rule lists; none means all. */
export function typesOf(rule: RuleKeywords): readonly TypeName[] {
  if (rule.type === undefined) return [];
  return typeof rule.type === "string" ? [rule.type] : rule.type;
}

/** `1 item`, `2 items`. */
export function plural(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun === "property" ? "properties" : `${noun}s`}`;
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/** Values that did not come from `JSON.parse` may be circular or hold what JSON cannot write. */
function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return typeof value;
  }
}
