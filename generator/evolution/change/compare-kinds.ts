import { canonicalJson } from "../../base/canonical-json.js";
import { fact } from "../../base/fact.js";
import type { Json } from "../../base/json.js";
import type { JsonType, Location, Schema } from "../../schema/schema.js";
import type { ChangeKind } from "./change.js";
import type { Comparison, Pair, Places } from "./comparison.js";
import { placeOf } from "./shape.js";
import type { Shape } from "./shape.js";
import { shapeOf } from "./shape-of.js";
import { isWithinTypes, mergedTypes } from "./types-of.js";
import { named, shownTypes, shownValue, shownValues, valueAt } from "./words.js";

/**
 * Reports changes of `type`, `enum` and `const`, and of whether `null` is allowed.
 * @returns false if the two versions of the value have so little in common that comparing other keywords would not help
 * people.
 */
export function compareKinds(pair: Pair, comparison: Comparison): boolean {
  const { before, after } = pair;
  if (isUnion(before) && isUnion(after)) {
    compareNull(pair, comparison);
    return true;
  }
  return compareSaid({ ...pair, before: withBranchTypes(before), after: withBranchTypes(after) }, comparison);
}

function compareSaid(pair: Pair, comparison: Comparison): boolean {
  const { before, after } = pair;
  if (saysNothing(before) && saysNothing(after)) return true;
  if (!saysNothing(before) && !saysNothing(after)) compareNull(pair, comparison);
  return before.values === undefined && after.values === undefined ? compareTypes(pair, comparison) : compareValues(pair, comparison);
}

/** Returns a copy of the shape of a union whose `types` are the types of all branches. */
function withBranchTypes(shape: Shape): Shape {
  if (!isUnion(shape)) return shape;
  const branches = (shape.unions[0]?.branches ?? []).map((branch) => shapeOf(branch));
  const isKnown = branches.every(({ types, isNullable }) => types !== undefined && !isNullable);
  const types = isKnown ? mergedTypes(branches.flatMap((branch) => branch.types ?? [])) : undefined;
  return { ...shape, types };
}

function saysNothing(shape: Shape): boolean {
  return shape.types === undefined && shape.values === undefined;
}

/** Returns true if a shape has unions but no types of its own, so that its types are those of the branches. */
function isUnion({ types, unions }: Shape): boolean {
  return types === undefined && unions.length > 0;
}

/** Reports a change of whether `null` is allowed in addition to other values. */
export function compareNull({ path, before, after }: Pair, comparison: Comparison): void {
  if (before.isNullable === after.isNullable) return;
  const places = placesOf(before, after, "types");
  if (after.isNullable) comparison.report("NULL_ADDED", path, `can now carry ${named(path)} as null`, places);
  else comparison.report("NULL_REMOVED", path, `no longer carries ${named(path)} as null`, places);
}

function compareTypes({ path, before, after }: Pair, comparison: Comparison): boolean {
  const [old, today] = [before.types, after.types];
  const places = placesOf(before, after, "types");
  if (today === undefined) {
    if (old !== undefined)
      comparison.report("TYPE_WIDENED", path, `can now carry any value as ${named(path)}, which was ${shownTypes(old)}`, places, "any");
    return true;
  }
  if (old === undefined) {
    comparison.report(
      "TYPE_NARROWED",
      path,
      `now carries only ${shownTypes(today)} as ${named(path)}, which was of any type`,
      places,
      today.join(),
    );
    return true;
  }
  if (old.join() === today.join()) return true;
  const kind = kindOf(old, today);
  comparison.report(kind, path, `now carries ${shownTypes(today)} as ${named(path)}, which was ${shownTypes(old)}`, places, today.join());
  return kind !== "TYPE_CHANGED" && kind !== "SCALAR_BECAME_ARRAY" && kind !== "ARRAY_BECAME_SCALAR";
}

function kindOf(old: readonly JsonType[], today: readonly JsonType[]): ChangeKind {
  if (isWithinTypes(old, today)) return onlyNumbers(old, today) ? "INTEGER_BECAME_NUMBER" : "TYPE_WIDENED";
  if (isWithinTypes(today, old)) return onlyNumbers(today, old) ? "NUMBER_BECAME_INTEGER" : "TYPE_NARROWED";
  if (today.join() === "array" && !old.includes("array")) return "SCALAR_BECAME_ARRAY";
  if (old.join() === "array" && !today.includes("array")) return "ARRAY_BECAME_SCALAR";
  return "TYPE_CHANGED";
}

