import { canonicalJson } from "../base/canonical-json.js";
import type { Json } from "../base/json.js";
import { joinPointer } from "../base/pointer.js";
import { fact } from "../base/fact.js";
import { conjunctsOf } from "./conjuncts.js";
import { resolve, typesOf, valuesOf } from "./facts.js";
import type { Schema } from "./schema.js";
import { fixedValues, overlap, requiresPointer } from "./tags.js";

/** A required property whose value shows to which branch of a union a message belongs. */
export type UnionTag = {
  readonly property: string;
  /** For each branch, the values of the property that only this branch accepts. */
  readonly values: readonly (readonly Json[])[];
};

/**
 * Returns true if types, constants or constants of required properties prove that no value satisfies two of the
 * branches. False means that nothing is proved: the branches may still be disjoint.
 */
export function areDisjoint(branches: readonly Schema[]): boolean {
  if (unionTag(branches) !== undefined || listOwnValues(branches)) return true;
  return branches.every((left, index) => branches.slice(index + 1).every((right) => areApart(left, right)));
}

/** Returns true if all branches list their values, and no value is in two lists. */
function listOwnValues(branches: readonly Schema[]): boolean {
  const lists = branches.map((branch) => valuesOf(resolve(branch)));
  const texts = lists.flatMap((values) => [...new Set(values?.map(canonicalJson))]);
  return lists.every((values) => values !== undefined) && new Set(texts).size === texts.length;
}

function areApart(left: Schema, right: Schema): boolean {
  const [types, others] = [kinds(left), kinds(right)];
  if ([...others].every((type) => !types.has(type))) return true;
  if (haveOwnValues(left, right)) return true;
  const areObjects = [types, others].every((kind) => kind.size === 1 && kind.has("object"));
  return areObjects && (unionTag([left, right]) !== undefined || haveOwnMembers(left, right));
}

const kinds = fact((schema: Schema) => typesOf(schema));

/** Returns true if both schemas list their values by `const` or `enum`, and no value is in both lists. */
function haveOwnValues(left: Schema, right: Schema): boolean {
  const [values, others] = [valuesOf(resolve(left)), valuesOf(resolve(right))];
  return values !== undefined && others !== undefined && !overlap(values, others);
}

/** Returns true if both schemas require the same property and allow only different constants for it. */
function haveOwnMembers(left: Schema, right: Schema): boolean {
  return requiredMembers(left).some((pointer) => {
    const [values, others] = [fixedValues(left, pointer), fixedValues(right, pointer)];
    return values !== undefined && others !== undefined && requiresPointer(right, pointer) && !overlap(values, others);
  });
}

/** Returns pointers to the schema's properties that every valid object has. */
const requiredMembers = fact((schema: Schema) =>
  conjunctsOf([schema]).flatMap(({ required }) => (required ?? []).map((name) => joinPointer("", name))),
);

/**
 * Returns the first required property for which each branch lists values that no other branch allows. Returns
 * `undefined` if no property has such values, or if a branch accepts values that are not objects.
 */
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

/**
 * Returns the constants of the schema's required properties, by property name. The map is empty if the schema accepts
 * other values than objects. Follows `$ref` and `allOf`.
 */
const tags = fact((schema: Schema): ReadonlyMap<string, readonly Json[]> => {
  const types = typesOf(schema);
  if (types.size !== 1 || !types.has("object")) return new Map();
  const parts = conjunctsOf([schema]);
  const required = new Set(parts.flatMap((part) => part.required ?? []));
  const found = new Map<string, readonly Json[]>();
  for (const part of parts) {
    for (const [key, property] of part.properties ?? []) {
      const values = valuesOf(resolve(property));
      if (values !== undefined && required.has(key) && values.every(isScalar)) found.set(key, values);
    }
  }
  return found;
});

function isScalar(value: Json): boolean {
  return typeof value !== "object" || value === null;
}
