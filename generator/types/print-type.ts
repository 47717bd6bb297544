import { constraintLines } from "./constraints.js";
import { docComment, propertyDoc } from "./doc-comment.js";
import { propertyOf, unknownNode } from "./type-node.js";
import type { ObjectNode, TupleNode, TypeNode } from "./type-node.js";

const lineWidth = 100;

/** Prints a type as TypeScript. @param indent the number of spaces before the statement that contains the type. */
export function printType(node: TypeNode, indent = 0): string {
  switch (node.kind) {
    case "unknown":
    case "never":
      return node.kind;
    case "primitive":
    case "name":
      return node.name;
    case "other":
      return node.isOpen ? "OtherValue<string>" : "(string & {})";
    case "literal":
      return JSON.stringify(node.value);
    case "array":
      return `readonly ${wrapped(node.item, indent)}[]`;
    case "tuple":
      return printTuple(node, indent);
    case "object":
      return printObject(node, indent);
    case "union":
      return printUnion(
        node.members.map((member) => printMember(member, indent + 2)),
        indent,
      );
    default:
      return node.members.map((member) => printMember(member, indent)).join(" & ");
  }
}

/** Prints a member of a union or an intersection, in brackets if it is itself one of the two. */
function printMember(node: TypeNode, indent: number): string {
  const text = printType(node, indent);
  if (!isComposite(node)) return text;
  return text.startsWith("\n") ? `(${text}\n${" ".repeat(indent)})` : `(${text})`;
}

/** Prints the members of a union on one line if they fit, else each member on a line of its own. */
function printUnion(members: readonly string[], indent: number): string {
  const line = members.join(" | ");
  if (!line.includes("\n") && line.length + indent + 20 <= lineWidth) return line;
  const margin = " ".repeat(indent + 2);
  return `\n${members.map((member) => `${margin}| ${member}`).join("\n")}`;
}

function wrapped(node: TypeNode, indent: number): string {
  const text = printType(node, indent);
  return isComposite(node) || node.kind === "array" || node.kind === "tuple" ? `(${text})` : text;
}

function isComposite(node: TypeNode): node is TypeNode & { readonly kind: "union" | "intersection" } {
  return node.kind === "union" || node.kind === "intersection";
}

function printTuple(node: TupleNode, indent: number): string {
  const { items, required, rest } = node;
  const isLabelled = needsLabels(node);
  const printed = items.map((item, index) => {
    const isOptional = index >= required;
    if (isLabelled) return `item${index + 1}${isOptional ? "?" : ""}: ${printType(item, indent)}`;
    return isOptional ? `${wrapped(item, indent)}?` : printType(item, indent);
  });
  const label = isLabelled ? "rest: " : "";
  const tail =
    rest === undefined ? [] : [`...${label}${wrapped({ kind: "array", item: rest }, indent).replace(/^\(readonly (.*)\)$/s, "$1")}`];
  return `readonly [${[...printed, ...tail].join(", ")}]`;
}

/**
 * Returns true if the items of a tuple need labels. A list may hold the type that is being declared, because TypeScript
 * resolves a list later if one of its items names a type. Inside an optional item or inside the further items, TypeScript
 * resolves a list later only if these items have labels. A tuple that names a type itself needs none: TypeScript resolves
 * all of it later. It would not see a name in further items with a label.
 */
function needsLabels({ items, required, rest }: TupleNode): boolean {
  const further = rest === undefined ? [] : [rest];
  return [...items.slice(required), ...further].some(hidesName) && ![...items, ...further].some(namesType);
}

/** Returns true for a declared type, and for a union or an intersection with one. */
function namesType(node: TypeNode): boolean {
  return node.kind === "name" || (isComposite(node) && node.members.some(namesType));
}

/** Returns true if a list inside a type names a declared type outside of objects. */
function hidesName(node: TypeNode): boolean {
  if (isComposite(node)) return node.members.some(hidesName);
  const inside = node.kind === "array" ? [node.item] : node.kind === "tuple" ? [...node.items, node.rest ?? unknownNode] : [];
  return inside.some((item) => namesType(item) || hidesName(item));
}

function printObject(node: ObjectNode, indent: number): string {
  const margin = " ".repeat(indent + 2);
  const lines: string[] = [];
  for (const [name, { schemas }] of node.properties) {
    const doc = propertyDoc(schemas, constraintLines(schemas));
    if (doc !== undefined) lines.push(docComment(doc, margin));
    lines.push(
      `${margin}readonly ${propertyKey(name)}${node.required.has(name) ? "" : "?"}: ${printType(propertyOf(node, name) ?? unknownNode, indent + 2)};`,
    );
  }
  for (const name of node.required) {
    if (!node.properties.has(name))
      lines.push(`${margin}readonly ${propertyKey(name)}: ${printType(propertyOf(node, name) ?? unknownNode, indent + 2)};`);
  }
  if (node.index !== undefined) lines.push(`${margin}readonly [key: string]: ${printType(indexType(node), indent + 2)};`);
  if (lines.length === 1 && node.index !== undefined) return `{ ${lines[0]?.trim() ?? ""} }`.replace(/;(?= \}$)/, "");
  return lines.length === 0 ? "{}" : `{\n${lines.join("\n")}\n${" ".repeat(indent)}}`;
}

/**
 * Returns the type of an index signature, `[key: string]`. TypeScript applies an index signature to declared properties too.
 * So if the object type declares properties, the type is `unknown`.
 */
function indexType({ properties, index }: ObjectNode): TypeNode {
  return properties.size === 0 && index !== undefined ? index : { kind: "unknown" };
}

/** Returns a property's name in TypeScript, with quotes only if it needs them. */
export function propertyKey(name: string): string {
  return isIdentifier(name) ? name : JSON.stringify(name);
}

/** Returns TypeScript code that reads a property of an expression before it: `.name` or `["na-me"]`. */
export function propertyAccess(name: string): string {
  return isIdentifier(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

function isIdentifier(name: string): boolean {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) && name !== "__proto__";
}
