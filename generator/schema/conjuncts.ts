import type { Schema } from "./schema.js";

/** Schemas with everything that holds wherever they hold: what they refer to, and the parts of `allOf`. */
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

/** True where one of the schemas, all of which hold, requires the property. */
export function isRequiredIn(conjuncts: readonly Schema[], name: string): boolean {
  return conjuncts.some(({ required }) => required?.includes(name) === true);
}

/** What the schemas, all of which hold, say of a property that they declare. */
export function declaredIn(conjuncts: readonly Schema[], name: string): Schema[] {
  return conjuncts.flatMap(({ properties }) => properties?.get(name) ?? []);
}

/** One schema that says what several say; it stands where the first does. */
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

/** A keyword that says something of several properties at once; `undefined` where an object is valid if each of its properties is. */
export function compoundKeyword(conjuncts: readonly Schema[]): string | undefined {
  return conjuncts.flatMap(Object.keys).find((keyword) => !simpleKeywords.has(keyword));
}