/** Returns true if two lists of types differ only because one has `integer` and the other has `number`. */
function onlyNumbers(narrow: readonly JsonType[], wide: readonly JsonType[]): boolean {
  return (
    narrow
      .map((type) => (type === "integer" ? "number" : type))
      .toSorted()
      .join() === wide.toSorted().join()
  );
}

function compareValues(pair: Pair, comparison: Comparison): boolean {
  const { path, before, after } = pair;
  if (before.values !== undefined && after.values !== undefined) {
    compareLists(pair, before.values, after.values, comparison);
    compareOpenness(pair, comparison);
    return true;
  }
  const [listed, open] = before.values === undefined ? [after, before] : [before, after];
  if (open.types !== undefined && !isWithinTypes(listed.types ?? [], open.types)) return compareTypes(pair, comparison);
  const places = { before: placeOfValues(before), after: placeOfValues(after) };
  const values = shownValues(listed.values ?? []);
  const type = open.types === undefined ? "any value" : shownTypes(open.types);
  const detail = listed === after ? canonicalJson(after.values ?? []) : (open.types?.join() ?? "any");
  if (listed === after)
    comparison.report("ENUM_ADDED", path, `now carries only ${values} as ${named(path)}, which was ${type}`, places, detail);
  else comparison.report("ENUM_REMOVED", path, `can now carry ${type} as ${named(path)}, which was one of ${values}`, places, detail);
  return true;
}

/** Compares whether an enum has `x-open`, and which values it accepts beside the listed ones. */
function compareOpenness({ path, before, after }: Pair, comparison: Comparison): void {
  if (before.unlisted !== undefined && after.unlisted !== undefined) {
    comparison.visit(path, before.unlisted, after.unlisted);
    return;
  }
  if (before.unlisted === after.unlisted) return;
  const places = { before: placeOfValues(before), after: placeOfValues(after) };
  if (after.unlisted !== undefined)
    comparison.report("ENUM_OPENED", path, `now accepts values of ${named(path)} that later versions add`, places);
  else comparison.report("ENUM_CLOSED", path, `no longer accepts values of ${named(path)} that it does not list`, places);
}

function compareLists({ path, before, after }: Pair, old: readonly Json[], today: readonly Json[], comparison: Comparison): void {
  const added = without(today, old);
  const removed = without(old, today);
  const [from] = old;
  const [to] = today;
  if (old.length === 1 && today.length === 1 && added.length === 1 && from !== undefined && to !== undefined) {
    const places = { before: placeOfValues(before), after: placeOfValues(after) };
    comparison.report("CONST_CHANGED", path, `now carries ${valueAt(path, to)}, which was ${shownValue(from)}`, places, canonicalJson(to));
    return;
  }
  for (const value of added) {
    const places = { before: placeOfValues(before), after: placeOfValues(after, value) };
    comparison.report("ENUM_VALUE_ADDED", path, `can now carry ${valueAt(path, value)}`, places, canonicalJson(value));
  }
  for (const value of removed) {
    const places = { before: placeOfValues(before, value), after: placeOfValues(after) };
    comparison.report("ENUM_VALUE_REMOVED", path, `no longer carries ${valueAt(path, value)}`, places, canonicalJson(value));
  }
}

function without(values: readonly Json[], others: readonly Json[]): Json[] {
  const keys = new Set(others.map(canonicalJson));
  return values.filter((value) => !keys.has(canonicalJson(value)));
}

function placesOf(before: Shape, after: Shape, keyword: keyof Schema): Places {
  return { before: placeOf(before, keyword), after: placeOf(after, keyword) };
}

function placeOfValues(shape: Shape, value?: Json): Location | undefined {
  const list = shape.facet.leaves.find(({ enum: values }) => values !== undefined)?.enum;
  if (list === undefined && shape.unlisted !== undefined) return placeOf(shape, "anyOf", 0, "enum", ...indexIn(shape.values ?? [], value));
  if (list === undefined) return placeOf(shape, shape.values === undefined ? "types" : "constant");
  return placeOf(shape, "enum", ...indexIn(list, value));
}

/** Returns the index of a value in a list of values; an empty list if it has none. */
function indexIn(values: readonly Json[], value: Json | undefined): readonly number[] {
  const index = value === undefined ? undefined : indexesOf(values).get(canonicalJson(value));
  return index === undefined ? [] : [index];
}

const indexesOf = fact(
  (values: readonly Json[]): ReadonlyMap<string, number> =>
    new Map(values.map((value, index) => [canonicalJson(value), index] as const).toReversed()),
);
