import type { Random } from "./random.js";
import type { JsonSchema } from "./random-schema.js";
import { randomSchema } from "./random-schema.js";

type Keywords = Record<string, unknown>;

const schemaMaps = ["properties", "patternProperties", "dependentSchemas"];
const schemaLists = ["allOf", "anyOf", "oneOf", "prefixItems"];
const schemaWords = ["items", "contains", "not", "if", "then", "else", "additionalProperties", "unevaluatedProperties", "unevaluatedItems"];

/** Returns a schema that differs in one to three places, like a new version. */
export function mutateSchema(random: Random, schema: JsonSchema): JsonSchema {
  let mutant = schema;
  for (let count = 1 + random.below(3); count > 0; count--) mutant = mutateOnce(random, mutant);
  return mutant;
}

function mutateOnce(random: Random, schema: JsonSchema): JsonSchema {
  if (typeof schema === "boolean") return random.chance(0.5) ? !schema : { type: "object" };
  if (schema["x-open"] === true) return mutateOpen(random, schema);
  const inside = random.chance(0.6) ? insideOf(random, schema) : undefined;
  return inside === undefined ? mutateHere(random, { ...schema }) : { ...schema, ...inside };
}

/** Returns the keyword with one changed schema below it. */
function insideOf(random: Random, schema: Keywords): Keywords | undefined {
  const present = Object.keys(schema).filter((key) => [...schemaMaps, ...schemaLists, ...schemaWords, "$defs"].includes(key));
  if (present.length === 0) return undefined;
  const key = random.pick(present);
  const value = schema[key];
  if (schemaWords.includes(key)) return { [key]: mutateOnce(random, value as JsonSchema) };
  if (Array.isArray(value)) {
    const index = random.below(value.length);
    return { [key]: value.map((item: JsonSchema, at) => (at === index ? mutateOnce(random, item) : item)) };
  }
  const entries = Object.entries(value as Record<string, JsonSchema>);
  if (entries.length === 0) return undefined;
  const [name, child] = random.pick(entries);
  return { [key]: { ...(value as object), [name]: mutateOnce(random, child) } };
}

function mutateHere(random: Random, schema: Keywords): JsonSchema {
  const keys = Object.keys(schema).filter((key) => key !== "$defs");
  const changes: readonly (() => JsonSchema)[] = [
    () => without(schema, keys.length === 0 ? "" : random.pick(keys)),
    () => without(schema, keys.length === 0 ? "" : random.pick(keys)),
    () => ({ ...schema, ...shifted(random, schema) }),
    () => ({ ...schema, ...shifted(random, schema) }),
    () => ({ ...schema, ...added(random) }),
    () => withList(random, schema, "required", ["a", "b", "c", "type"]),
    () => withList(random, schema, "enum", ["a", "ab", 1, 2, null]),
    () => ({ ...schema, additionalProperties: random.chance(0.5) }),
    () => ({
      ...schema,
      properties: { ...(schema["properties"] as object | undefined), [random.pick(["a", "b", "c", "type"])]: plain(random) },
    }),
    () => ({ ...schema, ...branches(random, schema) }),
  ];
  return random.pick(changes)();
}

/** Changes an enumeration with `x-open`. Only one form of it is valid, so no keyword is added or removed. */
function mutateOpen(random: Random, schema: Keywords): JsonSchema {
  const [listed = {}, others = {}] = (schema["anyOf"] ?? []) as readonly Keywords[];
  return random.pick<() => JsonSchema>([
    () => listed,
    () => others,
    () => without(schema, "x-open"),
    () => ({ ...schema, anyOf: [withList(random, listed, "enum", ["a", "ab", "top"]), others] }),
    () => ({ ...schema, anyOf: [listed, { type: "string", maxLength: random.below(5) }] }),
  ])();
}

function without(schema: Keywords, key: string): JsonSchema {
  const { [key]: _removed, ...others } = schema;
  return others;
}

/** Returns a bound that differs by one. */
function shifted(random: Random, schema: Keywords): Keywords {
  const bounds = Object.keys(schema).filter((key) => /^(min|max|exclusive)/.test(key) && typeof schema[key] === "number");
  if (bounds.length === 0) return { type: random.pick(["string", "number", "integer", "object", "array", "boolean", "null"]) };
  const key = random.pick(bounds);
  const moved = Number(schema[key]) + (random.chance(0.5) ? 1 : -1);
  return { [key]: /Length|Items|Properties|Contains/.test(key) ? Math.max(0, moved) : moved };
}

function added(random: Random): Keywords {
  const { $defs: _unused, ...keywords } = randomSchema(random) as Keywords;
  const entries = Object.entries(keywords).filter(([, value]) => !JSON.stringify(value).includes("$ref"));
  return entries.length === 0 ? {} : Object.fromEntries([random.pick(entries)]);
}

function withList(random: Random, schema: Keywords, key: string, values: readonly unknown[]): JsonSchema {
  const before = (schema[key] as readonly unknown[] | undefined) ?? [];
  const value = random.pick(values);
  const after = before.includes(value) ? before.filter((other) => other !== value) : [...before, value];
  return after.length === 0 ? without(schema, key) : { ...schema, [key]: after };
}

function plain(random: Random): JsonSchema {
  return random.pick<JsonSchema>([true, { type: "string" }, { type: "integer" }, { const: "a" }, { type: "object", required: ["a"] }]);
}

function branches(random: Random, schema: Keywords): Keywords {
  const key = random.pick(["anyOf", "oneOf", "allOf"]);
  const list = schema[key] as readonly JsonSchema[] | undefined;
  if (list === undefined) return { [key]: [plain(random), plain(random)] };
  return random.chance(0.5) && list.length > 1 ? { [key]: list.slice(1) } : { [key]: [...list, plain(random)] };
}
