import type { ObjectNode, PropertyNode } from "../../types/type-node.js";
import { fact } from "../../base/fact.js";
import type { Json } from "../../base/json.js";
import type { TypeView } from "./type-view.js";
import type { Reason } from "./reason.js";

/** Returns the values of a property whose type is a literal or a union of literals; `undefined` for other types. */
export function literalsOf(node: ObjectNode, name: string, view: TypeView): readonly Json[] | undefined {
  const property = node.properties.get(name);
  return property === undefined || !node.required.has(name) ? undefined : view.literals(property.type);
}

/** Returns false if some property has literal values in both types and none in common: then no value has both types. */
export function mayMeet(a: ObjectNode, viewOfA: TypeView, b: ObjectNode, viewOfB: TypeView): boolean {
  return [...a.properties.keys()].every((name) => {
    const values = literalsOf(a, name, viewOfA);
    const others = values === undefined ? undefined : literalsOf(b, name, viewOfB);
    return values === undefined || others === undefined || others.some((value) => values.includes(value));
  });
}

/** A property whose type is a union of literals. */
export type Choice = { readonly name: string; readonly values: readonly Json[] };

/** Returns the properties by whose values an object type can be split. */
export function choicesOf(node: ObjectNode, view: TypeView): readonly Choice[] {
  return [...node.properties.keys()].flatMap((name) => {
    const values = literalsOf(node, name, view);
    return values === undefined || values.length < 2 ? [] : [{ name, values }];
  });
}

/** Splits an object type into one part for each value of a property. Makes each part on demand. */
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

/** Keeps one property type for each value, so that facts that are remembered for it are found again. */
const literalProperties = fact((_property: PropertyNode) => new Map<Json, PropertyNode>());

/** The number of combinations of enumeration values that are checked. Hardly any code distinguishes more. */
const mostParts = 10_000;

/** The reason that is given for a type with too many parts. */
const tooManyParts: readonly Reason[] = [
  { path: "", words: `its enumerations have more than ${mostParts.toLocaleString("en")} combinations`, isUndecided: true },
];

/** Counts the parts into which the types of one event are split, so that the check of many enumerations ends. */
export class PartBudget {
  #left = mostParts;

  /** Resets the count for the next event. */
  restart(): void {
    this.#left = mostParts;
  }

  /** Returns the reasons of all parts of an object type. Makes each part on demand. */
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
