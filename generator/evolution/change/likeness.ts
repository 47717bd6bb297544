import { canonicalJson } from "../../base/canonical-json.js";
import { fact } from "../../base/fact.js";
import { sha256 } from "../../schema/canonical.js";
import type { Facet } from "./facet.js";
import type { Condition, Shape } from "./shape.js";
import { shapeOf } from "./shape-of.js";

/** The depth to which two values are compared before they count as alike. */
const fullDepth = 4;

/**
 * Returns a text that is equal for values with equal schemas down to a depth. Such values become a pair
 * that is then compared in full, so a difference at a greater depth is still found.
 */
export function likeness(facet: Facet, depth = fullDepth): string {
  if (depth === 0) return "";
  const known = textsByDepth(facet);
  return (known[depth] ??= sha256(describe(shapeOf(facet), depth - 1)));
}

const textsByDepth = fact((_facet: Facet): string[] => []);

/** Returns true if no schema restricts the value. */
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
    [...shape.bounds].map(([name, { value, isExclusive }]) => `${name} ${value} ${isExclusive}`).toSorted(),
    [shape.patterns, shape.formats, shape.forbidden, shape.hidden, [...shape.required].toSorted()],
    [map(shape.properties), map(shape.patternProperties), like(shape.others)],
    [shape.prefixItems.map(like), like(shape.items)],
    unique(shape.unions.map(({ isExclusive, branches }) => JSON.stringify([isExclusive, ...branches.map(like).toSorted()]))),
    unique([...shape.conditions, ...shape.constraints].map((condition) => likenessOfCondition(condition, depth))),
  ]);
}

/** Returns each text once. A schema may hold a definition and a copy of it. */
function unique(words: readonly string[]): string[] {
  return [...new Set(words)].toSorted();
}

/** Returns a key of a condition with all its parts, as {@link likeness} does for one shape. */
export function likenessOfCondition({ keyword, name, parts }: Condition, depth = fullDepth): string {
  return JSON.stringify([keyword, name, ...parts.map((part) => likeness(part, depth))]);
}
