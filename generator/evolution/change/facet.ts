import { canonical, sha256 } from "../../schema/canonical.js";
import { fact, numbering } from "../../base/fact.js";
import type { Location, Schema } from "../../schema/schema.js";

/**
 * All schemas that apply to one value inside a message. `$ref`, `allOf` and unions of one branch are replaced by the
 * schemas in them. So two versions do not differ if only names of definitions differ, or if only one has `allOf` around
 * a schema.
 */
export type Facet = {
  /** A comparison key: two facets of the same schema objects have equal keys. */
  readonly key: string;
  /** The schemas that have other keywords than `$ref`, `allOf` and unions of one branch, the outermost first. */
  readonly leaves: readonly Schema[];
  /** The place of the first schema that applies to the value. */
  readonly location: Location | undefined;
};

/** The facet without schemas, for a value that may be anything. */
export const anything: Facet = { key: "", leaves: [], location: undefined };

/** Returns the facet of a value to which all of the schemas apply. */
export function facetOf(schemas: readonly Schema[]): Facet {
  const [only] = schemas;
  if (only === undefined) return anything;
  return schemas.length === 1 ? facetOfOne(only) : collect(schemas);
}

const facetOfOne = fact((schema: Schema) => collect([schema]));

/** Returns the only branch of a union; `undefined` if the union has several branches. */
export function soleBranch(union: readonly Schema[] | undefined): Schema | undefined {
  return union?.length === 1 ? union[0] : undefined;
}

/** Returns the keywords of a schema, without annotations and without the keywords that a {@link Facet} replaces. */
export const spokenKeywords: (schema: Schema) => readonly (keyof Schema)[] = fact((schema: Schema) =>
  (Object.keys(schema) as (keyof Schema)[]).filter((key) => schema[key] !== undefined && !isSilent(schema, key)),
);

function isSilent(schema: Schema, key: keyof Schema): boolean {
  if (key === "anyOf" || key === "oneOf") return soleBranch(schema[key]) !== undefined;
  if (key === "always") return schema.always === true;
  return ["location", "dialect", "annotations", "extendedBy", "ref", "allOf", "isOpen"].includes(key);
}

function collect(schemas: readonly Schema[]): Facet {
  const seen = new Set<Schema>();
  const pending = schemas.toReversed();
  for (let schema = pending.pop(); schema !== undefined; schema = pending.pop()) {
    if (seen.has(schema)) continue;
    seen.add(schema);
    const parts = [...(schema.allOf ?? []), schema.ref, soleBranch(schema.anyOf), soleBranch(schema.oneOf)];
    pending.push(...parts.filter((part) => part !== undefined).toReversed());
  }
  const leaves = [...seen].filter((schema) => spokenKeywords(schema).length > 0);
  const key = leaves.map(idOf).toSorted((a, b) => a - b);
  return { key: key.join(), leaves, location: schemas[0]?.location };
}

/**
 * Returns a comparison key: two facets have equal keys if their schemas have the same keywords and values at every
 * depth. The places of the schemas do not matter.
 */
export function contentOf({ leaves }: Facet): string {
  return sha256(JSON.stringify(leaves.map(canonical).toSorted()));
}

/**
 * Returns the place of the definition or of the file that a facet's schema is; `undefined` if the schema stands inside
 * another one.
 */
export function definitionOf({ leaves: [leaf] }: Facet): Location | undefined {
  const isNamed = leaf !== undefined && (leaf.location.pointer === "" || /\/(?:\$defs|definitions)\/[^/]+$/.test(leaf.location.pointer));
  return isNamed ? leaf.location : undefined;
}

const idOf = numbering();
