import type { ObjectNode, PropertyNode } from "../../types/type-node.js";
import { fact } from "../../base/fact.js";
import type { Json } from "../../base/json.js";
import type { TypeView } from "../../types/type-view.js";
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
    return values === undefined || others === undefined || others.some((value) => values.includes(value));
  });
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

/**
 * Counts the parts into which the types of one event are split. At a limit, the check gives up, so that it ends in
 * time.
 */
export class PartBudget {
  #left = mostParts;

  /** Resets the count for the next event. */
  restart(): void {
    this.#left = mostParts;
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
