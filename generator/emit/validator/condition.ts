import { fact } from "../../base/fact.js";
import type { Json } from "../../base/json.js";
import { only } from "./value-set.js";
import type { ValueSet } from "./value-set.js";

/**
 * A boolean expression of generated code, such as `typeof x === "string" && x !== ""`. As a tree, both the expression and its
 * opposite can be printed without a `!(…)` around it.
 */
export type Condition =
  | { readonly kind: "constant"; readonly value: boolean }
  | { readonly kind: "test"; readonly yes: string; readonly no: string; readonly claim?: Claim }
  /** Is true if exactly one of the parts is, or if not exactly one is. */
  | { readonly kind: "one" | "not one"; readonly parts: readonly Condition[] }
  | { readonly kind: "all" | "any"; readonly parts: readonly Condition[] };

/** A statement of a test about an expression: its value belongs to a set, or does not. */
export type Claim = {
  /** The code of the expression. */
  readonly subject: string;
  readonly values: ValueSet;
  /** True if the test is true for the values of the set, false if it is false for them. */
  readonly isInside: boolean;
  /** True if TypeScript narrows the expression by the test. Otherwise values of the set may fail the test too. */
  readonly isNarrowing: boolean;
};

/** The condition that is always true. */
export const always: Condition = { kind: "constant", value: true };

/** The condition that is never true. */
export const never: Condition = { kind: "constant", value: false };

/**
 * Returns a condition from the text of an expression and the text of its opposite, such as `a === b` and `a !== b`. Both texts
 * must have a meaning without brackets beside `&&`.
 */
export function test(yes: string, no: string): Condition {
  return { kind: "test", yes, no };
}

/** Returns a condition from the text of a call or a name. Its opposite gets a `!` in front. */
export function truth(text: string): Condition {
  return test(text, `!${text}`);
}

/** Returns a test that is true only for values of a set. @param subject the code of the tested expression. */
export function testOf(yes: string, no: string, subject: string, values: ValueSet, isNarrowing = true): Condition {
  return { kind: "test", yes, no, claim: { subject, values, isInside: true, isNarrowing } };
}

/** Returns the condition that an expression is equal to a constant; to `undefined` without one. */
export function same(left: string, constant?: Exclude<Json, object>): Condition {
  const right = constant === undefined ? "undefined" : JSON.stringify(constant);
  return testOf(`${left} === ${right}`, `${left} !== ${right}`, left, only(constant));
}

/** Returns the condition that exactly one of several conditions is true. */
export function exactlyOne(parts: readonly Condition[]): Condition {
  return { kind: "one", parts };
}

/** Returns a condition that is true if all parts are. */
export function all(...parts: readonly Condition[]): Condition {
  return combine("all", parts);
}

/** Returns a condition that is true if one of the parts is. */
export function any(...parts: readonly Condition[]): Condition {
  return combine("any", parts);
}

/** Returns a condition that is true if `condition` is false. */
export function not(condition: Condition): Condition {
  switch (condition.kind) {
    case "constant":
      return condition.value ? never : always;
    case "test":
      return opposite(condition);
    case "one":
      return { ...condition, kind: "not one" };
    case "not one":
      return { ...condition, kind: "one" };
    default:
      return { kind: condition.kind === "all" ? "any" : "all", parts: condition.parts.map(not) };
  }
}

function opposite({ yes, no, claim }: Extract<Condition, { kind: "test" }>): Condition {
  return { kind: "test", yes: no, no: yes, ...(claim !== undefined && { claim: { ...claim, isInside: !claim.isInside } }) };
}

/** Returns true if a condition is a constant with this value. */
export function isConstant(condition: Condition, value: boolean): boolean {
  return condition.kind === "constant" && condition.value === value;
}

/** Returns the number of comparisons and calls in a condition. */
export function size(condition: Condition): number {
  return condition.kind === "all" || condition.kind === "any" ? condition.parts.reduce((sum, part) => sum + size(part), 0) : 1;
}

/** Returns the code of a condition. */
export function print(condition: Condition): string {
  switch (condition.kind) {
    case "constant":
      return String(condition.value);
    case "test":
      return condition.yes;
    case "one":
    case "not one":
      return printCounted(condition);
    default:
      return printJoined(condition);
  }
}

/** Prints a condition with parts. The text is kept, because the conditions around it need it several times. */
const printJoined: (condition: Condition) => string = fact((condition: Condition) => operands(condition).join(operator(condition)));

const printCounted: (condition: Extract<Condition, { kind: "one" | "not one" }>) => string = fact(({ kind, parts }) => {
  const counted = parts.map((part) => `(${print(part)} ? 1 : 0)`).join(" + ");
  return `${counted} ${kind === "one" ? "===" : "!=="} 1`;
});

/** Returns the code of each operand of a condition's outermost `&&` or `||`; the whole condition if it has neither. */
export function operands(condition: Condition): string[] {
  if (condition.kind !== "all" && condition.kind !== "any") return [print(condition)];
  return condition.parts.map((part) => (part.kind === "all" || part.kind === "any" ? `(${print(part)})` : print(part)));
}

/** Returns the operator between the {@link operands} of a condition. */
export function operator(condition: Condition): " && " | " || " {
  return condition.kind === "any" ? " || " : " && ";
}

function combine(kind: "all" | "any", parts: readonly Condition[]): Condition {
  const absorbing = kind === "any";
  const flat: Condition[] = [];
  const seen = new Set<string>();
  for (const part of parts.flatMap((child) => (child.kind === kind ? child.parts : [child]))) {
    if (part.kind === "constant") {
      if (part.value === absorbing) return part;
      continue;
    }
    const text = print(part);
    if (!seen.has(text)) flat.push(part);
    seen.add(text);
  }
  const [first] = flat;
  if (first === undefined) return absorbing ? never : always;
  return flat.length === 1 ? first : { kind, parts: flat };
}
