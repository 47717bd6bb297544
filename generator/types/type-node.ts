import type { Json } from "../base/json.js";
import type { Schema } from "../schema/schema.js";

/** A TypeScript type before it is printed. */
export type TypeNode =
  | { readonly kind: "unknown" }
  | { readonly kind: "never" }
  | { readonly kind: "primitive"; readonly name: "string" | "number" | "boolean" | "null" }
  | { readonly kind: "literal"; readonly value: Exclude<Json, object> }
  /** A declared type; `schema` is what it stands for. */
  | { readonly kind: "name"; readonly name: string; readonly schema: Schema }
  | { readonly kind: "array"; readonly item: TypeNode }
  | TupleNode
  | ObjectNode
  | { readonly kind: "union"; readonly members: readonly TypeNode[] }
  | { readonly kind: "intersection"; readonly members: readonly TypeNode[] };

/** A list whose first elements have types of their own. */
export type TupleNode = {
  readonly kind: "tuple";
  readonly items: readonly TypeNode[];
  /** How many of the items must be there. */
  readonly required: number;
  readonly rest: TypeNode | undefined;
};

/** An object's declared properties. */
export type ObjectNode = {
  readonly kind: "object";
  readonly properties: ReadonlyMap<string, PropertyNode>;
  readonly required: ReadonlySet<string>;
  /** Type of undeclared properties where the schema speaks of them. */
  readonly index: TypeNode | undefined;
};

/** One property and the schemas that say something of it, for its documentation. */
export type PropertyNode = { readonly type: TypeNode; readonly schemas: readonly Schema[] };

/** Everything. */
export const unknownNode: TypeNode = { kind: "unknown" };

/** Nothing. */
export const neverNode: TypeNode = { kind: "never" };

/** A union without doubles and unions inside; `unknown` swallows all, `never` is dropped. */
export function unionOf(members: readonly TypeNode[]): TypeNode {
  const flat = members.flatMap((member) => (member.kind === "union" ? member.members : [member]));
  const known = flat.filter(({ kind }) => kind !== "never");
  if (known.some(({ kind }) => kind === "unknown")) return unknownNode;
  const unique = new Map(known.map((member) => [keyOf(member), member]));
  const kept = [...unique.values()].filter((member) => member.kind !== "literal" || !unique.has(`primitive:${typeof member.value}`));
  const [only] = kept;
  if (only === undefined) return neverNode;
  return kept.length === 1 ? only : { kind: "union", members: kept };
}

function keyOf(node: TypeNode): string {
  switch (node.kind) {
    case "primitive":
      return `primitive:${node.name}`;
    case "literal":
      return `literal:${JSON.stringify(node.value)}`;
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

/** True when the two print the same. */
export function sameType(a: TypeNode, b: TypeNode): boolean {
  return keyOf(a) === keyOf(b);
}
