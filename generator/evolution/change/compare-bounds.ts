import type { Schema } from "../../schema/schema.js";
import type { ChangeKind } from "./change.js";
import type { Comparison, Pair } from "./comparison.js";
import { isTighter } from "./bounds.js";
import { placeOf } from "./shape.js";
import type { Bound, BoundName, Shape } from "./shape.js";
import { named } from "./words.js";

/** Reports changes of bounds: of numbers, of lengths of strings, and of counts of items and properties. */
export function compareBounds(pair: Pair, comparison: Comparison): void {
  const { before, after } = pair;
  for (const name of new Set([...before.bounds.keys(), ...after.bounds.keys()])) compareBound(name, pair, comparison);
  if (before.hasUniqueItems === after.hasUniqueItems) return;
  const places = { before: placeOf(before, "uniqueItems"), after: placeOf(after, "uniqueItems") };
  if (after.hasUniqueItems)
    comparison.report("BOUND_TIGHTENED", pair.path, `no longer allows equal items in ${named(pair.path)}`, places, "uniqueItems");
  else comparison.report("BOUND_LOOSENED", pair.path, `now allows equal items in ${named(pair.path)}`, places, "uniqueItems");
}

function compareBound(name: BoundName, { path, before, after }: Pair, comparison: Comparison): void {
  const [old, today] = [before.bounds.get(name), after.bounds.get(name)];
  if (old?.value === today?.value && old?.isExclusive === today?.isExclusive) return;
  const places = { before: placeOfBound(before, name), after: placeOfBound(after, name) };
  const words = `${today === undefined ? `no longer requires ${shown(name, old)}` : `requires ${shown(name, today)}`} in ${named(path)}`;
  const was = old === undefined || today === undefined ? "" : ` instead of ${shown(name, old)}`;
  comparison.report(kindOf(name, old, today), path, words + was, places, today === undefined ? name : `${name} ${shown(name, today)}`);
}

function kindOf(name: BoundName, old: Bound | undefined, today: Bound | undefined): ChangeKind {
  if (today === undefined || (old !== undefined && isTighter(name, old, today))) return "BOUND_LOOSENED";
  return old === undefined || isTighter(name, today, old) ? "BOUND_TIGHTENED" : "CONSTRAINT_CHANGED";
}

function placeOfBound(shape: Shape, name: BoundName): ReturnType<typeof placeOf> {
  const exclusive: Partial<Record<BoundName, keyof Schema>> = { minimum: "exclusiveMinimum", maximum: "exclusiveMaximum" };
  const other = exclusive[name];
  const isOther =
    other !== undefined &&
    shape.facet.leaves.every((leaf) => leaf[name] === undefined) &&
    shape.facet.leaves.some((leaf) => leaf[other] !== undefined);
  return placeOf(shape, isOther ? other : name);
}

function shown(name: BoundName, bound: Bound | undefined): string {
  const { value, isExclusive } = bound ?? { value: 0, isExclusive: false };
  switch (name) {
    case "minimum":
      return isExclusive ? `a number above ${value}` : `at least ${value}`;
    case "maximum":
      return isExclusive ? `a number below ${value}` : `at most ${value}`;
    case "multipleOf":
      return `a multiple of ${value}`;
    default:
      return `${name.startsWith("min") ? "at least" : "at most"} ${value} ${noun(name, value)}`;
  }
}

function noun(name: BoundName, value: number): string {
  if (name.endsWith("Length")) return value === 1 ? "character" : "characters";
  if (name.endsWith("Items")) return value === 1 ? "item" : "items";
  return value === 1 ? "field" : "fields";
}
