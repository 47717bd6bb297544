import type { Schema } from "./schema.js";

/**
 * Returns the schemas, together with all schemas that apply to the same value as one of them: targets of `$ref` and
 * parts of `allOf`.
 */
export function conjunctsOf(schemas: readonly Schema[]): Schema[] {
  const found = new Set<Schema>();
  const pending = schemas.toReversed();
  for (let schema = pending.pop(); schema !== undefined; schema = pending.pop()) {
    if (found.has(schema)) continue;
    found.add(schema);
    pending.push(...(schema.allOf ?? []).toReversed(), ...(schema.ref === undefined ? [] : [schema.ref]));
  }
  return [...found];
}

/** Returns true if one of the schemas requires the property. All of the schemas apply to one value. */
export function isRequiredIn(conjuncts: readonly Schema[], name: string): boolean {
  return conjuncts.some(({ required }) => required?.includes(name) === true);
}

/** Returns the schemas of a property, one from each schema that declares the property. */
export function declaredIn(conjuncts: readonly Schema[], name: string): Schema[] {
  return conjuncts.flatMap(({ properties }) => properties?.get(name) ?? []);
}

/**
 * Returns one schema that accepts the values that all given schemas accept. Its location is that of the first schema,
 * or of `fallback` if the list is empty.
 */
export function conjunction(schemas: readonly Schema[], fallback: Schema): Schema {
  const [only] = schemas;
  if (only !== undefined && schemas.length === 1) return only;
  const { location, dialect } = only ?? fallback;
  return { location, dialect, annotations: {}, ...(schemas.length > 0 && { allOf: schemas }) };
}

const simpleKeywords: ReadonlySet<string> = new Set<keyof Schema>([
  "location",
  "dialect",
  "annotations",
  "extendedBy",
  "ref",
  "allOf",
  "types",
  "properties",
  "required",
  "additionalProperties",
  "patternProperties",
  "propertyNames",
]);

/**
 * Returns a keyword that relates several properties of an object to each other, such as `maxProperties`. Returns
 * `undefined` if an object is valid as soon as each of its properties is valid.
 */
export function compoundKeyword(conjuncts: readonly Schema[]): string | undefined {
  return conjuncts.flatMap(Object.keys).find((keyword) => !simpleKeywords.has(keyword));
}
