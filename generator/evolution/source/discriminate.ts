import type { ObjectNode, PropertyNode } from "../../types/type-node.js";
import { fact } from "../../base/fact.js";
import type { Json } from "../../base/json.js";
import type { Member, TypeView } from "../../types/type-view.js";
import type { Reason } from "./reason.js";

/** Returns the values of a property whose type is a literal or a union of literals; `undefined` for other types. */
export function literalsOf(node: ObjectNode, name: string, view: TypeView): readonly Json[] | undefined {
  const property = node.properties.get(name);
  return property === undefined || !node.required.has(name) ? undefined : view.literals(property.type);
}

/**
 * Returns false if a property has only literal values in both object types, and no value in common. Then no object has
 * both types.
 */
export function mayMeet(a: ObjectNode, viewOfA: TypeView, b: ObjectNode, viewOfB: TypeView): boolean {
  return [...a.properties.keys()].every((name) => {
    const values = literalsOf(a, name, viewOfA);
    const others = values === undefined ? undefined : literalsOf(b, name, viewOfB);
    return values === undefined || others === undefined || others.some((value) => setOf(values).has(value));
  });
}

const setOf = fact((values: readonly Json[]): ReadonlySet<Json> => new Set(values));

/** Returns the object types among the members of a union. */
export const objectsIn: (members: readonly Member[]) => readonly ObjectNode[] = fact((members: readonly Member[]) =>
  members.filter((member) => member.kind === "object"),
);

/** The object types of a union by the value of a property that distinguishes them; `undefined` if no property does. */
type TagIndex = { readonly name: string; readonly byValue: ReadonlyMap<Json, readonly number[]> } | undefined;

/** Keeps the index of a union, which is made when the first object type is compared with the union. */
const indexes = fact((_objects: readonly ObjectNode[]): { index?: TagIndex } => ({}));

/** A union with fewer object types is compared without an index. */
const leastIndexed = 8;

/** Returns the object types of a union that may have an object in common with another object type: a superset, in their order. */
export function near(
  objects: readonly ObjectNode[],
  viewOfObjects: TypeView,
  other: ObjectNode,
  viewOfOther: TypeView,
): readonly ObjectNode[] {
  if (objects.length < leastIndexed) return objects;
  const kept = indexes(objects);
  const index = "index" in kept ? kept.index : (kept.index = indexOf(objects, viewOfObjects));
  const values = index === undefined ? undefined : literalsOf(other, index.name, viewOfOther);
  if (index === undefined || values === undefined) return objects;
  const found = new Set(values.flatMap((value) => index.byValue.get(value) ?? []));
  return [...found].toSorted((a, b) => a - b).flatMap((position) => objects[position] ?? []);
}

function indexOf(objects: readonly ObjectNode[], view: TypeView): TagIndex {
  const [first] = objects;
  const name = [...(first?.properties.keys() ?? [])].find((key) => objects.every((object) => literalsOf(object, key, view) !== undefined));
  if (name === undefined) return undefined;
  const byValue = new Map<Json, number[]>();
  for (const [position, object] of objects.entries()) {
    for (const value of literalsOf(object, name, view) ?? []) {
      const positions = byValue.get(value);
      if (positions === undefined) byValue.set(value, [position]);
      else positions.push(position);
    }
  }
  return { name, byValue };
}

/** A property whose type is a union of literals, with these literals. */
export type Choice = { readonly name: string; readonly values: readonly Json[] };

/** Returns the properties by whose values an object type can be split. */
export function choicesOf(node: ObjectNode, view: TypeView): readonly Choice[] {
  return [...node.properties.keys()].flatMap((name) => {
    const values = literalsOf(node, name, view);
    return values === undefined || values.length < 2 ? [] : [{ name, values }];
  });
}

/** Yields, for each value of a property, the object type in which the property has only this value. */
export function* partsBy(node: ObjectNode, { name, values }: Choice): Generator<ObjectNode> {
  const property = node.properties.get(name);
  if (property === undefined) return;
  const known = literalProperties(property);
  for (const value of values) {
    const literal = known.get(value) ?? { type: { kind: "literal", value: value as Exclude<Json, object> }, schemas: [] };
    known.set(value, literal);
    yield { ...node, properties: new Map([...node.properties, [name, literal]]) };
  }
}

/** Keeps one type object for each value of a property, because results about a type are stored under the type object. */
const literalProperties = fact((_property: PropertyNode) => new Map<Json, PropertyNode>());

/** The most combinations of enumeration values that are checked for one event. Hardly any code distinguishes more. */
const mostParts = 10_000;

/** The {@link Reason} that the check gives if it cannot decide, because a type splits into more combinations than {@link mostParts}. */
const tooManyParts: readonly Reason[] = [
  { path: "", words: `the enumerations of the type have more than ${mostParts.toLocaleString("en")} combinations`, isUndecided: true },
];

/** The most pairs of object types of an old and a new union that are compared for one event. */
const mostPairs = 250_000;

/** The {@link Reason} that the check gives if it cannot decide, because unions have more pairs of members than {@link mostPairs}. */
export const tooManyPairs: readonly Reason[] = [
  { path: "", words: `the unions of the type have more than ${mostPairs.toLocaleString("en")} pairs of members`, isUndecided: true },
];

/**
 * Counts the parts into which the types of one event are split, and the pairs of object types that are compared. At a
 * limit, the check gives up, so that it ends in time.
 */
export class PartBudget {
  #left = mostParts;
  #pairs = mostPairs;

  /** Resets the counts for the next event. */
  restart(): void {
    this.#left = mostParts;
    this.#pairs = mostPairs;
  }

  /** Counts pairs of object types. Returns false if they exceed the limit, so that none of them may be compared. */
  spendPairs(count: number): boolean {
    this.#pairs -= count;
    return this.#pairs >= 0;
  }

  /** Calls `reasonsOf` for each part of an object type. Returns all reasons why code for the parts does not compile. */
  ofParts(node: ObjectNode, choice: Choice, reasonsOf: (part: ObjectNode) => readonly Reason[]): readonly Reason[] {
    const reasons = new Set<Reason>();
    for (const part of partsBy(node, choice)) {
      this.#left -= 1;
      if (this.#left < 0) return tooManyParts;
      for (const reason of reasonsOf(part)) reasons.add(reason);
    }
    return [...reasons];
  }
}
