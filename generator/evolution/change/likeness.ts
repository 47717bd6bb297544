import { canonicalJson } from "../../base/canonical-json.js";
import { sha256 } from "../../schema/canonical.js";
import type { Facet } from "./facet.js";
import type { Condition, Shape } from "./shape.js";
import { shapeOf } from "./shape-of.js";

/** How far down two values are compared before they count as alike. */
const fullDepth = 4;

/**
 * A text that is equal for values that say the same down to a depth. Alike values are matched with
 * each other and then compared in full, so what differs further down is still found.
 */
export function likeness(facet: Facet, depth = fullDepth): string {
  if (depth === 0) return "";
  const known = texts.get(facet) ?? [];
  texts.set(facet, known);
  return (known[depth] ??= sha256(describe(shapeOf(facet), depth - 1)));
}

// A schema never changes once it is read.
const texts = new WeakMap<Facet, string[]>();

/** True where nothing is said. */
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

/** What is said twice, as by a definition beside its copy, is said once. */
function unique(words: readonly string[]): string[] {
  return [...new Set(words)].toSorted();
}

/** As {@link likeness}, for a condition with all its parts. */
export function likenessOfCondition({ keyword, name, parts }: Condition, depth = fullDepth): string {
  return JSON.stringify([keyword, name, ...parts.map((part) => likeness(part, depth))]);
}
