import { joinPointer } from "../base/pointer.js";
import { canonicalJson } from "../base/canonical-json.js";
import type { Json } from "../base/json.js";
import type { Schema } from "../schema/schema.js";
import { fixedValues, requiresPointer } from "../schema/tags.js";

/** The constant, or the values of a small enumeration, that a schema allows at a JSON Pointer. */
export type Fixed = { readonly values: readonly Json[]; readonly keys: readonly string[]; readonly isRequired: boolean };

/** The constants and small enumerations of a schema, by JSON Pointer into the message. */
export type Constants = ReadonlyMap<string, Fixed>;

/**
 * The most values of an enumeration that may be a tag. A larger enumeration is treated as a normal field of the event.
 */
const maxValues = 8;
const maxDepth = 3;

/**
 * The most pointers with constants that are collected for a schema. A schema with more describes a document, and no
 * message with a tag.
 */
const maxPointers = 400;

/** Returns the constants and small enumerations of a schema, at most three properties deep. */
export function constantsOf(schema: Schema): Constants {
  const pointers = new FixedPointers().of(schema, maxDepth);
  return new Map([...pointers].filter((pointer) => pointer !== "").flatMap((pointer) => fixedAt(schema, pointer)));
}

function fixedAt(schema: Schema, pointer: string): [string, Fixed][] {
  const values = fixedValues(schema, pointer);
  if (values === undefined || values.length === 0 || values.length > maxValues) return [];
  // An enumeration of true and false is a flag and no tag. A single boolean constant may distinguish success from
  // failure.
  const isFlag = values.length > 1 && values.some((value) => typeof value === "boolean");
  if (isFlag || values.some((value) => value === null || typeof value === "object")) return [];
  return [[pointer, { values, keys: values.map(canonicalJson), isRequired: requiresPointer(schema, pointer) }]];
}

/**
 * Finds the pointers, relative to a schema, at which it has a constant or an enumeration. Keeps the results for each
 * schema, because many schemas refer to the same definitions.
 */
class FixedPointers {
  readonly #known = new Map<Schema, Map<number, ReadonlySet<string>>>();

  of(schema: Schema, depth: number): ReadonlySet<string> {
    const byDepth = this.#known.get(schema) ?? new Map<number, ReadonlySet<string>>();
    this.#known.set(schema, byDepth);
    const known = byDepth.get(depth);
    if (known !== undefined) return known;
    // If a schema contains itself, the inner visit finds no other pointers than the outer one. So the inner visit gets
    // an empty result.
    byDepth.set(depth, new Set());
    const found = this.#collect(schema, depth);
    byDepth.set(depth, found);
    return found;
  }

  #collect(schema: Schema, depth: number): ReadonlySet<string> {
    const found = new Set<string>(schema.constant !== undefined || schema.enum !== undefined ? [""] : []);
    for (const part of [schema.ref, ...(schema.allOf ?? []), ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])]) {
      if (part !== undefined) for (const pointer of this.of(part, depth)) found.add(pointer);
    }
    if (depth === 0) return found;
    const children = [...(schema.properties ?? []), ...(schema.prefixItems ?? []).entries()];
    for (const [name, child] of children) {
      for (const pointer of this.of(child, depth - 1)) if (found.size < maxPointers) found.add(joinPointer("", name) + pointer);
    }
    return found;
  }
}
