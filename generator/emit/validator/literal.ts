import { fact } from "../../base/fact.js";
import type { Json } from "../../base/json.js";

/** Text that stands for itself in a {@link Literal}. */
export type Code = { readonly code: string };

/** What a literal of generated code may hold: JSON, and names of constants. */
export type Literal = null | boolean | number | string | Code | readonly Literal[] | ReadonlyMap<string, Literal>;

/** JSON as a literal. */
export function literalOf(value: Json): Literal {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(literalOf);
  return new Map(Object.entries(value).map(([key, member]) => [key, literalOf(member)]));
}

/** Prints a literal on one line, or over several where it is longer than `width`. */
export function printLiteral(literal: Literal, indent = "", width = 118): string {
  const flat = flatText(literal);
  if (indent.length + flat.length <= width || typeof literal !== "object" || literal === null || "code" in literal) return flat;
  const inner = `${indent}  `;
  if (isList(literal)) {
    const items = literal.map((item) => `${inner}${printLiteral(item, inner, width)},`);
    return literal.every(isScalar) ? fill(literal.map(flatText), indent, width) : `[\n${items.join("\n")}\n${indent}]`;
  }
  const members = [...literal].map(([key, value]) => `${inner}${memberKey(key)}: ${printLiteral(value, inner, width)},`);
  return `{\n${members.join("\n")}\n${indent}}`;
}

/** A property name in an object literal; `__proto__` would set the prototype unless computed. */
export function keyText(key: string): string {
  if (key === "__proto__") return '["__proto__"]';
  return isIdentifier(key) ? key : JSON.stringify(key);
}

/** TypeScript checks a literal's `toString` against Object's, unless it cannot tell the name. */
function memberKey(key: string): string {
  return key !== "__proto__" && key in Object.prototype ? `[${JSON.stringify(key)} as string]` : keyText(key);
}

/** True where a key needs no quotes. */
export function isIdentifier(text: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(text);
}

/** A regular expression literal with the flag `u`. */
export function regexText(source: string): string {
  return `/${new RegExp(source, "u").source}/u`;
}

function flatText(literal: Literal): string {
  if (typeof literal !== "object" || literal === null) return JSON.stringify(literal);
  if ("code" in literal) return literal.code;
  return joinFlat(literal);
}

/** Each level of a literal asks for the texts of all levels below, so each text is made once. */
const joinFlat: (literal: readonly Literal[] | ReadonlyMap<string, Literal>) => string = fact(
  (literal: readonly Literal[] | ReadonlyMap<string, Literal>) => {
    if (isList(literal)) return `[${literal.map(flatText).join(", ")}]`;
    if (literal.size === 0) return "{}";
    return `{ ${[...literal].map(([key, value]) => `${memberKey(key)}: ${flatText(value)}`).join(", ")} }`;
  },
);

/** Short items, as many on a line as fit. */
function fill(items: readonly string[], indent: string, width: number): string {
  const lines: string[] = [];
  let current = `${indent} `;
  for (const item of items) {
    if (current.trim() !== "" && current.length + item.length + 2 > width) {
      lines.push(current);
      current = `${indent} `;
    }
    current += ` ${item},`;
  }
  return `[\n${[...lines, current].join("\n")}\n${indent}]`;
}

function isScalar(literal: Literal): boolean {
  return typeof literal !== "object" || literal === null;
}

function isList(literal: Literal): literal is readonly Literal[] {
  return Array.isArray(literal);
}
