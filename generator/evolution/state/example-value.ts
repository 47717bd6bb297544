import { canonicalJson } from "../../base/canonical-json.js";
import { isObject } from "../../base/json.js";
import type { Json } from "../../base/json.js";
import { joinPointer, pointerTokens } from "../../base/pointer.js";
import { numberIn, stringIn } from "../../sample/sampler.js";
import type { Choices } from "../../sample/choices.js";
import { conjunction, conjunctsOf, declaredIn } from "../../schema/conjuncts.js";
import { typesOf } from "../../schema/facts.js";
import type { JsonType, Schema } from "../../schema/schema.js";
import { fixedValues } from "../../schema/tags.js";
import { valueAt, withValueAt } from "./apply-block.js";

/** The functions with which an example asks the validators and the prover. */
export type ExampleTools = {
  /**
   * Returns a JSON Pointer to the first part of a value that a schema refuses; `undefined` if the schema accepts the
   * whole value.
   */
  readonly refusedAt: (schema: Schema, value: Json) => string | undefined;
  /** Returns a value that a schema accepts; `undefined` if the prover finds none. */
  readonly find: (schema: Schema) => Json | undefined;
};

/** The wishes for an example value. */
export type Wish = {
  readonly tools: ExampleTools;
  /** `full`: with all optional properties, and with two keys in each map. `bare`: with the required properties only. */
  readonly size: "full" | "bare";
  /** A number that varies the example. Examples with different salts differ if the schema allows it. */
  readonly salt: number;
  /**
   * Values that the example must have at some of its properties. They decide which branch of a union the example
   * belongs to.
   */
  readonly fixed?: Json | undefined;
};

/** The keys that examples use in maps, and as values of placeholders in paths. */
export const exampleKeys: readonly string[] = ["a", "b"];

const deepestOptional = 5;
const deepest = 12;

/** The most parts that are left out of an example because a schema refuses them. */
const mostRepairs = 12;

/**
 * Returns a value that all schemas accept, without optional parts for which no valid value was found. Returns
 * `undefined` if no valid value was found at all.
 */
export function exampleOf(schemas: readonly Schema[], wish: Wish): Json | undefined {
  let value = exampleValue(schemas, wish);
  for (let left = mostRepairs; left > 0 && value !== undefined; left -= 1) {
    const made: Json = value;
    const refused = schemas.map((schema) => wish.tools.refusedAt(schema, made)).find((path) => path !== undefined);
    if (refused === undefined) return value;
    const names = pointerTokens(refused);
    if (names.length === 0) return undefined;
    const isThere = valueAt(value, names) !== undefined;
    value = withValueAt(value, isThere ? names : names.slice(0, -1), undefined);
  }
  return undefined;
}

function exampleValue(schemas: readonly Schema[], wish: Wish, depth = 0): Json | undefined {
  if (depth > deepest) return undefined;
  const parts = withBranches(schemas, wish);
  const values = allowedValues(parts);
  if (wish.fixed !== undefined && !isObject(wish.fixed)) return wish.fixed;
  if (values !== undefined) return values[wish.salt % Math.max(1, values.length)];
  if (parts.some(({ always }) => always === false)) return undefined;
  const sets = parts.map((part) => typesOf(part));
  const types = new Set(order.filter((type) => sets.every((set) => set.has(type))));
  return ofTypes(types, parts, wish, depth);
}

const order: readonly JsonType[] = ["object", "string", "number", "integer", "boolean", "array", "null"];

function withBranches(schemas: readonly Schema[], wish: Wish): Schema[] {
  const found = new Set<Schema>();
  const pending = [...schemas];
  for (let schema = pending.pop(); schema !== undefined; schema = pending.pop()) {
    for (const part of conjunctsOf([schema])) {
      if (found.has(part)) continue;
      found.add(part);
      for (const union of [part.anyOf, part.oneOf]) {
        const branch = union === undefined ? undefined : branchOf(union, wish);
        if (branch !== undefined) pending.push(branch);
      }
    }
  }
  return [...found];
}

function branchOf(union: readonly Schema[], { fixed, salt, size }: Wish): Schema | undefined {
  const fitting = isObject(fixed) ? union.filter((branch) => mayHave(branch, fixed)) : union;
  const rich = size === "full" ? fitting.filter((branch) => !conjunctsOf([branch]).some(({ types }) => types?.join() === "null")) : fitting;
  const list = rich.length > 0 ? rich : union;
  return list[salt % list.length];
}

