import type { Json, Schema } from "./schema.js";
import { resolve, typesOf, valuesOf } from "./facts.js";

/** A property whose value tells which branch is meant. */
export type UnionTag = {
  readonly property: string;
  /** For each branch the values that it accepts, none of which another one accepts. */
  readonly values: readonly (readonly Json[])[];
};

/** True where no value satisfies two branches, as far as their types, constants and tags tell. */
export function areDisjoint(branches: readonly Schema[]): boolean {
  if (unionTag(branches) !== undefined) return true;
  return branches.every((left, index) => branches.slice(index + 1).every((right) => areApart(left, right)));
}

function areApart(left: Schema, right: Schema): boolean {
  const types = typesOf(left);
  if ([...typesOf(right)].every((type) => !types.has(type))) return true;
  const values = valuesOf(resolve(left));
  const others = valuesOf(resolve(right));
  if (values === undefined || others === undefined || ![...values, ...others].every(isScalar)) return unionTag([left, right]) !== undefined;
  return values.every((value) => !others.includes(value));
}

/** The required property that has a constant of its own in every branch; all branches have to be objects. */
export function unionTag(branches: readonly Schema[]): UnionTag | undefined {
  if (branches.length < 2) return undefined;
  const candidates = branches.map((branch) => tags(branch));
  for (const property of candidates[0]?.keys() ?? []) {
    const values = candidates.map((candidate) => candidate.get(property));
    const known = values.filter((list) => list !== undefined);
    if (known.length < branches.length) continue;
    const flat = known.flat();
    if (new Set(flat).size === flat.length) return { property, values: known };
  }
  return undefined;
}

/** Required properties with constants, of a schema that accepts objects only; `$ref` and `allOf` followed. */
function tags(schema: Schema): ReadonlyMap<string, readonly Json[]> {
  const types = typesOf(schema);
  if (types.size !== 1 || !types.has("object")) return new Map();
  const parts = inPlace(schema, new Set());
  const required = new Set(parts.flatMap((part) => part.required ?? []));
  const found = new Map<string, readonly Json[]>();
  for (const part of parts) {
    for (const [key, property] of part.properties ?? []) {
      const values = valuesOf(resolve(property));
      if (values !== undefined && required.has(key) && values.every(isScalar)) found.set(key, values);
    }
  }
  return found;
}

/** The schema and those that it always applies to the same value. */
function inPlace(schema: Schema, seen: Set<Schema>): Schema[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const members = [...(schema.ref === undefined ? [] : [schema.ref]), ...(schema.allOf ?? [])];
  return [schema, ...members.flatMap((member) => inPlace(member, seen))];
}

function isScalar(value: Json): boolean {
  return typeof value !== "object" || value === null;
}
