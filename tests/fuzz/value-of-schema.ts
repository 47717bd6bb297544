import type { Json } from "../../generator/base/json.js";
import type { Schema } from "../../generator/schema/schema.js";
import type { Random } from "./random.js";

/** Names of properties. Some are names of Object.prototype, some need an escape in a pointer. */
export const awkwardTexts: readonly string[] = ["a", "b", "c", "", "__proto__", "constructor", "x/y~z", "é😀"];
const formatted: Readonly<Record<string, readonly string[]>> = {
  "date-time": ["2026-01-01T00:00:00Z", "2026-01-01T00:00:01.500Z"],
  "uri-reference": ["report.md", "https://example.org/"],
};
const anything: readonly Json[] = [null, true, 0, "a", ["a"], { a: 1 }, {}];

/** The sources of values. */
export type ValueSource = {
  readonly random: Random;
  /** The strings for places that allow any string. They are few, so that several events name the same things. */
  readonly texts: readonly string[];
};

/** Returns a random value that usually satisfies a schema. The caller has to validate it. */
export function valueOfSchema(source: ValueSource, schema: Schema, depth = 8): Json {
  const { random } = source;
  if (depth <= 0 || schema.always !== undefined) return random.pick(anything);
  if (schema.constant !== undefined) return schema.constant.value;
  if (schema.enum !== undefined) return random.pick(schema.enum);
  const branches = [schema.oneOf, schema.anyOf].flatMap((union) => (union === undefined ? [] : [random.pick(union)]));
  const parts = [schema.ref, ...(schema.allOf ?? []), ...branches].filter((part) => part !== undefined);
  const made = parts.map((part) => valueOfSchema(source, part, depth - 1));
  const isBare = parts.length > 0 && schema.types === undefined && schema.properties === undefined;
  return [...made, ...(isBare ? [] : [ofType(source, schema, depth)])].reduce(joined);
}

function joined(a: Json, b: Json): Json {
  return isObject(a) && isObject(b) ? { ...a, ...b } : a;
}

function ofType(source: ValueSource, schema: Schema, depth: number): Json {
  const { random, texts } = source;
  const isObjectLike = schema.properties !== undefined || schema.required !== undefined;
  switch (random.pick(schema.types ?? (isObjectLike ? (["object"] as const) : ["any" as const]))) {
    case "object":
      return objectOf(source, schema, depth);
    case "array":
      return random.list(random.below(3) + (schema.minItems ?? 0), () => valueOfSchema(source, schema.items ?? anySchema, depth - 1));
    case "string":
      return random.pick(formatted[schema.format ?? ""] ?? texts);
    case "integer":
      return random.pick([0, 1, 2, 7]);
    case "number":
      return random.pick([0, 1, 2.5, -1, 40, 0.5]);
    case "boolean":
      return random.chance(0.5);
    case "null":
      return null;
    default:
      return random.pick(anything);
  }
}

const anySchema: Schema = { location: { file: "", pointer: "" }, dialect: "2020-12", annotations: {}, always: true };

function objectOf(source: ValueSource, schema: Schema, depth: number): Json {
  const { random, texts } = source;
  const members = new Map<string, Json>();
  for (const [name, child] of schema.properties ?? []) {
    if (schema.required?.includes(name) === true || random.chance(0.5)) members.set(name, valueOfSchema(source, child, depth - 1));
  }
  const rest = schema.additionalProperties;
  const isMap = rest !== undefined && rest.always !== false;
  for (let left = isMap ? random.below(4) : 0; left > 0; left -= 1)
    members.set(random.pick(texts), valueOfSchema(source, rest ?? anySchema, depth - 1));
  // JSON.parse also makes an own property "__proto__".
  return Object.fromEntries(members);
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
