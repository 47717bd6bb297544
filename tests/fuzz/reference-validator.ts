import { fullFormats } from "ajv-formats/dist/formats.js";
import type { JsonSchema } from "./random-schema.js";

type Keywords = { readonly [key: string]: unknown };

/** The verdict, and the evaluated names or indexes, which the specification calls annotations. */
type Result = { readonly valid: boolean; readonly evaluated: ReadonlySet<string> };

const refused: Result = { valid: false, evaluated: new Set() };

/**
 * Validates by JSON Schema 2020-12 as the specification words it. Every keyword returns a verdict and a set of evaluated
 * members. It is slow, because nothing is optimised, and shares no code with the generator.
 */
export function referenceVerdict(root: JsonSchema, value: unknown): boolean {
  return evaluate(root, root, value).valid;
}

function evaluate(root: JsonSchema, schema: JsonSchema, value: unknown): Result {
  if (typeof schema === "boolean") return { valid: schema, evaluated: new Set() };
  if (!scalarKeywords(schema, value)) return refused;
  const parts = [...applicators(root, schema, value), ...members(root, schema, value)];
  if (parts.some(({ valid }) => !valid)) return refused;
  const evaluated = new Set(parts.flatMap((part) => [...part.evaluated]));
  const keyword = Array.isArray(value) ? "unevaluatedItems" : "unevaluatedProperties";
  const rest = schema[keyword];
  if (rest === undefined || !isObject(value)) return { valid: true, evaluated };
  for (const [key, member] of Object.entries(value)) {
    if (!evaluated.has(key) && !evaluate(root, rest as JsonSchema, member).valid) return refused;
  }
  return { valid: true, evaluated: new Set(Object.keys(value)) };
}

function applicators(root: JsonSchema, schema: Keywords, value: unknown): Result[] {
  const on = (child: unknown): Result => evaluate(root, child as JsonSchema, value);
  const list = (keyword: string): Result[] => ((schema[keyword] ?? []) as unknown[]).map(on);
  const results = list("allOf");
  if (typeof schema["$ref"] === "string") results.push(on(((root as Keywords)["$defs"] as Keywords)[schema["$ref"].slice(8)]));
  for (const [keyword, fits] of [
    ["anyOf", (count: number) => count > 0],
    ["oneOf", (count: number) => count === 1],
  ] as const) {
    if (schema[keyword] === undefined) continue;
    const matching = list(keyword).filter(({ valid }) => valid);
    results.push(fits(matching.length) ? union(matching) : refused);
  }
  if (schema["not"] !== undefined && on(schema["not"]).valid) results.push(refused);
  if (schema["if"] !== undefined) {
    const condition = on(schema["if"]);
    if (condition.valid) results.push(condition);
    const next = schema[condition.valid ? "then" : "else"];
    if (next !== undefined) results.push(on(next));
  }
  if (isObject(value) && !Array.isArray(value)) {
    for (const [key, child] of Object.entries((schema["dependentSchemas"] ?? {}) as Keywords)) if (key in value) results.push(on(child));
  }
  return results;
}

function union(results: readonly Result[]): Result {
  return { valid: true, evaluated: new Set(results.flatMap(({ evaluated }) => [...evaluated])) };
}

function members(root: JsonSchema, schema: Keywords, value: unknown): Result[] {
  if (Array.isArray(value)) return items(root, schema, value);
  return isObject(value) ? properties(root, schema, value) : [];
}

function properties(root: JsonSchema, schema: Keywords, value: Keywords): Result[] {
  const declared = (schema["properties"] ?? {}) as Record<string, JsonSchema>;
  const patterns = Object.entries((schema["patternProperties"] ?? {}) as Record<string, JsonSchema>);
  return Object.entries(value).flatMap(([key, member]) => {
    const found = patterns.filter(([pattern]) => new RegExp(pattern, "u").test(key)).map(([, child]) => child);
    const own = declared[key];
    const named = own === undefined ? found : [...found, own];
    const others = named.length === 0 && schema["additionalProperties"] !== undefined ? [schema["additionalProperties"] as JsonSchema] : [];
    const names = schema["propertyNames"] as JsonSchema | undefined;
    const isNamed = names === undefined || evaluate(root, names, key).valid;
    const results = [...named, ...others].map((child) => ({ valid: evaluate(root, child, member).valid, evaluated: new Set([key]) }));
    return isNamed ? results : [refused];
  });
}

function items(root: JsonSchema, schema: Keywords, list: readonly unknown[]): Result[] {
  const prefix = (schema["prefixItems"] ?? []) as readonly JsonSchema[];
  const rest = schema["items"] as JsonSchema | undefined;
  const results = list.flatMap((item, index) => {
    const child = prefix[index] ?? rest;
    return child === undefined ? [] : [{ valid: evaluate(root, child, item).valid, evaluated: new Set([String(index)]) }];
  });
  const contains = schema["contains"] as JsonSchema | undefined;
  if (contains === undefined) return results;
  const matching = [...list.keys()].filter((index) => evaluate(root, contains, list[index]).valid);
  const { minContains = 1, maxContains = Infinity } = schema as { readonly minContains?: number; readonly maxContains?: number };
  const valid = matching.length >= minContains && matching.length <= maxContains;
  return [...results, { valid, evaluated: new Set(matching.map(String)) }];
}

