import { canonicalJson } from "../../base/canonical-json.js";
import { canonical } from "../../schema/canonical.js";
import type { Json } from "../../base/json.js";
import type { Location, Schema } from "../../schema/schema.js";
import { isDisjoint, tagsOf } from "../change/is-disjoint.js";
import { facetOf } from "../change/facet.js";
import { shapeOf } from "../change/shape-of.js";

/** A union as a list of constraints that a value has to satisfy together. */
export type UnionWays = {
  /** Constraints on the value that do not depend on its branch. */
  readonly asked: readonly { readonly schema: Schema; readonly value?: Json; readonly location?: Location }[];
  /** For each branch, what it requires of the values that belong to it. */
  readonly branches: readonly {
    readonly branch: Schema;
    readonly wrap: (inner: Schema) => Schema;
    /** The schemas that every sent value of this branch satisfies. */
    readonly sent: readonly Schema[];
  }[];
};

/**
 * Splits a union into constraints, if a value shows to which branch it belongs. This is so if each branch requires a
 * constant of its own, or if all branches but one allow only values without parts.
 *
 * @param known the schemas that every sent value satisfies.
 * @returns `undefined` if the union cannot be split.
 */
export function wayIntoUnion(leaf: Schema, keyword: "anyOf" | "oneOf", known: readonly Schema[]): UnionWays | undefined {
  const branches = leaf[keyword] ?? [];
  const shapes = branches.map((branch) => shapeOf(facetOf([branch])));
  const tag = tagName(branches);
  if (tag !== undefined) return byTag(leaf, branches, tag, known);
  const complex = branches.filter(
    (_branch, index) => shapes[index]?.types?.some((type) => type === "object" || type === "array") !== false,
  );
  const [only] = complex;
  if (only === undefined || complex.length > 1 || (keyword === "oneOf" && !isDisjoint(shapes))) return undefined;
  return besidePlain(leaf, branches, only, known);
}

/** Returns the property that has a constant of its own in every branch. All branches have to be objects. */
function tagName(branches: readonly Schema[]): string | undefined {
  const shapes = branches.map((branch) => shapeOf(facetOf([branch])));
  if (!shapes.every(({ types, isNullable }) => types?.join() === "object" && !isNullable)) return undefined;
  const tags = shapes.map((shape) => tagsOf(shape));
  return [...(tags[0]?.keys() ?? [])].find((name) => {
    const values = tags.flatMap((tag) => tag.get(name) ?? []);
    return tags.every((tag) => tag.has(name)) && new Set(values).size === values.length;
  });
}

function byTag(leaf: Schema, branches: readonly Schema[], tag: string, known: readonly Schema[]): UnionWays {
  const bare: Schema = { location: leaf.location, dialect: leaf.dialect, annotations: {} };
  const has = (values: readonly Json[]): Schema => ({
    ...bare,
    types: ["object"],
    properties: new Map([[tag, { ...bare, enum: values }]]),
    required: [tag],
  });
  const own = branches.flatMap((branch) => valuesOf(branch, tag));
  const texts = new Set(own.map(canonicalJson));
  const rivals = known.flatMap(({ anyOf, oneOf }) => [anyOf ?? [], oneOf ?? []]);
  const more = rivals.flat().flatMap((branch) => {
    const location = branch.ref?.location ?? branch.location;
    return valuesOf(branch, tag).flatMap((value) => (texts.has(canonicalJson(value)) ? [] : [{ value, location }]));
  });
  return {
    asked: [
      ...more.map(({ value, location }) => ({ schema: { ...bare, not: has([value]) }, value, location })),
      { schema: has([...own, ...more.map(({ value }) => value)]) },
    ],
    branches: branches.map((branch) => {
      const values = valuesOf(branch, tag);
      const wanted = values.map(canonicalJson);
      return {
        branch,
        wrap: (inner) => ({ ...bare, anyOf: [{ ...bare, not: has(values) }, inner] }),
        // A sent value with such a tag belongs to the only branch that accepts the tag.
        sent: rivals.flatMap((union) => {
          const possible = union.filter((rival) => mayHave(valuesOf(rival, tag), wanted));
          return possible.length === 1 ? possible : [];
        }),
      };
    }),
  };
}

function mayHave(values: readonly Json[], wanted: readonly string[]): boolean {
  return values.length === 0 || values.some((value) => wanted.includes(canonicalJson(value)));
}

/** A value that is none of the plain values has to match the only branch with parts. */
function besidePlain(leaf: Schema, branches: readonly Schema[], only: Schema, known: readonly Schema[]): UnionWays {
  const bare: Schema = { location: leaf.location, dialect: leaf.dialect, annotations: {} };
  const others = branches.filter((branch) => branch !== only);
  const texts = new Set(others.map(canonical));
  const sent = known.flatMap(({ anyOf, oneOf }) => {
    const rest = (anyOf ?? oneOf ?? []).filter((branch) => !texts.has(canonical(branch)));
    return rest.length === 1 ? rest : [];
  });
  return { asked: [], branches: [{ branch: only, wrap: (inner) => ({ ...bare, anyOf: [inner, ...others] }), sent }] };
}

function valuesOf(branch: Schema, tag: string): readonly Json[] {
  const property = shapeOf(facetOf([branch])).properties.get(tag);
  for (const { constant, enum: values } of property?.leaves ?? []) {
    if (constant !== undefined) return [constant.value];
    if (values !== undefined) return values;
  }
  return [];
}
