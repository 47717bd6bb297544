import type { Json } from "../../base/json.js";
import type { JsonType, Schema } from "../../schema/schema.js";
import { conjunctsOf, conjunction, declaredIn } from "../../schema/conjuncts.js";

/** The start value of the state, or the schema that allows several start values. */
export type Initial = { readonly value: Json } | { readonly undecided: Schema };

const emptyValues: readonly (readonly [JsonType, Json])[] = [
  ["null", null],
  ["object", {}],
  ["array", []],
  ["string", ""],
  ["integer", 0],
  ["number", 0],
  ["boolean", false],
];

/**
 * Returns the start value of a schema: its `default`, else its only value, else null if the schema allows null. Else
 * it returns an object with the required properties, an empty list or text, 0, or false. The caller has to check
 * whether the schema accepts the value.
 */
export function initialOf(schema: Schema, open: ReadonlySet<Schema> = new Set()): Initial {
  const parts = conjunctsOf([schema]);
  const preset = parts.find(({ annotations }) => annotations.default !== undefined)?.annotations.default;
  if (preset !== undefined) return { value: preset };
  if (open.has(schema) || parts.some(({ always }) => always === false)) return { undecided: schema };
  const values = parts
    .map(({ constant, enum: list }) => (constant === undefined ? list : [constant.value]))
    .find((list) => list !== undefined);
  if (values !== undefined) return onlyOf(values, schema);
  const union = parts.flatMap(({ anyOf, oneOf }) => [anyOf, oneOf]).find((branches) => branches !== undefined);
  if (union !== undefined) return union.some(isNull) ? { value: null } : { undecided: schema };
  const types = typesOf(parts);
  const [type, ...others] = emptyValues.filter(([name]) => types.has(name));
  const isAmbiguous = others.length > 0 && type?.[0] !== "null" && type?.[0] !== "integer";
  if (type === undefined || isAmbiguous) return { undecided: schema };
  return type[0] === "object" ? initialObject(schema, parts, new Set(open).add(schema)) : { value: type[1] };
}

function onlyOf(values: readonly Json[], schema: Schema): Initial {
  if (values.includes(null)) return { value: null };
  const [only] = values;
  return only !== undefined && values.length === 1 ? { value: only } : { undecided: schema };
}

function isNull(branch: Schema): boolean {
  return conjunctsOf([branch]).some(({ types, constant }) => types?.join() === "null" || constant?.value === null);
}

function typesOf(parts: readonly Schema[]): ReadonlySet<JsonType> {
  const looksLikeObject = parts.some(({ properties, required }) => properties !== undefined || required !== undefined);
  const lists = parts.flatMap(({ types }) => (types === undefined ? [] : [types]));
  const [first = looksLikeObject ? ["object" as const] : [], ...others] = lists;
  return new Set(first.filter((type) => others.every((list) => list.includes(type))));
}

function initialObject(schema: Schema, parts: readonly Schema[], open: ReadonlySet<Schema>): Initial {
  const members: [string, Json][] = [];
  for (const name of new Set(parts.flatMap(({ required = [] }) => required))) {
    const member = initialOf(conjunction(declaredIn(parts, name), schema), open);
    if ("undecided" in member) return member.undecided.location === schema.location ? { undecided: schema } : member;
    members.push([name, member.value]);
  }
  return { value: Object.fromEntries(members) };
}
