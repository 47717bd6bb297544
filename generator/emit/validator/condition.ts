import { fact } from "../../base/fact.js";

/**
 * A boolean expression of generated code. It is kept as a tree, so that it can be printed both as
 * what accepts (`typeof x === "string" && x !== ""`) and as what refuses, without outer negations.
 */
export type Condition =
  | { readonly kind: "constant"; readonly value: boolean }
  | { readonly kind: "test"; readonly yes: string; readonly no: string }
  | { readonly kind: "all" | "any"; readonly parts: readonly Condition[] };

/** Holds always. */
export const always: Condition = { kind: "constant", value: true };

/** Holds never. */
export const never: Condition = { kind: "constant", value: false };

/** A comparison or a call, and its opposite. Both have to bind tighter than `&&`. */
export function test(yes: string, no: string): Condition {
  return { kind: "test", yes, no };
}

/** A call or a name. */
export function truth(text: string): Condition {
  return test(text, `!${text}`);
}

/** `left === right`. */
export function same(left: string, right: string): Condition {
  return test(`${left} === ${right}`, `${left} !== ${right}`);
}

/** Holds where all parts hold. */
export function all(...parts: readonly Condition[]): Condition {
  return combine("all", parts);
}

/** Holds where one of the parts holds. */
export function any(...parts: readonly Condition[]): Condition {
  return combine("any", parts);
}

/** Holds where `condition` does not. */
export function not(condition: Condition): Condition {
  switch (condition.kind) {
    case "constant":
      return condition.value ? never : always;
    case "test":
      return { kind: "test", yes: condition.no, no: condition.yes };
    default:
      return { kind: condition.kind === "all" ? "any" : "all", parts: condition.parts.map(not) };
  }
}

/** True for the condition that holds always, or never. */
export function isConstant(condition: Condition, value: boolean): boolean {
  return condition.kind === "constant" && condition.value === value;
}

/** Number of tests. */
export function size(condition: Condition): number {
  return condition.kind === "all" || condition.kind === "any" ? condition.parts.reduce((sum, part) => sum + size(part), 0) : 1;
}

/** The text of a condition. */
export function print(condition: Condition): string {
  switch (condition.kind) {
    case "constant":
      return String(condition.value);
    case "test":
      return condition.yes;
    default:
      return printJoined(condition);
  }
}

/** Each level of a tree asks for the texts of all levels below, so each text is made once. */
const printJoined: (condition: Condition) => string = fact((condition: Condition) => operands(condition).join(operator(condition)));

/** The operands of the outermost `&&` or `||`, each as text. */
export function operands(condition: Condition): string[] {
  if (condition.kind !== "all" && condition.kind !== "any") return [print(condition)];
  return condition.parts.map((part) => (part.kind === "all" || part.kind === "any" ? `(${print(part)})` : print(part)));
}

/** What stands between the operands. */
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
