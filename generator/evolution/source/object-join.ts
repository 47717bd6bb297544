import { keyOf, propertyOf, unionOf } from "../../types/type-node.js";
import type { ObjectNode, PropertyNode } from "../../types/type-node.js";
import { namesOf } from "../../types/type-view.js";

/**
 * Joins the object types of a union into the one type that code meets if it does not distinguish them. It has the fields
 * that every type declares, and each field has the union of their types.
 */
export class ObjectJoin {
  /** Keeps one object for equal members, so that the comparison of recursive types ends. */
  readonly #known = new Map<string, ObjectNode>();

  /** Returns the joined type of object types without types of undeclared properties. */
  joined(members: readonly ObjectNode[]): ObjectNode {
    const [first, ...others] = members;
    if (first !== undefined && others.length === 0) return first;
    const key = members.map((member) => keyOf(member)).join("|");
    const known = this.#known.get(key) ?? join(members);
    this.#known.set(key, known);
    return known;
  }
}

function join(members: readonly ObjectNode[]): ObjectNode {
  const names = namesInAll(members);
  const required = names.filter((name) => members.every((member) => member.required.has(name)));
  return {
    kind: "object",
    properties: new Map(names.map((name) => [name, fieldOf(members, name)])),
    required: new Set(required),
    index: undefined,
  };
}

function namesInAll(members: readonly ObjectNode[]): readonly string[] {
  const [first, ...others] = members;
  return first === undefined ? [] : namesOf(first).filter((name) => others.every((member) => propertyOf(member, name) !== undefined));
}

function fieldOf(members: readonly ObjectNode[], name: string): PropertyNode {
  return { type: unionOf(members.flatMap((member) => propertyOf(member, name) ?? [])), schemas: [] };
}
