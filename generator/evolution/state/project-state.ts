import { fact } from "../../base/fact.js";
import { isObject } from "../../base/json.js";
import type { Json } from "../../base/json.js";
import type { PathToken } from "../../model/state/state-model.js";
import { conjunctsOf } from "../../schema/conjuncts.js";
import type { Schema } from "../../schema/schema.js";

/** Returns the part of a state that a schema declares. A reader with this schema sees only this part. */
export function projectState(schema: Schema, state: Json): Json {
  return project(applying([schema]), state);
}

/** Returns true if a schema declares a place of the state. */
export function isDeclared(schema: Schema, path: readonly PathToken[]): boolean {
  let inside = applying([schema]);
  return path.every((token) => {
    const found = "key" in token ? declaredAt(inside, token.key) : anyKeyOf(inside);
    inside = applying(found ?? []);
    return found !== undefined;
  });
}

function project(schemas: readonly Schema[], value: Json): Json {
  if (Array.isArray(value)) {
    return value.map((item: Json, index) => {
      const found = schemas.flatMap(({ prefixItems, items }) => prefixItems?.[index] ?? items ?? []);
      return found.length === 0 ? item : project(applying(found), item);
    });
  }
  if (!isObject(value)) return value;
  const members = Object.entries(value).flatMap(([name, member]): [string, Json][] => {
    const found = declaredAt(schemas, name);
    return found === undefined ? [] : [[name, found.length === 0 ? member : project(applying(found), member)]];
  });
  return Object.fromEntries(members);
}

function applying(schemas: readonly Schema[]): readonly Schema[] {
  const [only, ...others] = schemas;
  return only === undefined || others.length > 0 ? collect(schemas) : applyingWith(only);
}

// The result can be kept, because a schema never changes after loading.
const applyingWith = fact((schema: Schema) => collect([schema]));

/** Returns all schemas that may apply to the same value, also those of branches. */
function collect(schemas: readonly Schema[]): readonly Schema[] {
  const found = new Set<Schema>();
  const pending = [...schemas];
  for (let schema = pending.pop(); schema !== undefined; schema = pending.pop()) {
    for (const part of conjunctsOf([schema])) {
      if (found.has(part)) continue;
      found.add(part);
      const branches = [...(part.anyOf ?? []), ...(part.oneOf ?? []), part.then, part.else, ...(part.dependentSchemas?.values() ?? [])];
      pending.push(...branches.filter((branch) => branch !== undefined));
    }
  }
  return [...found];
}

/**
 * Returns the schemas of a property; `undefined` if no schema declares the property. The list is empty if the property
 * may have any value.
 */
function declaredAt(schemas: readonly Schema[], name: string): readonly Schema[] | undefined {
  const named = schemas.flatMap(({ properties, patternProperties }) => [
    ...(properties?.has(name) === true ? [properties.get(name)] : []),
    ...[...(patternProperties ?? [])].flatMap(([pattern, schema]) => (new RegExp(pattern, "u").test(name) ? [schema] : [])),
  ]);
  const found = named.filter((schema) => schema !== undefined);
  return found.length > 0 ? found : restOf(schemas);
}

/**
 * Returns the schemas of a property whose name is only known when an event arrives; `undefined` if the object declares
 * no such property.
 */
function anyKeyOf(schemas: readonly Schema[]): readonly Schema[] | undefined {
  const patterns = schemas.flatMap(({ patternProperties }) => [...(patternProperties?.values() ?? [])]);
  const rest = restOf(schemas);
  return rest === undefined && patterns.length === 0 ? undefined : [...patterns, ...(rest ?? [])];
}

/**
 * Returns the schemas of undeclared properties; `undefined` if the object declares all its properties. The list is
 * empty if undeclared properties may have any value.
 */
function restOf(schemas: readonly Schema[]): readonly Schema[] | undefined {
  const rest = schemas.flatMap(({ additionalProperties, unevaluatedProperties }) => additionalProperties ?? unevaluatedProperties ?? []);
  const open = rest.filter(({ always }) => always !== false);
  if (open.length > 0) return open.filter(({ always }) => always !== true);
  const isDescribed =
    rest.length > 0 || schemas.some(({ properties, patternProperties }) => (properties ?? patternProperties) !== undefined);
  return isDescribed ? undefined : [];
}
