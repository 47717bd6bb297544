import { fact } from "../../base/fact.js";
import type { Json } from "../../base/json.js";

/** An expression of generated code, such as the name of a constant, that is printed as it is inside a {@link Literal}. */
export type Code = { readonly code: string };

/** A literal in generated code: a JSON value that may contain expressions. A map is an object literal. */
export type Literal = null | boolean | number | string | Code | readonly Literal[] | ReadonlyMap<string, Literal>;

/** Converts a JSON value into a {@link Literal}. */
export function literalOf(value: Json): Literal {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(literalOf);
  return new Map(Object.entries(value).map(([key, member]) => [key, literalOf(member)]));
}

/** Prints a literal on one line, or on several lines if it is longer than `width`. @param indent the spaces before its last line. */
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

/** Prints a property name of an object literal. Prints `__proto__` in brackets, because without them it would set the prototype. */
export function keyText(key: string): string {
  if (key === "__proto__") return '["__proto__"]';
  return isIdentifier(key) ? key : JSON.stringify(key);
}

/**
 * Prints a property name of an object literal. A name such as `toString` is printed as `["toString" as string]`. Otherwise
 * TypeScript would compare the type of the property with the type of the method of Object.
 */
function memberKey(key: string): string {
  return key !== "__proto__" && key in Object.prototype ? `[${JSON.stringify(key)} as string]` : keyText(key);
}

/** Returns true if a property name needs no quotes in an object literal. */
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

/** Prints a list or an object literal on one line. The text is kept, because the literals around it need it several times. */
const joinFlat: (literal: readonly Literal[] | ReadonlyMap<string, Literal>) => string = fact(
  (literal: readonly Literal[] | ReadonlyMap<string, Literal>) => {
    if (isList(literal)) return `[${literal.map(flatText).join(", ")}]`;
    if (literal.size === 0) return "{}";
    return `{ ${[...literal].map(([key, value]) => `${memberKey(key)}: ${flatText(value)}`).join(", ")} }`;
  },
);

/** Prints a list literal on several lines, with as many items on each line as fit into `width`. */
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
