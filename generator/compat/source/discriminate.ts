import type { ObjectNode, PropertyNode } from "../../emit/types/type-node.js";
import { remember } from "../../model/remember.js";
import type { Json } from "../../model/schema.js";
import type { TypeView } from "./type-view.js";

/** The values that a property can have, where it can have only single values; `undefined` otherwise. */
export function literalsOf(node: ObjectNode, name: string, view: TypeView): readonly Json[] | undefined {
  const property = node.properties.get(name);
  return property === undefined || !node.required.has(name) ? undefined : view.literals(property.type);
}

/** False where a property has single values in both that have nothing in common, so that no value is of both types. */
export function mayMeet(a: ObjectNode, viewOfA: TypeView, b: ObjectNode, viewOfB: TypeView): boolean {
  return [...a.properties.keys()].every((name) => {
    const values = literalsOf(a, name, viewOfA);
    const others = values === undefined ? undefined : literalsOf(b, name, viewOfB);
    return values === undefined || others === undefined || others.some((value) => values.includes(value));
  });
}

/** A property that can have several single values. */
export type Choice = { readonly name: string; readonly values: readonly Json[] };

/** The properties by which an object type can be taken apart. */
export function choicesOf(node: ObjectNode, view: TypeView): readonly Choice[] {
  return [...node.properties.keys()].flatMap((name) => {
    const values = literalsOf(node, name, view);
    return values === undefined || values.length < 2 ? [] : [{ name, values }];
  });
}

/** An object type as one for each value of a property, each made when it is asked for. */
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

/** One for each value of a property, so that what is known of its type is found again. */
const literalProperties = remember((_property: PropertyNode) => new Map<Json, PropertyNode>());
