import { keyOf, neverNode, sameType, unionOf } from "./type-node.js";
import type { ArrayNode, ObjectNode, PropertyNode, TupleNode, TypeNode } from "./type-node.js";

/**
 * Returns the structure of a declared type, so that its properties can be joined with others into one object type. Returns
 * `undefined` for a type that is being made, so that its name is kept.
 */
export type Expand = (node: TypeNode & { readonly kind: "name" }) => TypeNode | undefined;

/** Returns the type of the values that belong to both types, in its simplest form. */
export function intersect(a: TypeNode, b: TypeNode, expand: Expand): TypeNode {
  if (a.kind === "unknown") return b;
  if (b.kind === "unknown") return a;
  if (sameType(a, b)) return isImplied(b) ? a : b;
  if (a.kind === "never" || b.kind === "never") return neverNode;
  if (isAnyObject(a) && isObjectLike(b, expand)) return isImplied(a) ? b : demanded(b);
  if (isAnyObject(b) && isObjectLike(a, expand)) return isImplied(b) ? a : demanded(a);
  if (a.kind === "union") return intersectUnion(a, b, expand);
  if (b.kind === "union") return intersectUnion(b, a, expand);
  if (a.kind === "name" || b.kind === "name") return intersectNames(a, b, expand);
  if (a.kind === "object" && b.kind === "object") return mergeObjects(a, b, expand);
  if (isOfObjects(a) !== isOfObjects(b) && (isImplied(a) || isImplied(b))) return withoutImplied(a, b);
  if (a.kind === "intersection" || b.kind === "intersection") return join(a, b, expand);
  return intersectPlain(a, b, expand);
}

/** Returns true for the type of all objects: it declares and requires no property, and undeclared properties have the type `unknown`. */
function isAnyObject(node: TypeNode): boolean {
  return node.kind === "object" && node.properties.size === 0 && node.required.size === 0 && node.index?.kind === "unknown";
}

function isObjectLike(node: TypeNode, expand: Expand): boolean {
  const wide = node.kind === "name" ? expand(node) : node;
  if (wide?.kind === "intersection") return wide.members.some((member) => isObjectLike(member, expand));
  return wide?.kind === "object";
}

function isOfObjects({ kind }: TypeNode): boolean {
  return kind === "object" || kind === "intersection";
}

/** Returns true if only keywords such as `properties` imply that the values are objects or lists, and no `type` demands it. */
function isImplied(node: TypeNode): boolean {
  if (node.kind === "object" || node.kind === "array" || node.kind === "tuple") return node.isImplied === true;
  return (node.kind === "union" || node.kind === "intersection") && node.members.every(isImplied);
}

/** Returns an object type for which another schema demands an object. */
function demanded(node: TypeNode): TypeNode {
  if (node.kind === "intersection" || node.kind === "union") return { ...node, members: node.members.map(demanded) };
  if (node.kind !== "object" || node.isImplied === undefined) return node;
  const { isImplied: _implied, ...others } = node;
  return others;
}

/** Intersects a type of objects with a type of other values, of which at least one is only implied. */
function withoutImplied(a: TypeNode, b: TypeNode): TypeNode {
  if (isImplied(a) && isImplied(b)) return unionOf([a, b]);
  return isImplied(a) ? b : a;
}

/**
 * Intersects a union with another type. Two unions of plain values become the union of their common values. If the union has
 * object types and the other type is an object, the result is `&` of both. It leaves out the members that have no value in
 * common with the other type.
 */
function intersectUnion(union: TypeNode & { readonly kind: "union" }, other: TypeNode, expand: Expand): TypeNode {
  const isStructural = union.members.some(({ kind }) => kind === "object" || kind === "name" || kind === "intersection");
  if (isStructural && (other.kind === "object" || other.kind === "intersection")) {
    const fitting = union.members.filter((member) => intersect(member, other, expand).kind !== "never");
    const [inside, outside] = [
      fitting.filter((member) => meetsObjects(member, expand)),
      fitting.filter((member) => !meetsObjects(member, expand)),
    ];
    const objects = withFields(inside, other, expand);
    return unionOf([...(inside.length === 0 ? [] : [objects]), ...outside.map((member) => intersect(member, other, expand))]);
  }
  return unionOf(union.members.map((member) => intersect(member, other, expand)));
}

/** Returns `&` of the object types of a union and an object type. */
function withFields(members: readonly TypeNode[], object: TypeNode, expand: Expand): TypeNode {
  if (isRefinement(members)) return object;
  const addsNothing = isBareObject(object) && members.every((member) => isObjectLike(member, expand));
  return addsNothing ? unionOf(members.map(demanded)) : join(unionOf(members), object, expand);
}

/** Returns true for the type `{}`: it only demands an object. */
function isBareObject(node: TypeNode): boolean {
  return node.kind === "object" && node.properties.size === 0 && node.required.size === 0 && node.index === undefined;
}

/**
 * Returns false for a member of a union whose values are no objects, so that `&` with an object type would leave no value.
 * If the object type is only implied, the values of such a member still have the type of the union.
 */
function meetsObjects(node: TypeNode, expand: Expand): boolean {
  const wide = node.kind === "name" ? expand(node) : node;
  if (wide === undefined || wide.kind === "unknown") return true;
  return wide.kind === "union" ? wide.members.every((member) => meetsObjects(member, expand)) : isOfObjects(wide);
}

/**
 * Returns true if each member of a union only requires properties and declares none. TypeScript cannot express this
 * beside an object type.
 */
function isRefinement(members: readonly TypeNode[]): boolean {
  return members.every((member) => member.kind === "object" && member.properties.size === 0 && member.index === undefined);
}

