import { canonicalJson } from "../../base/canonical-json.js";
import type { Json } from "../../base/json.js";
import { openEnum } from "../../schema/open-enum.js";
import { facetOf, spokenKeywords } from "./facet.js";
import type { Facet } from "./facet.js";
import { isDisjoint } from "./is-disjoint.js";
import type { Shape } from "./shape.js";
import { mergedTypes, typesOfValues } from "./types-of.js";

/**
 * Returns an equal shape without a union if the branches of the union only list types or values. For example, a union
 * of a string and `null` becomes a string that may be `null`.
 */
export function simplify(shape: Shape, shapeOf: (facet: Facet) => Shape): Shape {
  const whole = withoutNeedlessValues(shape);
  const [union] = whole.unions;
  if (union === undefined || !isPureUnion(whole)) return whole;
  const open = openShape(whole);
  if (open !== undefined) return open;
  const branches = flatten(union.branches, union.isExclusive, shapeOf).filter(({ isNever }) => !isNever);
  // A `oneOf` with overlapping branches stays, because it refuses a value that matches two branches, even `null`.
  if (union.isExclusive && !isDisjoint(branches)) return { ...whole, unions: [{ ...union, branches: branches.map(({ facet }) => facet) }] };
  const some = branches.filter((branch) => !isNullAlone(branch));
  const isNullable = some.length < branches.length;
  const [only] = some;
  if (only === undefined) return { ...whole, unions: [], isNever: !isNullable, isNullable, types: [] };
  if (some.length === 1)
    return { ...only, isNullable: isNullable || only.isNullable, facet: { ...only.facet, location: whole.facet.location } };
  const plain = plainUnion(some);
  if (plain !== undefined) return withoutNeedlessValues({ ...whole, ...plain, unions: [], isNullable: isNullable || plain.isNullable });
  return { ...whole, isNullable, unions: [{ ...union, branches: some.map(({ facet }) => facet) }] };
}

/** Returns the shape of an enum with `x-open`; `undefined` for every other schema. */
function openShape(shape: Shape): Shape | undefined {
  const [leaf] = shape.facet.leaves;
  const open = leaf === undefined ? undefined : openEnum(leaf);
  return open && { ...shape, types: ["string"], values: open.values, unlisted: facetOf([open.others]), unions: [] };
}

/** Returns true if the only keyword of a shape is one `anyOf` or `oneOf`. */
export function isPureUnion({ facet, unions }: Shape): boolean {
  const [leaf] = facet.leaves;
  return unions.length === 1 && leaf !== undefined && facet.leaves.length === 1 && spokenKeywords(leaf).length === 1;
}

/**
 * Removes the list of values from a boolean that allows both `true` and `false`, because the list restricts nothing.
 */
function withoutNeedlessValues(shape: Shape): Shape {
  const isBoolean = shape.values?.length === 2 && shape.values.every((value) => typeof value === "boolean");
  return isBoolean ? { ...shape, values: undefined } : shape;
}

function isNullAlone({ isNullable, types, values, unions, conditions, constraints }: Shape): boolean {
  const isBare = unions.length + conditions.length + constraints.length === 0;
  return isNullable && isBare && (types?.length === 0 || values?.length === 0);
}

function flatten(branches: readonly Facet[], isExclusive: boolean, shapeOf: (facet: Facet) => Shape): readonly Shape[] {
  const shapes = branches.map(shapeOf);
  const flat = shapes.flatMap((branch) => {
    const [inner] = branch.unions;
    if (inner === undefined || !isPureUnion(branch) || branch.isNullable) return [branch];
    return inner.branches.map(shapeOf);
  });
  const isSafe = isExclusive ? isDisjoint(flat) : shapes.every(({ unions }) => unions.every((union) => !union.isExclusive));
  return isSafe || isDisjoint(flat) ? flat : shapes;
}

/**
 * Returns the types and values of a union whose branches only name types, or only list values. Returns `undefined` if a
 * branch has other keywords.
 */
function plainUnion(branches: readonly Shape[]): Pick<Shape, "types" | "values" | "isNullable"> | undefined {
  if (!branches.every(isPlain)) return undefined;
  const isNullable = branches.some((branch) => branch.isNullable);
  if (branches.every(({ values }) => values !== undefined)) {
    const values = distinct(branches.flatMap((branch) => branch.values ?? []));
    return { types: typesOfValues(values), values, isNullable };
  }
  if (!branches.every(({ values }) => values === undefined)) return undefined;
  return { types: mergedTypes(branches.flatMap((branch) => branch.types ?? [])), values: undefined, isNullable };
}

/** Returns true if a shape uses only `type`, `const` and `enum`. */
function isPlain({ facet, types }: Shape): boolean {
  return (
    types !== undefined && facet.leaves.every((leaf) => spokenKeywords(leaf).every((key) => ["types", "constant", "enum"].includes(key)))
  );
}

function distinct(values: readonly Json[]): Json[] {
  return [...new Map(values.map((value) => [canonicalJson(value), value])).values()];
}
