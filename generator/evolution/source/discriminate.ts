import type { ObjectNode } from "../../types/type-node.js";
import type { Json } from "../../base/json.js";
import type { TypeView } from "./type-view.js";

/** The values that a property can have, where it can have only single values; `undefined` otherwise. */
export function literalsOf(node: ObjectNode, name: string, view: TypeView): readonly Json[] | undefined {
  const property = node.properties.get(name);
  if (property === undefined || !node.required.has(name)) return undefined;
  const members = view.members(property.type);
  const values = members.flatMap((member) => (member.kind === "literal" ? [member.value] : []));
  return members.length > 0 && values.length === members.length ? values : undefined;
}

/** False where a property has single values in both that have nothing in common, so that no value is of both types. */
export function mayMeet(a: ObjectNode, viewOfA: TypeView, b: ObjectNode, viewOfB: TypeView): boolean {
  return [...a.properties.keys()].every((name) => {
    const values = literalsOf(a, name, viewOfA);
    const others = values === undefined ? undefined : literalsOf(b, name, viewOfB);
    return values === undefined || others === undefined || others.some((value) => values.includes(value));
  });
}

/** An object type as one for each value of its properties that can have several single ones. */
export function split(node: ObjectNode, view: TypeView): readonly ObjectNode[] {
  const [name, values] =
    [...node.properties.keys()].map((key) => [key, literalsOf(node, key, view)] as const).find(([, list]) => (list?.length ?? 0) > 1) ?? [];
  if (name === undefined || values === undefined) return [node];
  return values.flatMap((value) => split(withLiteral(node, name, value), view));
}

function withLiteral(node: ObjectNode, name: string, value: Json): ObjectNode {
  const type = { kind: "literal", value: value as Exclude<Json, object> } as const;
  return { ...node, properties: new Map([...node.properties, [name, { type, schemas: [] }]]) };
}
