import { canonicalJson } from "../../base/canonical-json.js";
import { fact } from "../../base/fact.js";
import { sha256 } from "../../schema/canonical.js";
import type { Facet } from "./facet.js";
import type { Condition, Shape } from "./shape.js";
import { shapeOf } from "./shape-of.js";

/** The depth of nesting to which the schemas of two values must be equal for the values to count as similar. */
const fullDepth = 4;

/**
 * Returns a comparison key: two values have equal keys if their schemas are equal down to a depth. Values with equal
 * keys are then compared in full, so a difference at a greater depth is still reported.
 */
export function likeness(facet: Facet, depth = fullDepth): string {
  if (depth === 0) return "";
  const known = textsByDepth(facet);
  return (known[depth] ??= sha256(describe(shapeOf(facet), depth - 1)));
}

const textsByDepth = fact((_facet: Facet): string[] => []);

/** Returns true if no schema of a facet restricts the value. */
export function isAnything(facet: Facet): boolean {
  return facet.leaves.length === 0;
}

function describe(shape: Shape, depth: number): string {
  const like = (facet: Facet): string => likeness(facet, depth);
  const map = (entries: ReadonlyMap<string, Facet>): string[] =>
    [...entries].map(([name, facet]) => `${JSON.stringify(name)} ${like(facet)}`).toSorted();
  return JSON.stringify([
    [shape.isNever, shape.isNullable, shape.hasUniqueItems, shape.isClosed, shape.isClosedList],
    shape.types ?? "any",
    shape.values?.map(canonicalJson).toSorted() ?? "any",
    ...(shape.unlisted === undefined ? [] : [like(shape.unlisted)]),
    [...shape.bounds].map(([name, { value, isExclusive }]) => `${name} ${value} ${isExclusive}`).toSorted(),
    [shape.patterns, shape.formats, shape.forbidden, shape.hidden, [...shape.required].toSorted()],
    [map(shape.properties), map(shape.patternProperties), like(shape.others)],
    [shape.prefixItems.map(like), like(shape.items)],
    unique(shape.unions.map(({ isExclusive, branches }) => JSON.stringify([isExclusive, ...branches.map(like).toSorted()]))),
    unique([...shape.conditions, ...shape.constraints].map((condition) => likenessOfCondition(condition, depth))),
  ]);
}

/**
 * Returns the texts without repetitions. Equal texts occur if a schema contains a definition and a copy of the
 * definition.
 */
function unique(words: readonly string[]): string[] {
  return [...new Set(words)].toSorted();
}

/** Returns the comparison key of a condition and the schemas in it, as {@link likeness} does for a value. */
export function likenessOfCondition({ keyword, name, parts }: Condition, depth = fullDepth): string {
  return JSON.stringify([keyword, name, ...parts.map((part) => likeness(part, depth))]);
}
