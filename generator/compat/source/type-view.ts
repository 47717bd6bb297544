import type { Json, Schema } from "../../model/schema.js";
import { envelope } from "../../emit/envelope.js";
import { intersect } from "../../emit/types/intersect.js";
import type { ObjectNode, TypeNode } from "../../emit/types/type-node.js";
import { unionOf } from "../../emit/types/type-node.js";
import { TypeMaker } from "../../emit/types/type-of.js";
import type { EventModel } from "../../model/protocol.js";
import { remember } from "../../model/remember.js";

/** A type without names, unions and intersections at its top. */
export type Member = Exclude<TypeNode, { readonly kind: "name" | "union" | "intersection" | "never" }>;

/** Above this many combinations an intersection of unions counts as unknown. */
const mostCombinations = 4096;

/** The generated types of one version of a protocol, taken apart. */
export class TypeView {
  readonly #types: TypeMaker;
  readonly #declared = new Map<Schema, TypeNode>();
  readonly #members = new WeakMap<TypeNode, readonly Member[]>();
  readonly #literals = new WeakMap<readonly Member[], { readonly values: readonly Json[] | undefined }>();
  readonly #open = new Set<Schema>();

  /** @param nameOf the declared name of a schema, if it has one. */
  constructor(nameOf: (schema: Schema) => string | undefined) {
    this.#types = new TypeMaker(nameOf);
  }

  /** The type of an event, tags and envelope included. */
  eventType(event: EventModel): TypeNode {
    return envelope(event, this.declared(event.schema));
  }

  /** What a declaration's right-hand side says. */
  declared(schema: Schema): TypeNode {
    const known = this.#declared.get(schema);
    if (known !== undefined) return known;
    const node = this.#types.declared(schema);
    this.#declared.set(schema, node);
    return node;
  }

  /** What a type is one of; nothing for `never`. */
  members(node: TypeNode): readonly Member[] {
    const known = this.#members.get(node);
    if (known !== undefined) return known;
    const members = this.#takeApart(node);
    this.#members.set(node, members);
    return members;
  }

  /** The values of a type that has only single ones; `undefined` otherwise. */
  literals(node: TypeNode): readonly Json[] | undefined {
    const members = this.members(node);
    const known = this.#literals.get(members);
    if (known !== undefined) return known.values;
    const values = members.flatMap((member) => (member.kind === "literal" ? [member.value] : []));
    const found = members.length > 0 && values.length === members.length ? values : undefined;
    this.#literals.set(members, { values: found });
    return found;
  }

  #takeApart(node: TypeNode): readonly Member[] {
    switch (node.kind) {
      case "never":
        return [];
      case "name":
        return this.#named(node.schema);
      case "union":
        return this.#plain(unionOf(node.members.flatMap((member) => this.members(member))));
      case "intersection":
        return this.#plain(this.#combined(node.members));
      default:
        return [node];
    }
  }

  /** A name that stands for itself, without anything between, says nothing. */
  #named(schema: Schema): readonly Member[] {
    if (this.#open.has(schema)) return [];
    this.#open.add(schema);
    const members = this.members(this.declared(schema));
    this.#open.delete(schema);
    return members;
  }

  #plain(node: TypeNode): readonly Member[] {
    if (node.kind === "union") return node.members.flatMap((member) => this.#plain(member));
    return node.kind === "name" || node.kind === "intersection" ? this.members(node) : node.kind === "never" ? [] : [node];
  }

  #combined(parts: readonly TypeNode[]): TypeNode {
    const lists = parts.map((part) => this.members(part));
    if (lists.reduce((count, list) => count * list.length, 1) > mostCombinations) return { kind: "unknown" };
    const [first = [], ...others] = lists;
    return unionOf(others.reduce<readonly TypeNode[]>((made, list) => made.flatMap((a) => list.map((b) => this.#both(a, b))), first));
  }

  #both(a: TypeNode, b: TypeNode): TypeNode {
    return intersect(a, b, (node) => this.declared(node.schema));
  }
}

/** The type of undeclared properties as it is printed: beside declared ones it is as wide as can be. */
export function indexOf({ properties, index }: ObjectNode): TypeNode | undefined {
  return properties.size > 0 && index !== undefined ? { kind: "unknown" } : index;
}

/** The type of a property that is declared, or required without being declared. */
export function propertyOf(node: ObjectNode, name: string): TypeNode | undefined {
  const declared = node.properties.get(name)?.type;
  return declared ?? (node.required.has(name) ? (node.index ?? { kind: "unknown" }) : undefined);
}

/** The names that an object type spells out. */
export const namesOf: (node: ObjectNode) => readonly string[] = remember((node: ObjectNode) => [
  ...new Set([...node.properties.keys(), ...node.required]),
]);
