import { joinPointer } from "../load/pointer.js";
import { canonicalJson } from "../model/canonical.js";
import type { Json, Schema } from "../model/schema.js";
import { fixedValues, requiresPointer } from "../model/tags.js";

/** A value that a schema fixes at a pointer. */
export type Fixed = { readonly values: readonly Json[]; readonly keys: readonly string[]; readonly isRequired: boolean };

/** What a schema fixes, by JSON Pointer. */
export type Constants = ReadonlyMap<string, Fixed>;

/** An enumeration of more values than this is a field of the event, not its tag. */
const maxValues = 8;
const maxDepth = 3;

/** The constants and small enumerations of a schema, three properties deep at most. */
export function constantsOf(schema: Schema): Constants {
  const pointers = new Set<string>();
  collect(schema, "", 0, pointers, new Set());
  return new Map([...pointers].flatMap((pointer) => fixedAt(schema, pointer)));
}

function fixedAt(schema: Schema, pointer: string): [string, Fixed][] {
  const values = fixedValues(schema, pointer);
  if (values === undefined || values.length === 0 || values.length > maxValues) return [];
  if (values.some((value) => value === null || typeof value === "object" || typeof value === "boolean")) return [];
  return [[pointer, { values, keys: values.map(canonicalJson), isRequired: requiresPointer(schema, pointer) }]];
}

function collect(schema: Schema, pointer: string, depth: number, found: Set<string>, open: ReadonlySet<Schema>): void {
  if (open.has(schema)) return;
  const inside = new Set(open).add(schema);
  if (pointer !== "" && (schema.constant !== undefined || schema.enum !== undefined)) found.add(pointer);
  for (const part of [schema.ref, ...(schema.allOf ?? []), ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])]) {
    if (part !== undefined) collect(part, pointer, depth, found, inside);
  }
  if (depth === maxDepth) return;
  for (const [name, child] of schema.properties ?? []) collect(child, joinPointer(pointer, name), depth + 1, found, inside);
  for (const [index, child] of (schema.prefixItems ?? []).entries()) collect(child, joinPointer(pointer, index), depth + 1, found, inside);
}