function mayHave(branch: Schema, fixed: { readonly [key: string]: Json }): boolean {
  return Object.entries(fixed).every(([name, value]) => {
    const values = isObject(value) ? undefined : fixedValues(branch, joinPointer("", name));
    return values === undefined || values.some((one) => canonicalJson(one) === canonicalJson(value));
  });
}

function allowedValues(parts: readonly Schema[]): readonly Json[] | undefined {
  const lists = parts.flatMap(({ constant, enum: list }) => [
    ...(constant === undefined ? [] : [[constant.value]]),
    ...(list === undefined ? [] : [list]),
  ]);
  const [first, ...others] = lists.map((list) => new Map(list.map((value) => [canonicalJson(value), value])));
  return first && [...first].flatMap(([text, value]) => (others.every((list) => list.has(text)) ? [value] : []));
}

function ofTypes(types: ReadonlySet<JsonType>, parts: readonly Schema[], wish: Wish, depth: number): Json | undefined {
  const isAnything = types.size === order.length && !parts.some(({ properties, required }) => (properties ?? required) !== undefined);
  if (types.has("object") && !isAnything) return objectOf(parts, wish, depth);
  const choices: Choices = { below: (end) => wish.salt % end, includes: () => true };
  if (types.has("string"))
    return parts.some(({ pattern }) => pattern !== undefined) ? proven(parts, wish) : textOf(parts, wish.salt, choices);
  if (types.has("number") || types.has("integer")) return numberIn(parts, choices);
  if (types.has("boolean")) return wish.salt % 2 === 0;
  if (types.has("array")) return arrayOf(parts, wish, depth);
  return types.has("null") ? null : undefined;
}

/** Returns a value that the prover finds, because the sampler does not read patterns. */
function proven(parts: readonly Schema[], { tools }: Wish): Json | undefined {
  const [only] = parts;
  return only === undefined ? undefined : tools.find(conjunction(parts, only));
}

/** The number of words that the sampler uses as texts. A text with a higher salt gets a number, so that it differs. */
const words = 12;

function textOf(parts: readonly Schema[], salt: number, choices: Choices): string | undefined {
  const text = stringIn(parts, choices);
  const isFree = !parts.some(({ format, pattern, maxLength }) => (format ?? pattern ?? maxLength) !== undefined);
  return isFree && salt >= words ? `${text}${salt}` : text;
}

function objectOf(parts: readonly Schema[], wish: Wish, depth: number): Json | undefined {
  const isFull = wish.size === "full" && depth <= deepestOptional;
  const fixed = isObject(wish.fixed) ? wish.fixed : {};
  const required = new Set([...parts.flatMap((part) => part.required ?? []), ...Object.keys(fixed)]);
  const declared = isFull ? parts.flatMap(({ properties }) => [...(properties?.keys() ?? [])]) : [];
  const optional = declared.filter((name) => parts.every((part) => mayHold(part, name)));
  const members = new Map<string, Json>();
  for (const [index, name] of [...new Set([...required, ...optional])].entries()) {
    const value = exampleValue(declaredIn(parts, name), { ...wish, salt: wish.salt + 2 * index, fixed: fixed[name] }, depth + 1);
    if (value !== undefined) members.set(name, value);
    else if (required.has(name)) return undefined;
  }
  const rest = parts.flatMap(({ additionalProperties }) => additionalProperties ?? []);
  if (isFull && rest.length > 0 && rest.every(({ always }) => always !== false)) {
    for (const [index, key] of exampleKeys.entries()) {
      const value = exampleValue(rest, { ...wish, salt: wish.salt + index, fixed: undefined }, depth + 1);
      if (value !== undefined && !members.has(key)) members.set(key, value);
    }
  }
  return Object.fromEntries(members);
}

/** Returns false for a property that a closed object does not declare. */
function mayHold({ properties, patternProperties, additionalProperties }: Schema, name: string): boolean {
  return additionalProperties?.always !== false || patternProperties !== undefined || properties?.has(name) === true;
}

function arrayOf(parts: readonly Schema[], wish: Wish, depth: number): Json | undefined {
  const least = Math.max(0, ...parts.map(({ minItems = 0 }) => minItems));
  const most = Math.min(...parts.map(({ maxItems = Infinity }) => maxItems));
  const length = Math.min(Math.max(least, wish.size === "full" && depth <= deepestOptional ? 2 : 0), most);
  if (length > 64) return undefined;
  const items = Array.from({ length }, (_, index) => {
    const schemas = parts.flatMap(({ prefixItems, items: rest }) => prefixItems?.[index] ?? rest ?? []);
    return exampleValue(schemas, { ...wish, salt: wish.salt + index, fixed: undefined }, depth + 1);
  });
  return items.every((item) => item !== undefined) ? items : undefined;
}
