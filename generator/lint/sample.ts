import { typesOf } from "../model/facts.js";
import type { Json, JsonType, Schema } from "../model/schema.js";

const deepest = 12;
const longest = 64;

const formatSamples: Readonly<Record<string, string>> = {
  "date-time": "2024-01-01T00:00:00Z",
  date: "2024-01-01",
  time: "00:00:00Z",
  duration: "P1D",
  uuid: "00000000-0000-4000-8000-000000000000",
  uri: "https://example.org/",
  email: "a@example.org",
  hostname: "example.org",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
};

/**
 * A small value that a schema probably accepts: only what it requires. The caller has to ask the
 * schema; `undefined` where nothing is likely.
 */
export function sampleOf(schema: Schema, depth = 0): Json | undefined {
  if (depth > deepest) return undefined;
  const parts = conjuncts(schema);
  const fixed = parts.find(({ constant }) => constant !== undefined)?.constant;
  if (fixed !== undefined) return fixed.value;
  const values = parts.find((part) => part.enum !== undefined)?.enum;
  if (values !== undefined) return values[0];
  const allowed = parts.map((part) => typesOf(part));
  const types = new Set([...typesOf(schema)].filter((type) => allowed.every((some) => some.has(type))));
  return sampleOfType(types, parts, depth);
}

/** Everything that a value has to satisfy, with the first member of each union. */
function conjuncts(schema: Schema): Schema[] {
  const found = new Set<Schema>();
  const pending = [schema];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    const inside = [next.ref, ...(next.allOf ?? []), next.anyOf?.[0], next.oneOf?.[0]];
    pending.push(...inside.filter((part) => part !== undefined).toReversed());
  }
  return [...found];
}

function sampleOfType(types: ReadonlySet<JsonType>, parts: readonly Schema[], depth: number): Json | undefined {
  const looksLikeObject = parts.some(({ properties, required }) => properties !== undefined || required !== undefined);
  if (types.has("object") && (looksLikeObject || types.size === 1)) return objectSample(parts, depth);
  if (types.has("string")) return stringSample(parts);
  if (types.has("number")) return numberSample(parts);
  if (types.has("boolean")) return false;
  if (types.has("array")) return arraySample(parts, depth);
  if (types.has("object")) return objectSample(parts, depth);
  return types.has("null") ? null : undefined;
}

function objectSample(parts: readonly Schema[], depth: number): Json | undefined {
  const names = new Set(parts.flatMap(({ required = [] }) => required));
  const members: [string, Json][] = [];
  for (const name of names) {
    const declared = parts.flatMap(({ properties }) => properties?.get(name) ?? []);
    const [only] = declared;
    const joined = only !== undefined && declared.length > 1 ? { ...only, allOf: [...(only.allOf ?? []), ...declared.slice(1)] } : only;
    const value = joined === undefined ? null : sampleOf(joined, depth + 1);
    if (value === undefined) return undefined;
    members.push([name, value]);
  }
  return Object.fromEntries(members);
}

function arraySample(parts: readonly Schema[], depth: number): Json | undefined {
  const length = Math.max(0, ...parts.map(({ minItems = 0 }) => minItems));
  if (length > longest) return undefined;
  const items = Array.from({ length }, (_, index) => {
    const item = parts.map(({ prefixItems, items: rest }) => prefixItems?.[index] ?? rest).find((schema) => schema !== undefined);
    return item === undefined ? null : sampleOf(item, depth + 1);
  });
  return items.every((item) => item !== undefined) ? items : undefined;
}

function stringSample(parts: readonly Schema[]): string | undefined {
  const format = parts.find((part) => part.format !== undefined)?.format;
  const sample = format === undefined ? undefined : formatSamples[format];
  if (sample !== undefined) return sample;
  const length = Math.max(0, ...parts.map(({ minLength = 0 }) => minLength));
  return length > longest ? undefined : "a".repeat(length);
}

function numberSample(parts: readonly Schema[]): number {
  const least = parts.flatMap(({ minimum, exclusiveMinimum }) =>
    [minimum ?? [], exclusiveMinimum === undefined ? [] : exclusiveMinimum + 1].flat(),
  );
  const most = parts.flatMap(({ maximum, exclusiveMaximum }) =>
    [maximum ?? [], exclusiveMaximum === undefined ? [] : exclusiveMaximum - 1].flat(),
  );
  if (least.length > 0) return Math.ceil(Math.max(...least));
  return Math.min(0, ...most.map(Math.floor));
}
