import type { Json } from "../base/json.js";
import type { Dialect } from "../schema/schema.js";
import { isObject } from "../base/json.js";
import { keywordNamed } from "./keywords.js";

/** A schema directly inside another schema. `tokens` is the path from the outer schema to the inner one. */
export type Subschema = { readonly tokens: readonly (string | number)[]; readonly value: Json };

/** Returns the schemas directly inside a schema object, including those under `definitions` and `$defs`. */
export function subschemas(schema: { readonly [key: string]: Json }, dialect: Dialect): Subschema[] {
  return Object.entries(schema).flatMap(([name, value]) => inside(name, value, dialect));
}

function inside(name: string, value: Json, dialect: Dialect): Subschema[] {
  switch (keywordNamed(name)?.kind) {
    case "schema":
      return one(name, value);
    case "schemas":
      return many(name, value);
    case "schemaMap":
    case "patternMap":
    case "dependencies":
      return mapped(name, value);
    case "items":
      return Array.isArray(value) && dialect !== "2020-12" ? many(name, value) : one(name, value);
    default:
      return [];
  }
}

function one(name: string, value: Json): Subschema[] {
  return isSchema(value) ? [{ tokens: [name], value }] : [];
}

function many(name: string, value: Json): Subschema[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: Json, index) => (isSchema(item) ? [{ tokens: [name, index], value: item }] : []));
}

function mapped(name: string, value: Json): Subschema[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => (isSchema(item) ? [{ tokens: [name, key], value: item }] : []));
}

function isSchema(value: Json): boolean {
  return typeof value === "boolean" || isObject(value);
}
