import { fact } from "../../base/fact.js";
import type { Json } from "../../base/json.js";

/** Code that a {@link Literal} contains unchanged. */
export type Code = { readonly code: string };

/** A literal of generated code: JSON, and names of constants. */
export type Literal = null | boolean | number | string | Code | readonly Literal[] | ReadonlyMap<string, Literal>;

/** Returns JSON as a literal. */
export function literalOf(value: Json): Literal {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(literalOf);
  return new Map(Object.entries(value).map(([key, member]) => [key, literalOf(member)]));
}

/** Prints a literal on one line, or on several if it is longer than `width`. */
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

/** Prints a property name of an object literal. `__proto__` is computed, because otherwise it would set the prototype. */
export function keyText(key: string): string {
  if (key === "__proto__") return '["__proto__"]';
  return isIdentifier(key) ? key : JSON.stringify(key);
}

/** Prints a member's key. A name of Object.prototype gets a form that TypeScript cannot read, because TypeScript would compare the member with that of Object. */
function memberKey(key: string): string {
  return key !== "__proto__" && key in Object.prototype ? `[${JSON.stringify(key)} as string]` : keyText(key);
}

/** Returns true if a key needs no quotes. */
export function isIdentifier(text: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(text);
}

/** Prints a regular expression literal with the flag `u`. */
export function regexText(source: string): string {
  return `/${new RegExp(source, "u").source}/u`;
}

function flatText(literal: Literal): string {
  if (typeof literal !== "object" || literal === null) return JSON.stringify(literal);
  if ("code" in literal) return literal.code;
  return joinFlat(literal);
}

/** Prints a nested literal on one line, once. Each level needs the texts of all levels below. */
const joinFlat: (literal: readonly Literal[] | ReadonlyMap<string, Literal>) => string = fact(
  (literal: readonly Literal[] | ReadonlyMap<string, Literal>) => {
    if (isList(literal)) return `[${literal.map(flatText).join(", ")}]`;
    if (literal.size === 0) return "{}";
    return `{ ${[...literal].map(([key, value]) => `${memberKey(key)}: ${flatText(value)}`).join(", ")} }`;
  },
);

/** Prints short items, as many on a line as fit. */
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
