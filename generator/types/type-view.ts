import type { Json } from "../base/json.js";
import type { Schema } from "../schema/schema.js";
import { envelope } from "./envelope.js";
import { intersect } from "./intersect.js";
import type { ObjectNode, TypeNode } from "./type-node.js";
import { propertyOf, unionOf } from "./type-node.js";
import { TypeMaker } from "./type-of.js";
import type { EventModel } from "../model/event-model.js";
import { fact } from "../base/fact.js";

/** A type that is no name, union, intersection or `never`. Other types are split into such members. */
export type Member = Exclude<TypeNode, { readonly kind: "name" | "union" | "intersection" | "never" }>;

/**
 * The most combinations of members into which an intersection of unions is split. An intersection with more
 * combinations counts as the type `unknown`.
 */
const mostCombinations = 4096;

/** The generated types of one version of a protocol. Splits each type into its members. */
export class TypeView {
  readonly #types: TypeMaker;
  readonly #declared = new Map<Schema, TypeNode>();
  readonly #members = new WeakMap<TypeNode, readonly Member[]>();
  readonly #literals = new WeakMap<readonly Member[], { readonly values: readonly Json[] | undefined }>();
  readonly #open = new Set<Schema>();

  /** @param nameOf returns the name of the type that is declared for a schema; `undefined` if none is declared. */
  constructor(nameOf: (schema: Schema) => string | undefined) {
    this.#types = new TypeMaker(nameOf);
  }

  /** Returns the type of an event's whole message, with its tags and envelope. */
  eventType(event: EventModel): TypeNode {
    return envelope(event, this.declared(event.schema));
  }

  /** Returns the type that the type declaration of a schema defines. */
  declared(schema: Schema): TypeNode {
    const known = this.#declared.get(schema);
    if (known !== undefined) return known;
    const node = this.#types.declared(schema);
    this.#declared.set(schema, node);
    return node;
  }

  /** Returns the members of a type; an empty list for `never`. */
  members(node: TypeNode): readonly Member[] {
    const known = this.#members.get(node);
    if (known !== undefined) return known;
    const members = this.#takeApart(node);
    this.#members.set(node, members);
    return members;
  }

  /** Returns the values of a literal or of a union of literals; `undefined` for other types. */
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
      case "other":
        return [node.isOpen ? node : { kind: "primitive", name: "string" }];
      default:
        return [node];
    }
  }

  /** Returns the members of a declared type. A type that is defined as itself has no members. */
  #named(schema: Schema): readonly Member[] {
    if (this.#open.has(schema)) return [];
    this.#open.add(schema);
    const members = this.members(this.declared(schema));
    this.#open.delete(schema);
    return members;
  }

  #plain(node: TypeNode): readonly Member[] {
    if (node.kind === "union") return node.members.flatMap((member) => this.#plain(member));
    return this.members(node);
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

/** Returns the one {@link TypeView} of the types that a {@link TypeMaker} makes. */
export const viewOf: (types: TypeMaker) => TypeView = fact((types: TypeMaker) => new TypeView((schema) => types.nameOf(schema)));

/**
 * Returns the type of an object's undeclared properties, as the generated code declares it. If the object also has
 * declared properties, this is the widest type, `unknown`.
 */
export function indexOf({ properties, index }: ObjectNode): TypeNode | undefined {
  return properties.size > 0 && index !== undefined ? { kind: "unknown" } : index;
}

/** Returns the names of the properties that an object type declares or requires. */
export const namesOf: (node: ObjectNode) => readonly string[] = fact((node: ObjectNode) => [
  ...new Set([...node.properties.keys(), ...node.required]),
]);

/** The type of a property or an item inside a value, and whether it is always present. */
export type Part = { readonly type: TypeNode; readonly isRequired: boolean };

/** Returns the property of an object type or the item of a tuple at a token of a JSON Pointer; `undefined` if the type declares none. */
export function partOf(member: Member, token: string): Part | undefined {
  if (member.kind === "object") {
    const type = propertyOf(member, token);
    return type === undefined ? undefined : { type, isRequired: member.required.has(token) };
  }
  const type = member.kind === "tuple" && /^\d+$/.test(token) ? member.items[Number(token)] : undefined;
  return type === undefined || member.kind !== "tuple" ? undefined : { type, isRequired: Number(token) < member.required };
}
