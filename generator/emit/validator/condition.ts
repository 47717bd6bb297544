import { fact } from "../../base/fact.js";

/**
 * A boolean expression of generated code, such as `typeof x === "string" && x !== ""`. It is a tree, so that the
 * expression and its opposite can both be printed without outer negations.
 */
export type Condition =
  | { readonly kind: "constant"; readonly value: boolean }
  | { readonly kind: "test"; readonly yes: string; readonly no: string }
  | { readonly kind: "all" | "any"; readonly parts: readonly Condition[] };

/** The condition that is always true. */
export const always: Condition = { kind: "constant", value: true };

/** The condition that is never true. */
export const never: Condition = { kind: "constant", value: false };

/** Returns a condition from a comparison or a call, and its opposite. Both texts have to bind tighter than `&&`. */
export function test(yes: string, no: string): Condition {
  return { kind: "test", yes, no };
}

/** Returns a condition from a call or a name. */
export function truth(text: string): Condition {
  return test(text, `!${text}`);
}

/** Returns `left === right`. */
export function same(left: string, right: string): Condition {
  return test(`${left} === ${right}`, `${left} !== ${right}`);
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
      return { kind: "test", yes: condition.no, no: condition.yes };
    default:
      return { kind: condition.kind === "all" ? "any" : "all", parts: condition.parts.map(not) };
  }
}

/** Returns true for the constant condition with this value. */
export function isConstant(condition: Condition, value: boolean): boolean {
  return condition.kind === "constant" && condition.value === value;
}

/** Returns the number of tests. */
export function size(condition: Condition): number {
  return condition.kind === "all" || condition.kind === "any" ? condition.parts.reduce((sum, part) => sum + size(part), 0) : 1;
}

/** Prints a condition. */
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

/** Prints a joined condition once. Each level of a tree needs the texts of all levels below. */
const printJoined: (condition: Condition) => string = fact((condition: Condition) => operands(condition).join(operator(condition)));

/** Prints the operands of the outermost `&&` or `||`. */
export function operands(condition: Condition): string[] {
  if (condition.kind !== "all" && condition.kind !== "any") return [print(condition)];
  return condition.parts.map((part) => (part.kind === "all" || part.kind === "any" ? `(${print(part)})` : print(part)));
}

/** Returns the operator between the operands. */
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
