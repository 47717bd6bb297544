import { meansLists, meansObjects } from "./decorated-schema.js";
import type { Definitions } from "./decorated-schema.js";
import type { JsonSchema } from "./random-schema.js";

type Keywords = Readonly<Record<string, unknown>>;

const joining = ["allOf", "anyOf", "oneOf"];
const conditional = ["if", "then", "else", "not"];

/** Returns a copy of a value without the properties that no schema mentions and that the schemas leave open. */
export function withoutExcess(value: unknown, schema: JsonSchema, definitions: Definitions): unknown {
  return trimmed(value, [schema], definitions);
}

/**
 * Returns true if each value inside a value has a type that the schemas mean. Keywords of objects without `type` mean objects,
 * although the validator accepts all other values too.
 */
export function isMeant(value: unknown, schema: JsonSchema, definitions: Definitions): boolean {
  return meant(value, [schema], definitions);
}

function trimmed(value: unknown, schemas: readonly JsonSchema[], definitions: Definitions): unknown {
  const parts = inPlace(schemas, definitions, conditional);
  if (Array.isArray(value)) return value.map((item: unknown, index) => trimmed(item, itemSchemas(parts, index), definitions));
  if (typeof value !== "object" || value === null) return value;
  const isMap = parts.some(describesOthers) || !parts.some((part) => "properties" in part);
  const made = {};
  for (const [name, member] of Object.entries(value)) {
    const isNamed = parts.some((part) => own(part["properties"], name) !== undefined || listOf(part["required"]).includes(name));
    const kept = trimmed(member, membersOf(parts, name), definitions);
    if (isNamed || isMap) Object.defineProperty(made, name, { value: kept, enumerable: true });
  }
  return made;
}

/** Returns true if the type of a schema has an index signature. Properties that `unevaluatedProperties` describes are excess for the type. */
function describesOthers(part: Keywords): boolean {
  return "patternProperties" in part || (part["additionalProperties"] ?? false) !== false;
}

function meant(value: unknown, schemas: readonly JsonSchema[], definitions: Definitions): boolean {
  // A branch of an `if` on a constant has the types of `then` or `else`.
  const parts = inPlace(schemas, definitions, ["then", "else"]);
  const isList = Array.isArray(value);
  const isObject = typeof value === "object" && value !== null && !isList;
  // A branch of a union need not apply. All other schemas apply, and each of them has to mean such a value.
  const certain = inPlace(schemas, definitions, [], ["allOf"]).map((part) => [part]);
  if (![parts, ...certain].every((some) => fits(some, isObject, isList))) return false;
  // An object with an own "__proto__" meets no `if` that lists other properties: validators refuse this key.
  if (isObject && Object.hasOwn(value, "__proto__") && parts.some((part) => "if" in part)) return false;
  if (isList) return value.every((item, index) => meant(item, itemSchemas(parts, index), definitions));
  return !isObject || Object.entries(value).every(([name, member]) => meant(member, membersOf(parts, name), definitions));
}

/** Returns true if one of the schemas means a value of this kind, or none of them means a kind. */
function fits(parts: readonly Keywords[], isObject: boolean, isList: boolean): boolean {
  const untyped = parts.filter((part) => !["type", "const", "enum"].some((keyword) => keyword in part));
  const found = [...(untyped.some(meansObjects) ? [isObject] : []), ...(untyped.some(meansLists) ? [isList] : [])];
  return found.length === 0 || found.includes(true);
}

/** Returns the schemas of the property of an object to which all of `parts` apply. */
function membersOf(parts: readonly Keywords[], name: string): JsonSchema[] {
  return parts.flatMap((part) => {
    const declared = own(part["properties"], name);
    const patterns = Object.entries((part["patternProperties"] ?? {}) as Record<string, JsonSchema>);
    const fitting = patterns.flatMap(([pattern, child]) => (new RegExp(pattern, "u").test(name) ? [child] : []));
    const named = [...(declared === undefined ? [] : [declared as JsonSchema]), ...fitting];
    return named.length > 0 ? named : schemasAt(part, ["additionalProperties", "unevaluatedProperties"]);
  });
}

/** Returns the schemas of the item of a list to which all of `parts` apply. */
function itemSchemas(parts: readonly Keywords[], index: number): JsonSchema[] {
  return parts.flatMap((part) => {
    const first = listOf(part["prefixItems"])[index] as JsonSchema | undefined;
    const others = schemasAt(part, ["contains", "unevaluatedItems"]);
    return first === undefined ? [...schemasAt(part, ["items"]), ...others] : [first, ...others];
  });
}

function schemasAt(part: Keywords, keywords: readonly string[]): JsonSchema[] {
  return keywords.flatMap((keyword) => (part[keyword] === undefined ? [] : [part[keyword] as JsonSchema]));
}

/** Returns all schemas that apply to the same value as `schemas`, as far as one of the keywords `also` or a union applies them. */
function inPlace(
  schemas: readonly JsonSchema[],
  definitions: Definitions,
  also: readonly string[],
  joins: readonly string[] = joining,
): Keywords[] {
  const found = new Set<Keywords>();
  const pending = [...schemas];
  for (let schema = pending.pop(); schema !== undefined; schema = pending.pop()) {
    if (typeof schema === "boolean" || found.has(schema)) continue;
    const here: Keywords = schema;
    found.add(here);
    const depending = Object.values((here["dependentSchemas"] ?? {}) as Record<string, JsonSchema>);
    pending.push(...joins.flatMap((keyword) => listOf(here[keyword]) as readonly JsonSchema[]), ...schemasAt(here, also), ...depending);
    const target = typeof here["$ref"] === "string" ? own(definitions, nameIn(here["$ref"])) : undefined;
    if (target !== undefined) pending.push(target as JsonSchema);
  }
  return [...found];
}

function nameIn(ref: string): string {
  return decodeURIComponent(ref.slice("#/$defs/".length)).replaceAll("~1", "/").replaceAll("~0", "~");
}

function own(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name) ? (value as Keywords)[name] : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
