import { canonical, sha256 } from "../../model/canonical.js";
import { remember } from "../../model/remember.js";
import type { Location, Schema } from "../../model/schema.js";

/**
 * Everything that holds for one value: the schemas that speak of it, with `$ref`, `allOf` and unions
 * of one branch followed, so that wrappers and the names of definitions leave no trace.
 */
export type Facet = {
  /** Equal for facets of the same schemas. */
  readonly key: string;
  /** The schemas that say something themselves, the outermost first. */
  readonly leaves: readonly Schema[];
  /** Where the value is spoken of first. */
  readonly location: Location | undefined;
};

/** Nothing is said: every value will do. */
export const anything: Facet = { key: "", leaves: [], location: undefined };

/** What the schemas say together. */
export function facetOf(schemas: readonly Schema[]): Facet {
  const [only] = schemas;
  return only !== undefined && schemas.length === 1 ? facetOfOne(only) : collect(schemas);
}

const facetOfOne = remember((schema: Schema) => collect([schema]));

/** A union of one branch is that branch. */
export function soleBranch(union: readonly Schema[] | undefined): Schema | undefined {
  return union?.length === 1 ? union[0] : undefined;
}

/** The keywords that a schema has itself; annotations and what a facet follows are none. */
export const spokenKeywords: (schema: Schema) => readonly (keyof Schema)[] = remember((schema: Schema) =>
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

/** Equal for facets that say the same, however far down, wherever they stand. */
export function contentOf({ leaves }: Facet): string {
  return sha256(JSON.stringify(leaves.map(canonical).toSorted()));
}

let count = 0;
const idOf = remember((_schema: Schema) => ++count);
