import { canonical, sha256 } from "../../schema/canonical.js";
import { fact, numbering } from "../../base/fact.js";
import type { Location, Schema } from "../../schema/schema.js";

/**
 * All schemas that apply to one value. `$ref`, `allOf` and unions of one branch are followed, so that
 * wrappers and the names of definitions make no difference.
 */
export type Facet = {
  /** Equal if two facets hold the same schemas. */
  readonly key: string;
  /** The schemas that have keywords of their own, the outermost first. */
  readonly leaves: readonly Schema[];
  /** The place of the first schema that applies to the value. */
  readonly location: Location | undefined;
};

/** The facet without schemas: every value is valid. */
export const anything: Facet = { key: "", leaves: [], location: undefined };

/** Returns the facet of a value to which all of the schemas apply. */
export function facetOf(schemas: readonly Schema[]): Facet {
  const [only] = schemas;
  return only !== undefined && schemas.length === 1 ? facetOfOne(only) : collect(schemas);
}

const facetOfOne = fact((schema: Schema) => collect([schema]));

/** Returns the branch of a union that has only one. */
export function soleBranch(union: readonly Schema[] | undefined): Schema | undefined {
  return union?.length === 1 ? union[0] : undefined;
}

/** Returns the keywords of a schema itself, without annotations and without the keywords that a facet follows. */
export const spokenKeywords: (schema: Schema) => readonly (keyof Schema)[] = fact((schema: Schema) =>
  (Object.keys(schema) as (keyof Schema)[]).filter((key) => schema[key] !== undefined && !isSilent(schema, key)),
);

function isSilent(schema: Schema, key: keyof Schema): boolean {
  if (key === "anyOf" || key === "oneOf") return soleBranch(schema[key]) !== undefined;
  if (key === "always") return schema.always === true;
  return ["location", "dialect", "annotations", "extendedBy", "ref", "allOf"].includes(key);
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

/** Returns a text that is equal for facets with equal contents at every depth, wherever they are. */
export function contentOf({ leaves }: Facet): string {
  return sha256(JSON.stringify(leaves.map(canonical).toSorted()));
}

const idOf = numbering();
