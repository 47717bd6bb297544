import { canonicalJson } from "../base/canonical-json.js";
import { childSchemas } from "./children.js";
import type { Json } from "../base/json.js";
import type { JsonType, Schema } from "./schema.js";
import { fact } from "../base/fact.js";
import { numberFormat, stringFormat } from "./format-kinds.js";

/** All types. `number` includes `integer`. */
export const allTypes: readonly JsonType[] = ["null", "boolean", "object", "array", "number", "string"];

const keywords: ReadonlySet<keyof Schema> = new Set<keyof Schema>([
  ...(["always", "ref", "types", "constant", "enum", "multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"] as const),
  ...(["minLength", "maxLength", "pattern", "format", "properties", "required", "additionalProperties", "patternProperties"] as const),
  ...(["propertyNames", "minProperties", "maxProperties", "dependentRequired", "dependentSchemas", "unevaluatedProperties"] as const),
  ...(["prefixItems", "items", "minItems", "maxItems", "uniqueItems", "contains", "minContains", "maxContains"] as const),
  ...(["unevaluatedItems", "allOf", "anyOf", "oneOf", "not", "if", "then", "else"] as const),
]);

/** Returns the keywords of a schema, without annotations. */
export function keywordsOf(schema: Schema): (keyof Schema)[] {
  const found: (keyof Schema)[] = [];
  // A loop over the schema's keys is fast, because a schema has few of the 40 keywords.
  for (const key in schema) {
    const keyword = key as keyof Schema;
    if (keywords.has(keyword) && schema[keyword] !== undefined) found.push(keyword);
  }
  return found;
}

/**
 * Follows `$ref` from schema to schema while `$ref` is the only keyword. Returns the first schema with another keyword.
 */
export function resolve(schema: Schema): Schema {
  if (schema.ref === undefined) return schema;
  const seen = new Set<Schema>();
  let current = schema;
  while (current.ref !== undefined && keywordsOf(current).length === 1 && !seen.has(current)) {
    seen.add(current);
    current = current.ref;
  }
  return current;
}

/** Returns true if the schema has no keyword that restricts a value, so it accepts everything. */
export function isTrivial(schema: Schema): boolean {
  const target = resolve(schema);
  return target.always === true || (target.always === undefined && keywordsOf(target).length === 0);
}

/** Returns true for the schema `false`, which accepts nothing. */
export function isImpossible(schema: Schema): boolean {
  return resolve(schema).always === false;
}

/** Returns the values of `const` or `enum` that `type` accepts; `undefined` if the schema lists none. */
export function valuesOf(schema: Schema): readonly Json[] | undefined {
  const { constant, types } = schema;
  const values = constant === undefined ? schema.enum : constantValues(constant.value, schema.enum);
  if (values === undefined || types === undefined) return values;
  return values.filter((value) => types.some((type) => hasType(value, type)));
}

/** Returns a list of the one constant, or an empty list if the `enum` beside the `const` excludes the constant. */
function constantValues(value: Json, others: readonly Json[] | undefined): readonly Json[] {
  const isListed = others === undefined || others.some((other) => canonicalJson(other) === canonicalJson(value));
  return isListed ? [value] : [];
}

/** Returns true if a JSON value has the type. */
export function hasType(value: Json, type: JsonType): boolean {
  return type === "integer" ? Number.isInteger(value) : typeOf(value) === type;
}

/** Returns the type of a JSON value; `number` for integers too. */
export function typeOf(value: Json): JsonType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  const type = typeof value;
  return type === "string" || type === "boolean" || type === "number" ? type : "object";
}

/**
 * Returns the types that `type`, `const`, `enum`, `$ref` and `allOf` of a schema allow. `integer` counts as `number`.
 */
export function typesOf(schema: Schema): ReadonlySet<JsonType> {
  return typesIn(schema, new Set(), new Map());
}

/** @param known the types of the schemas that were reached before. A definition may be reached by many ways. */
function typesIn(schema: Schema, open: Set<Schema>, known: Map<Schema, ReadonlySet<JsonType>>): ReadonlySet<JsonType> {
  if (schema.always === false || open.has(schema)) return new Set();
  const before = known.get(schema);
  if (before !== undefined) return before;
  let types: readonly JsonType[] = schema.types?.map((type) => (type === "integer" ? "number" : type)) ?? allTypes;
  const values = valuesOf(schema)?.map(typeOf);
  if (values !== undefined) types = types.filter((type) => values.includes(type));
  open.add(schema);
  for (const part of [...(schema.ref === undefined ? [] : [schema.ref]), ...(schema.allOf ?? [])]) {
    const allowed = typesIn(part, open, known);
    types = types.filter((type) => allowed.has(type));
  }
  open.delete(schema);
  const found = new Set(types);
  known.set(schema, found);
  return found;
}

