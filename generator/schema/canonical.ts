import { createHash } from "node:crypto";
import { fact } from "../base/fact.js";
import { childSchemas, children } from "./children.js";
import { canonicalJson, compareTexts } from "../base/canonical-json.js";
import type { Json } from "../base/json.js";
import type { Schema } from "./schema.js";

const plain = [
  "always",
  "isOpen",
  "types",
  "constant",
  "enum",
  "multipleOf",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "minLength",
  "maxLength",
  "pattern",
  "format",
  "required",
  "minProperties",
  "maxProperties",
  "minItems",
  "maxItems",
  "uniqueItems",
  "minContains",
  "maxContains",
] as const;

/**
 * Returns a comparison key: two schemas with the same keywords and values have equal keys. The key ignores annotations,
 * the order of keys, and the names of definitions and files. A schema that occurs again is written as a number, so
 * cycles end.
 */
export const canonical: (schema: Schema) => string = fact((schema: Schema) => write(schema, new Map()));

/** Returns `sha256:` and the hash of a text in hex. */
export function sha256(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

function write(schema: Schema, seen: Map<Schema, number>): string {
  const known = seen.get(schema);
  if (known !== undefined) return `#${known}`;
  seen.set(schema, seen.size);
  if (isBareRef(schema)) return write(schema.ref, seen);
  const parts: string[] = [];
  // This loop takes a large part of the generator's time, because it runs at least once for every schema of a protocol.
  for (const key of plain) {
    const value = schema[key];
    if (value !== undefined) parts.push(`${key}:${canonicalJson(sorted(key, value))}`);
  }
  for (const [key, names] of sortedEntries(schema.dependentRequired))
    parts.push(`dependentRequired/${JSON.stringify(key)}:${JSON.stringify(names.toSorted())}`);
  const inside = children(schema).map(({ step, schema: below }) => ({ place: step.join("/"), step, below }));
  if (inside.length > 1) inside.sort((a, b) => compareTexts(a.place, b.place));
  for (const { step, below } of inside) parts.push(`${JSON.stringify(step)}:${write(below, seen)}`);
  if (schema.ref !== undefined) parts.push(`ref:${write(schema.ref, seen)}`);
  return `{${parts.join(",")}}`;
}

/** Returns true if `$ref` is the only keyword of the schema. Annotations do not count. */
export function isBareRef(schema: Schema): schema is Schema & { readonly ref: Schema } {
  if (schema.ref === undefined || schema.dependentRequired !== undefined) return false;
  return plain.every((key) => schema[key] === undefined) && childSchemas(schema).length === 0;
}

function sorted(key: string, value: Json): Json {
  const isSet = key === "types" || key === "required" || key === "enum";
  return isSet && Array.isArray(value) ? value.toSorted((a: Json, b: Json) => compareTexts(canonicalJson(a), canonicalJson(b))) : value;
}

function sortedEntries<Value>(map: ReadonlyMap<string, Value> | undefined): [string, Value][] {
  return [...(map ?? [])].toSorted(([a], [b]) => compareTexts(a, b));
}
