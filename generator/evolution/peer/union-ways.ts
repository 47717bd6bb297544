import { canonicalJson } from "../../base/canonical-json.js";
import { groupBy } from "../../base/group-by.js";
import { canonical } from "../../schema/canonical.js";
import type { Json } from "../../base/json.js";
import type { Location, Schema } from "../../schema/schema.js";
import { isDisjoint, tagsOf } from "../change/is-disjoint.js";
import { facetOf } from "../change/facet.js";
import { shapeOf } from "../change/shape-of.js";

/** An `anyOf` or `oneOf`, split into constraints. A value satisfies the union if it satisfies all of them. */
export type UnionWays = {
  /** The constraints that apply to every value, whichever branch it belongs to. */
  readonly asked: readonly { readonly schema: Schema; readonly value?: Json; readonly location?: Location }[];
  /** For each branch, the schemas that the values of the branch have to satisfy. */
  readonly branches: readonly {
    readonly branch: Schema;
    /** The tag of the branch, with its values as JSON texts. Absent if the union has no tag. */
    readonly tag?: { readonly name: string; readonly values: readonly string[] };
    readonly wrap: (inner: Schema) => Schema;
    /** The schemas that every sent value of this branch satisfies. */
    readonly sent: readonly Schema[];
  }[];
};

/**
 * Splits a union into constraints if every value shows to which branch it belongs. This is so if a required property
 * has different constants in all branches, or if all branches but one allow only strings, numbers, booleans and `null`.
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

/**
 * Returns the required property whose constants differ from branch to branch; `undefined` if there is none, or if a
 * branch accepts values that are no objects.
 */
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
  const byTexts = rivals.map((union) => branchesByText(union, tag));
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
      return {
        branch,
        tag: { name: tag, values: values.map(canonicalJson) },
        wrap: (inner) => ({ ...bare, anyOf: [{ ...bare, not: has(values) }, inner] }),
        // In the producer's union, a value with this tag belongs to the only branch that accepts the tag.
        sent: byTexts.flatMap(({ byText, untagged }) => {
          const possible = new Set([...values.flatMap((value) => byText.get(canonicalJson(value)) ?? []), ...untagged]);
          return possible.size === 1 ? [...possible] : [];
        }),
      };
    }),
  };
}

/** Returns the branches of a union by the values of a tag, as text, and the branches without the tag, which may have any value. */
function branchesByText(
  union: readonly Schema[],
  tag: string,
): { readonly byText: ReadonlyMap<string, readonly Schema[]>; readonly untagged: readonly Schema[] } {
  const entries = union.flatMap((branch) => valuesOf(branch, tag).map((value) => ({ text: canonicalJson(value), branch })));
  const byText = new Map([...groupBy(entries, ({ text }) => text)].map(([text, group]) => [text, group.map(({ branch }) => branch)]));
  return { byText, untagged: union.filter((branch) => valuesOf(branch, tag).length === 0) };
}

/**
 * Splits a union in which only one branch accepts objects or lists. A value that the other branches do not list has to
 * match this branch.
 */
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