function intersectNames(a: TypeNode, b: TypeNode, expand: Expand): TypeNode {
  const wideA = a.kind === "name" ? expand(a) : a;
  const wideB = b.kind === "name" ? expand(b) : b;
  if (wideA === undefined || wideB === undefined) return join(a, b, expand);
  if (wideA.kind === "object" && wideB.kind === "object") return mergeObjects(wideA, wideB, expand);
  const merged = intersect(wideA, wideB, expand);
  if (sameType(merged, wideA)) return a;
  if (sameType(merged, wideB)) return b;
  return merged;
}

function mergeObjects(a: ObjectNode, b: ObjectNode, expand: Expand): TypeNode {
  const properties = new Map<string, PropertyNode>(a.properties);
  for (const [name, property] of b.properties) {
    const other = properties.get(name);
    properties.set(name, other === undefined ? property : mergeProperties(other, property, expand));
  }
  const required = new Set([...a.required, ...b.required]);
  for (const [name, { type }] of properties) if (type.kind === "never" && required.has(name)) return neverNode;
  const isSoft = isImplied(a) && isImplied(b);
  return { kind: "object", properties, required, index: mergeIndex(a, b, expand), ...(isSoft && { isImplied: true }) };
}

function mergeProperties(a: PropertyNode, b: PropertyNode, expand: Expand): PropertyNode {
  return { type: intersect(a.type, b.type, expand), schemas: [...a.schemas, ...b.schemas] };
}

/** Intersects the types that two object types give to undeclared properties. If only one of them gives such a type, returns this type. */
function mergeIndex(a: ObjectNode, b: ObjectNode, expand: Expand): TypeNode | undefined {
  if (a.index === undefined || b.index === undefined) return a.index ?? b.index;
  return intersect(a.index, b.index, expand);
}

function intersectPlain(a: TypeNode, b: TypeNode, expand: Expand): TypeNode {
  if (a.kind === "literal" && b.kind === "primitive") return literalIn(a, b.name);
  if (b.kind === "literal" && a.kind === "primitive") return literalIn(b, a.name);
  if (a.kind === "other") return intersectOther(a, b);
  if (b.kind === "other") return intersectOther(b, a);
  const list = intersectLists(a, b, expand);
  if (list !== undefined) return isImplied(a) && isImplied(b) ? { ...list, isImplied: true } : list;
  return isImplied(a) || isImplied(b) ? withoutImplied(a, b) : neverNode;
}

function intersectLists(a: TypeNode, b: TypeNode, expand: Expand): ArrayNode | TupleNode | undefined {
  if (a.kind === "array" && b.kind === "array") return { kind: "array", item: intersect(a.item, b.item, expand) };
  if (a.kind === "tuple" && b.kind === "array") return intersectTuple(a, b.item, expand);
  if (b.kind === "tuple" && a.kind === "array") return intersectTuple(b, a.item, expand);
  if (a.kind === "tuple" && b.kind === "tuple") return intersectTuples(a, b, expand);
  return undefined;
}

/** Intersects the type of all strings that a union does not list with another type. A literal string may be such a string. */
function intersectOther(other: TypeNode & { readonly kind: "other" }, node: TypeNode): TypeNode {
  if (node.kind === "literal") return literalIn(node, "string");
  if (node.kind === "primitive") return node.name === "string" ? other : neverNode;
  return node.kind === "other" ? { kind: "other", isOpen: true } : neverNode;
}

function literalIn(literal: TypeNode & { readonly kind: "literal" }, name: string): TypeNode {
  return (literal.value === null ? "null" : typeof literal.value) === name ? literal : neverNode;
}

function intersectTuple(tuple: TupleNode, item: TypeNode, expand: Expand): TupleNode {
  const rest = tuple.rest === undefined ? undefined : intersect(tuple.rest, item, expand);
  return { kind: "tuple", items: tuple.items.map((own) => intersect(own, item, expand)), required: tuple.required, rest };
}

function intersectTuples(a: TupleNode, b: TupleNode, expand: Expand): TupleNode {
  const length = Math.max(a.items.length, b.items.length);
  const items = Array.from({ length }, (_unused, index) => intersect(itemAt(a, index), itemAt(b, index), expand));
  const rest = a.rest === undefined || b.rest === undefined ? undefined : intersect(a.rest, b.rest, expand);
  return { kind: "tuple", items, required: Math.max(a.required, b.required), rest };
}

function itemAt({ items, rest }: TupleNode, index: number): TypeNode {
  return items[index] ?? rest ?? neverNode;
}

/** Returns `&` of two types, with one object type for all of its object types. */
function join(a: TypeNode, b: TypeNode, expand: Expand): TypeNode {
  const members = [a, b].flatMap((node) => (node.kind === "intersection" ? node.members : [node]));
  const byKey = new Map<string, TypeNode>();
  for (const member of members) if (!byKey.has(keyOf(member))) byKey.set(keyOf(member), member);
  const different = [...byKey.values()];
  const [first, ...others] = different.filter((member) => member.kind === "object");
  if (first === undefined || others.length === 0) return intersectionOf(different);
  const merged = others.reduce<TypeNode>((one, other) => (one.kind === "object" ? mergeObjects(one, other, expand) : one), first);
  if (merged.kind === "never") return neverNode;
  return intersectionOf(
    different.flatMap((member): readonly TypeNode[] => (member === first ? [merged] : member.kind === "object" ? [] : [member])),
  );
}

function intersectionOf(members: readonly TypeNode[]): TypeNode {
  const [only] = members;
  return members.length === 1 && only !== undefined ? only : { kind: "intersection", members };
}