/** The arguments of the keywords that depend on the value alone. */
type Arguments = {
  type: string | readonly string[];
  const: unknown;
  enum: readonly unknown[];
  minimum: number;
  maximum: number;
  exclusiveMinimum: number;
  exclusiveMaximum: number;
  multipleOf: number;
  minLength: number;
  maxLength: number;
  pattern: string;
  format: string;
  required: readonly string[];
  minProperties: number;
  maxProperties: number;
  dependentRequired: Readonly<Record<string, readonly string[]>>;
  minItems: number;
  maxItems: number;
  uniqueItems: boolean;
};

function scalarKeywords(schema: Keywords, value: unknown): boolean {
  return keywords.every((keyword) => !(keyword in schema) || holds(keyword, (schema as Arguments)[keyword], value));
}

function holds<K extends keyof Arguments>(keyword: K, argument: Arguments[K], value: unknown): boolean {
  return assertions[keyword](argument, value) !== false;
}

/** Each returns `undefined` if it does not apply to the value's type. */
const assertions: { readonly [K in keyof Arguments]: (argument: Arguments[K], value: unknown) => boolean | undefined } = {
  type: (types, value) => [types].flat().some((type) => isOfType(type, value)),
  const: (constant, value) => text(constant) === text(value),
  enum: (values, value) => values.some((other) => text(other) === text(value)),
  minimum: (limit, value) => (typeof value === "number" ? value >= limit : undefined),
  maximum: (limit, value) => (typeof value === "number" ? value <= limit : undefined),
  exclusiveMinimum: (limit, value) => (typeof value === "number" ? value > limit : undefined),
  exclusiveMaximum: (limit, value) => (typeof value === "number" ? value < limit : undefined),
  multipleOf: (factor, value) => (typeof value === "number" ? isMultiple(value, factor) : undefined),
  minLength: (limit, value) => (typeof value === "string" ? Array.from(value).length >= limit : undefined),
  maxLength: (limit, value) => (typeof value === "string" ? Array.from(value).length <= limit : undefined),
  pattern: (pattern, value) => (typeof value === "string" ? new RegExp(pattern, "u").test(value) : undefined),
  format: isOfFormat,
  required: (names, value) => (isMap(value) ? names.every((name) => name in value) : undefined),
  minProperties: (limit, value) => (isMap(value) ? Object.keys(value).length >= limit : undefined),
  maxProperties: (limit, value) => (isMap(value) ? Object.keys(value).length <= limit : undefined),
  dependentRequired: (map, value) =>
    isMap(value) ? Object.entries(map).every(([key, names]) => !(key in value) || names.every((name) => name in value)) : undefined,
  minItems: (limit, value) => (Array.isArray(value) ? value.length >= limit : undefined),
  maxItems: (limit, value) => (Array.isArray(value) ? value.length <= limit : undefined),
  uniqueItems: (wanted, value) => (Array.isArray(value) && wanted ? new Set(value.map(text)).size === value.length : undefined),
};

const keywords = Object.keys(assertions) as readonly (keyof Arguments)[];

function isOfType(type: string, value: unknown): boolean {
  if (type === "integer") return Number.isInteger(value);
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  return type === "object" ? isMap(value) : typeof value === type;
}

function isOfFormat(format: string, value: unknown): boolean | undefined {
  const known = (fullFormats as unknown as Readonly<Record<string, unknown>>)[format];
  if (known instanceof RegExp) return typeof value === "string" ? known.test(value) : undefined;
  if (typeof known === "function") return typeof value === "string" ? Boolean(known(value)) : undefined;
  if (!isMap(known)) return undefined;
  const validate = known["validate"];
  const isForNumbers = known["type"] === "number";
  if (typeof value !== (isForNumbers ? "number" : "string")) return undefined;
  return validate instanceof RegExp ? validate.test(String(value)) : typeof validate === "function" ? Boolean(validate(value)) : undefined;
}

function text(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(text).join()}]`;
  if (!isMap(value)) return JSON.stringify(value);
  return `{${Object.keys(value)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${text(value[key])}`)
    .join()}}`;
}

function isObject(value: unknown): value is Keywords {
  return typeof value === "object" && value !== null;
}

function isMap(value: unknown): value is Keywords {
  return isObject(value) && !Array.isArray(value);
}

/** Divides as decimals, both numbers times 10^330. */
function isMultiple(value: number, factor: number): boolean {
  return enlarged(value) % enlarged(factor) === 0n;
}

function enlarged(value: number): bigint {
  const [digits = "", exponent = ""] = value.toExponential().split("e");
  const [whole = "", fraction = ""] = digits.split(".");
  return BigInt(whole + fraction) * 10n ** BigInt(330 + Number(exponent) - fraction.length);
}
