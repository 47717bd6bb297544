import { canonicalJson, compareTexts } from "../../base/canonical-json.js";
import type { Json } from "../../base/json.js";
import { joinPointer } from "../../base/pointer.js";
import type { StateTest } from "./state-model.js";

/** A condition on the message of an event. Its `names` are property names that lead from the message to a value. */
export type Condition =
  /** The message has a value at `names`. */
  | { readonly kind: "present"; readonly text: string; readonly names: readonly string[] }
  /** The message has one of `values` at `names`. */
  | { readonly kind: "in"; readonly text: string; readonly names: readonly string[]; readonly values: readonly Json[] }
  /** The message does not satisfy all conditions of `all`. */
  | { readonly kind: "not"; readonly text: string; readonly all: readonly Condition[] };

/** Returns the condition that the message has a value at a path of names. */
export function presence(names: readonly string[]): Condition {
  return { kind: "present", text: `has ${joinPointer("", ...names)}`, names };
}

/** Returns a test of an object as a condition on the message. @param at the names that lead from the message to the object. */
export function whenTest({ name, values }: StateTest, at: readonly string[]): Condition {
  const names = [...at, name];
  if (values === undefined) return presence(names);
  const texts = values.map((value) => canonicalJson(value)).toSorted(compareTexts);
  return { kind: "in", text: `in ${joinPointer("", ...names)} ${texts.join(" ")}`, names, values };
}

/** Returns the condition that the message does not satisfy all of the given conditions. */
export function whenSomeFails(all: readonly Condition[]): Condition {
  const texts = all.map(({ text }) => text).toSorted(compareTexts);
  return { kind: "not", text: `not (${texts.join(" and ")})`, all };
}

/** Returns true if every message that satisfies the conditions `by` also satisfies `conditions`. False if this cannot be seen. */
export function isImplied(conditions: readonly Condition[], by: readonly Condition[]): boolean {
  return conditions.every((one) => by.some((other) => other.text === one.text || isNarrower(other, one)));
}

function isNarrower(condition: Condition, wider: Condition): boolean {
  if (wider.kind === "not" || condition.kind === "not") return false;
  if (condition.names.length < wider.names.length || !wider.names.every((name, index) => name === condition.names[index])) return false;
  if (wider.kind === "present") return true;
  if (condition.kind !== "in" || condition.names.length !== wider.names.length) return false;
  const known = new Set(wider.values.map((value) => canonicalJson(value)));
  return condition.values.every((value) => known.has(canonicalJson(value)));
}

/** Returns true if no message satisfies all conditions of both lists. False if this cannot be seen. */
export function excludeEachOther(a: readonly Condition[], b: readonly Condition[]): boolean {
  return isRefuted(a, b) || isRefuted(b, a) || a.some((one) => b.some((other) => haveNoValueInCommon(one, other)));
}

function isRefuted(a: readonly Condition[], b: readonly Condition[]): boolean {
  return a.some((one) => one.kind === "not" && isImplied(one.all, b));
}

function haveNoValueInCommon(a: Condition, b: Condition): boolean {
  if (a.kind !== "in" || b.kind !== "in" || canonicalJson(a.names) !== canonicalJson(b.names)) return false;
  const known = new Set(a.values.map((value) => canonicalJson(value)));
  return !b.values.some((value) => known.has(canonicalJson(value)));
}
