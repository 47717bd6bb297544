import type { Schema } from "../schema/schema.js";

/** A member of a union that is not itself a union, with all unions around it, the outermost first. */
export type Leaf = { readonly schema: Schema; readonly through: readonly Schema[] };

/** Follows `$ref` from schema to schema as long as only a description is beside it, and returns the last target. */
export function target(schema: Schema): Schema {
  const seen = new Set<Schema>();
  let current = schema;
  while (current.ref !== undefined && isBare(current) && !seen.has(current)) {
    seen.add(current);
    current = current.ref;
  }
  return current;
}

/** Returns true if a schema is a `$ref` with nothing but a description beside it. */
function isBare(schema: Schema): boolean {
  return Object.keys(schema).every((key) => ["location", "dialect", "annotations", "ref"].includes(key));
}

/** Returns the members of a union of objects, except `null`; `undefined` for any other schema. */
export function members(schema: Schema): readonly Schema[] | undefined {
  const union = schema.oneOf ?? schema.anyOf;
  if (union === undefined || union.length === 0) return undefined;
  const targets = union.map(target).filter((member) => member.types?.length !== 1 || member.types[0] !== "null");
  return targets.length > 0 && targets.every((member) => isObjectLike(member)) ? targets : undefined;
}

/** Returns the members of a union. A member that is a union itself is replaced by its members. */
export function leaves(schema: Schema, through: readonly Schema[] = []): Leaf[] {
  const inside = members(schema);
  if (inside === undefined) return [{ schema, through }];
  return inside.flatMap((member) => (through.includes(member) || member === schema ? [] : leaves(member, [...through, schema])));
}

/** Returns true if the keywords of a schema and its parts show that it describes objects or tuples. */
export function isObjectLike(schema: Schema, open: ReadonlySet<Schema> = new Set()): boolean {
  if (open.has(schema)) return true;
  const inside = new Set(open).add(schema);
  if (schema.prefixItems !== undefined) return true;
  if (schema.types !== undefined) return schema.types.includes("object");
  if (schema.properties !== undefined || schema.required !== undefined) return true;
  const parts = [schema.ref, ...(schema.allOf ?? [])].filter((part) => part !== undefined);
  if (parts.some((part) => isObjectLike(part, inside))) return true;
  const union = schema.oneOf ?? schema.anyOf;
  return union !== undefined && union.length > 0 && union.every((member) => isObjectLike(member, inside));
}
