import type { TypeNode } from "../../types/type-node.js";
import type { TypeSpan } from "./page.js";

/** Returns the anchor of the section about a declared type; `undefined` if the documentation has no such section. */
export type AnchorOf = (typeName: string) => string | undefined;

/**
 * Returns a type in the notation of TypeScript, as text with links. An object type becomes the word "object", because a
 * table lists its fields.
 */
export function typeSpans(node: TypeNode, anchorOf: AnchorOf): TypeSpan[] {
  switch (node.kind) {
    case "unknown":
      return text("any value");
    case "never":
      return text("no value");
    case "primitive":
      return text(node.name);
    case "other":
      return text("other string");
    case "literal":
      return text(JSON.stringify(node.value));
    case "name":
      return [named(node.name, anchorOf)];
    case "array":
      return [...wrapped(node.item, anchorOf), ...text("[]")];
    case "tuple":
      return [...text("["), ...joined(node.items, ", ", anchorOf), ...text(node.rest === undefined ? "]" : ", …]")];
    case "object":
      return node.properties.size === 0 && node.index !== undefined && node.index.kind !== "unknown"
        ? [...text("map of "), ...wrapped(node.index, anchorOf)]
        : text("object");
    case "union":
      return joined(node.members, " | ", anchorOf);
    default:
      return joined(node.members, " & ", anchorOf);
  }
}

function text(value: string): TypeSpan[] {
  return [{ text: value }];
}

function named(name: string, anchorOf: AnchorOf): TypeSpan {
  const anchor = anchorOf(name);
  return anchor === undefined ? { text: name } : { text: name, anchor };
}

function wrapped(node: TypeNode, anchorOf: AnchorOf): TypeSpan[] {
  const spans = typeSpans(node, anchorOf);
  return node.kind === "union" || node.kind === "intersection" ? [...text("("), ...spans, ...text(")")] : spans;
}

function joined(members: readonly TypeNode[], separator: string, anchorOf: AnchorOf): TypeSpan[] {
  const printed = members.map((member) => typeSpans(member, anchorOf));
  const unique = [...new Map(printed.map((spans) => [spans.map((span) => span.text).join(""), spans])).values()];
  return unique.flatMap((spans, index) => (index === 0 ? spans : [...text(separator), ...spans]));
}
