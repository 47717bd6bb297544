import type { Random } from "./random.js";
import { randomValue } from "./random-schema.js";
import type { JsonSchema } from "./random-schema.js";

type Keywords = { readonly [key: string]: unknown };

/** Returns a value that often satisfies a schema, sometimes with one change. */
export function valueFor(random: Random, root: JsonSchema): unknown {
  const value = build(random, root, root, 4);
  return random.chance(0.3) ? changedValue(random, value) : value;
}

function build(random: Random, root: JsonSchema, schema: JsonSchema, depth: number): unknown {
  if (typeof schema === "boolean" || depth <= 0 || random.chance(0.08)) return randomValue(random, 1);
  if (typeof schema["$ref"] === "string") return build(random, root, definition(root, schema["$ref"]), depth - 1);
  if ("const" in schema) return schema["const"];
  if (Array.isArray(schema["enum"])) return random.pick(schema["enum"] as readonly unknown[]);
  const branches = [schema["anyOf"], schema["oneOf"], schema["allOf"]].find(Array.isArray) as readonly JsonSchema[] | undefined;
  const inner = branches === undefined ? undefined : build(random, root, random.pick(branches), depth - 1);
  const own = ofType(random, root, schema, depth);
  return isObject(inner) && isObject(own) ? { ...own, ...inner } : inner === undefined || random.chance(0.4) ? own : inner;
}

function ofType(random: Random, root: JsonSchema, schema: Keywords, depth: number): unknown {
  const types = [schema["type"] ?? guess(schema)].flat();
  switch (random.pick(types)) {
    case "object":
      return objectFor(random, root, schema, depth);
    case "array":
      return arrayFor(random, root, schema, depth);
    case "string":
      return random.pick(["", "a", "ab", "abc", "😀", "a😀b", "2024-02-29T10:00:00Z", "127.0.0.1", "a@b.cd", "http://a/b"]);
    case "number":
      return random.pick([0, 1, 2, 3, -1, 2.5, 1000]);
    case "integer":
      return random.pick([0, 1, 2, 3, -1, 6]);
    case "boolean":
      return random.chance(0.5);
    case "null":
      return null;
    default:
      return randomValue(random, 2);
  }
}

function guess(schema: Keywords): string {
  const object = ["properties", "required", "additionalProperties", "patternProperties", "unevaluatedProperties", "propertyNames"];
  if (object.some((keyword) => keyword in schema)) return "object";
  return ["items", "prefixItems", "contains", "unevaluatedItems"].some((keyword) => keyword in schema) ? "array" : "any";
}

function objectFor(random: Random, root: JsonSchema, schema: Keywords, depth: number): unknown {
  const properties = Object.entries((schema["properties"] ?? {}) as Record<string, JsonSchema>);
  const required = (schema["required"] ?? []) as readonly string[];
  const made: Record<string, unknown> = {};
  for (const name of required) made[name] = randomValue(random, 1);
  for (const [name, child] of properties) {
    if (required.includes(name) || random.chance(0.5)) made[name] = build(random, root, child, depth - 1);
  }
  if (random.chance(0.2)) made[random.pick(["a", "b", "z", "x-1"])] = randomValue(random, 1);
  return made;
}

function arrayFor(random: Random, root: JsonSchema, schema: Keywords, depth: number): unknown {
  const prefix = (schema["prefixItems"] ?? []) as readonly JsonSchema[];
  const children = [schema["items"], schema["contains"]].filter((child) => child !== undefined) as JsonSchema[];
  const rest = random.list(random.below(3), () => build(random, root, children.length > 0 ? random.pick(children) : true, depth - 1));
  return [...prefix.map((child) => build(random, root, child, depth - 1)), ...rest];
}

/** Returns a value with one change: another part, another member, or one member less. */
export function changedValue(random: Random, value: unknown): unknown {
  if (Array.isArray(value) && value.length > 0 && random.chance(0.8)) {
    const index = random.below(value.length);
    return value.map((item: unknown, at) => (at === index ? changedValue(random, item) : item));
  }
  if (isObject(value) && Object.keys(value).length > 0 && random.chance(0.8)) {
    const key = random.pick(Object.keys(value));
    const { [key]: old, ...others } = value;
    return random.chance(0.4) ? others : { ...value, [key]: changedValue(random, old) };
  }
  return randomValue(random, 1);
}

function definition(root: JsonSchema, ref: string): JsonSchema {
  const definitions = (root as Keywords)["$defs"] as Readonly<Record<string, JsonSchema>>;
  return definitions[ref.slice("#/$defs/".length)] ?? true;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
