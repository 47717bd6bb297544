import { fact } from "../base/fact.js";
import type { Json } from "../base/json.js";
import type { Schema } from "../schema/schema.js";

/** A TypeScript type as data, from which code is printed. */
export type TypeNode =
  | { readonly kind: "unknown" }
  | { readonly kind: "never" }
  | { readonly kind: "primitive"; readonly name: "string" | "number" | "boolean" | "null" }
  | { readonly kind: "literal"; readonly value: Exclude<Json, object> }
  /**
   * In a union with listed strings: all other strings. If `isOpen`, they are values that a later version may list, and code of
   * this version cannot write them.
   */
  | { readonly kind: "other"; readonly isOpen: boolean }
  /** A declared type, and the schema that it is made from. */
  | { readonly kind: "name"; readonly name: string; readonly schema: Schema }
  | ArrayNode
  | TupleNode
  | ObjectNode
  | { readonly kind: "union"; readonly members: readonly TypeNode[] }
  | { readonly kind: "intersection"; readonly members: readonly TypeNode[] };

/** The type of a list whose items all have one type. `isImplied` is as in {@link ObjectNode}, for keywords of lists. */
export type ArrayNode = { readonly kind: "array"; readonly item: TypeNode; readonly isImplied?: true };

/** The type of a list whose first items each have a type of their own, as `readonly [string, number]`. */
export type TupleNode = {
  readonly kind: "tuple";
  readonly items: readonly TypeNode[];
  /** The number of items that every such list has. */
  readonly required: number;
  readonly rest: TypeNode | undefined;
  /** As in {@link ObjectNode}, for keywords of lists. */
  readonly isImplied?: true;
};

/** The type of an object: its declared properties, and the type of the others. */
export type ObjectNode = {
  readonly kind: "object";
  readonly properties: ReadonlyMap<string, PropertyNode>;
  readonly required: ReadonlySet<string>;
  /** The type of undeclared properties, if the schema restricts them. */
  readonly index: TypeNode | undefined;
  /**
   * True if keywords of objects, such as `properties`, are the only reason for the type, and no `type` demands an object.
   * The schema accepts all other values. So an intersection with a type of other values is that type.
   */
  readonly isImplied?: true;
};

/** The type of a property, and the schemas from which its documentation is made. */
export type PropertyNode = { readonly type: TypeNode; readonly schemas: readonly Schema[] };

// "__proto__" and its kin are left out, because TypeScript's type of all objects does not declare them.
const inheritedNames: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype).filter((name) => !name.startsWith("__")));

/**
 * Returns the type with which generated code declares a property; `undefined` if the object type neither declares nor
 * requires it. Every object inherits properties such as `toString`, so if one is optional its type is `unknown`:
 * otherwise no literal without the property would have the object type.
 */
export function propertyOf({ properties, required, index }: ObjectNode, name: string): TypeNode | undefined {
  const declared = properties.get(name)?.type;
  if (declared !== undefined) return inheritedNames.has(name) && !required.has(name) ? unknownNode : declared;
  return required.has(name) ? (index ?? unknownNode) : undefined;
}

/** The type `unknown`, which every value has. */
export const unknownNode: TypeNode = { kind: "unknown" };

/** The type `never`, which no value has. */
export const neverNode: TypeNode = { kind: "never" };

/** Returns the union of types, without duplicates, nested unions and `never`. Returns `unknown` if one of the types is `unknown`. */
export function unionOf(members: readonly TypeNode[]): TypeNode {
  const flat = members.flatMap((member) => (member.kind === "union" ? member.members : [member]));
  const known = flat.filter(({ kind }) => kind !== "never");
  if (known.some(({ kind }) => kind === "unknown")) return unknownNode;
  const unique = new Map(known.map((member) => [keyOf(member), member]));
  const kept = [...unique.values()].filter((member) => !isWithinPrimitive(member, unique));
  const [only] = kept;
  if (only === undefined) return neverNode;
  return kept.length === 1 ? only : { kind: "union", members: kept };
}

function isWithinPrimitive(member: TypeNode, unique: ReadonlyMap<string, TypeNode>): boolean {
  if (member.kind === "other") return unique.has("primitive:string");
  return member.kind === "literal" && unique.has(`primitive:${typeof member.value}`);
}

/** Returns a comparison key: two types with equal keys are printed as the same TypeScript code. */
export const keyOf: (node: TypeNode) => string = fact((node: TypeNode) => writeKey(node));

function writeKey(node: TypeNode): string {
  switch (node.kind) {
    case "primitive":
      return `primitive:${node.name}`;
    case "literal":
      return `literal:${JSON.stringify(node.value)}`;
    case "other":
      return `other:${node.isOpen}`;
    case "name":
      return `name:${node.name}`;
    case "array":
      return `array:${keyOf(node.item)}`;
    case "object":
      return keyOfObject(node);
    case "tuple":
      return `tuple:${node.items.map(keyOf).join()}:${node.required}:${node.rest === undefined ? "" : keyOf(node.rest)}`;
    case "union":
    case "intersection":
      return `${node.kind}:(${node.members.map(keyOf).join()})`;
    default:
      return node.kind;
  }
}

function keyOfObject({ properties, required, index }: ObjectNode): string {
  const declared = [...properties].map(([name, { type }]) => `${JSON.stringify(name)}:${keyOf(type)}`);
  return `object:${declared.join()}:${[...required].toSorted().join()}:${index === undefined ? "" : keyOf(index)}`;
}

/** Returns true if two types are printed as the same TypeScript code. */
export function sameType(a: TypeNode, b: TypeNode): boolean {
  return keyOf(a) === keyOf(b);
}