/**
 * Returns true if the generated check of a schema certainly refuses `undefined`. A required property with such a schema
 * needs no further check that it is present.
 */
export function refusesUndefined(schema: Schema): boolean {
  return refusesAbsence(schema, { open: new Set(), known: new Map(), circles: 0 });
}

/** `circles` counts how often a search came back to an open schema. Then the result depends on the way, and is not kept. */
type Search = { readonly open: Set<Schema>; readonly known: Map<Schema, boolean>; circles: number };

function refusesAbsence(schema: Schema, search: Search): boolean {
  const { open, known, circles } = search;
  if (open.has(schema)) {
    search.circles++;
    return false;
  }
  if (schema.always === false || schema.types !== undefined || schema.constant !== undefined || schema.enum !== undefined) return true;
  const before = known.get(schema);
  if (before !== undefined) return before;
  open.add(schema);
  const refuses = (part: Schema): boolean => refusesAbsence(part, search);
  const found =
    (schema.ref !== undefined && refuses(schema.ref)) ||
    schema.allOf?.some(refuses) === true ||
    schema.anyOf?.every(refuses) === true ||
    schema.oneOf?.every(refuses) === true;
  open.delete(schema);
  if (search.circles === circles) known.set(schema, found);
  return found;
}

/** Returns true if the schema has keywords that only objects can violate. */
export function hasObjectKeywords(schema: Schema): boolean {
  const { properties, required, patternProperties, additionalProperties, propertyNames } = schema;
  const { minProperties, maxProperties, dependentRequired, dependentSchemas } = schema;
  const bounds = [minProperties, maxProperties].some((bound) => bound !== undefined);
  const lists = [properties, patternProperties, dependentRequired, dependentSchemas].some((map) => map !== undefined && map.size > 0);
  const named = [additionalProperties, propertyNames].some((child) => child !== undefined && !isTrivial(child));
  return bounds || lists || named || (required !== undefined && required.length > 0);
}

/** Returns true if the schema has keywords that only arrays can violate. */
export function hasArrayKeywords(schema: Schema): boolean {
  const { prefixItems, items, minItems, maxItems, uniqueItems, contains } = schema;
  const bounds = [minItems, maxItems].some((bound) => bound !== undefined);
  const checked = [...(prefixItems ?? []), ...(items === undefined ? [] : [items])].some((child) => !isTrivial(child));
  return bounds || checked || uniqueItems === true || contains !== undefined;
}

/** Returns true if the schema has keywords that only strings can violate. */
export function hasStringKeywords(schema: Schema): boolean {
  const { minLength, maxLength, pattern, format } = schema;
  return minLength !== undefined || maxLength !== undefined || pattern !== undefined || stringFormat(format) !== undefined;
}

/** Returns true if the schema has keywords that only numbers can violate. */
export function hasNumberKeywords(schema: Schema): boolean {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, format } = schema;
  const bounds = [minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf];
  return bounds.some((bound) => bound !== undefined) || numberFormat(format) !== undefined;
}

/**
 * Returns true if validators refuse an object with a property `__proto__`. They do so if the schema lists properties,
 * `__proto__` is not one of them, and the object is no map.
 */
export function refusesProto(schema: Schema): boolean {
  const { types, properties, required, additionalProperties } = schema;
  if (types?.length !== 1 || types[0] !== "object" || properties === undefined || properties.size === 0) return false;
  if (properties.has("__proto__") || required?.includes("__proto__") === true) return false;
  const isOpen = additionalProperties === undefined || isTrivial(additionalProperties);
  return isOpen && (schema.patternProperties?.size ?? 0) === 0 && schema.unevaluatedProperties === undefined;
}

/** Returns an estimate of the length of the code that checks a schema. Does not follow references. */
export const weight: (schema: Schema) => number = fact((schema: Schema) => {
  const own = keywordsOf(schema).length + (schema.enum?.length ?? 0) / 3;
  return childSchemas(schema).reduce((total, child) => total + weight(child), own);
});

/** Returns true if a peer must not skip the event: its schema, or the target of its `$ref`, has `x-must-understand`. */
export function mustUnderstand(schema: Schema): boolean {
  return schema.annotations.mustUnderstand === true || (schema.ref !== undefined && schema.ref !== schema && mustUnderstand(schema.ref));
}
