import { groupBy } from "../../base/group-by.js";
import { branchOfPattern } from "./branch.js";
import { inside } from "./comparison.js";
import type { Comparison, Pair } from "./comparison.js";
import type { Facet } from "./facet.js";
import { anything, contentOf, facetOf } from "./facet.js";
import { isAnything, likeness } from "./likeness.js";
import { isMap } from "../../schema/views/composition.js";
import { placeOf } from "./shape.js";
import type { Shape } from "./shape.js";
import { named } from "./words.js";

/** Reports changes of the fields of an object between two versions. */
export function compareFields(pair: Pair, comparison: Comparison): void {
  const { path, before, after } = pair;
  const removed = [...before.properties.keys()].filter((name) => !after.properties.has(name));
  const added = [...after.properties.keys()].filter((name) => !before.properties.has(name));
  const renamed = findRenamed(removed, added, before, after);
  for (const [old, today] of renamed) reportRenamed(old, today, pair, comparison);
  const given = new Set(renamed.values());
  for (const name of added) if (!given.has(name)) reportAdded(name, pair, comparison);
  for (const name of removed) if (!renamed.has(name)) reportRemoved(name, pair, comparison);
  for (const [name, facet] of before.properties) {
    const today = after.properties.get(name);
    if (today !== undefined) comparison.visit(inside(path, name), facet, today);
  }
  compareRequired(pair, comparison);
  compareUndeclared(pair, comparison);
}

/**
 * Finds renamed fields: a removed and an added field with similar schemas, if no other removed or added field has a
 * similar schema.
 */
function findRenamed(removed: readonly string[], added: readonly string[], before: Shape, after: Shape): ReadonlyMap<string, string> {
  const renamed = new Map<string, string>();
  if (removed.length === 0 || added.length === 0) return renamed;
  const [rivalsOf, candidates] = [groupBy(removed, (name) => keyIn(before, name)), groupBy(added, (name) => keyIn(after, name))];
  for (const [key, rivals] of rivalsOf) {
    const [old = ""] = rivals;
    const [today, ...others] = candidates.get(key) ?? [];
    const isTold = !isAnything(before.properties.get(old) ?? anything);
    if (isTold && rivals.length === 1 && today !== undefined && others.length === 0) renamed.set(old, today);
  }
  return renamed;
}

function keyIn(shape: Shape, name: string): string {
  return `${shape.required.has(name)} ${likeness(shape.properties.get(name) ?? anything)}`;
}

function reportRenamed(old: string, today: string, { path, before, after }: Pair, comparison: Comparison): void {
  const kind = after.required.has(today) ? "FIELD_REQUIRED_RENAMED" : "FIELD_OPTIONAL_RENAMED";
  const places = { before: placeOf(before, "properties", old), after: placeOf(after, "properties", today) };
  comparison.report(kind, inside(path, today), `has ${named(inside(path, today))} instead of ${named(inside(path, old))}`, places);
  comparison.visit(inside(path, today), before.properties.get(old) ?? anything, after.properties.get(today) ?? anything);
}

function reportAdded(name: string, { path, before, after }: Pair, comparison: Comparison): void {
  const field = inside(path, name);
  const places = { before: placeOf(before, "properties"), after: placeOf(after, "properties", name) };
  const old = before.required.has(name) ? undeclared(before, name) : undefined;
  if (after.required.has(name) && old !== undefined) {
    comparison.visit(field, old, after.properties.get(name) ?? anything);
  } else if (after.required.has(name)) comparison.report("FIELD_REQUIRED_ADDED", field, `now requires ${named(field)}`, places);
  else if (mayCarryUndeclared(before))
    comparison.report("FIELD_OPTIONAL_DECLARED", field, `now declares ${named(field)}, which could be any undeclared field before`, places);
  else comparison.report("FIELD_OPTIONAL_ADDED", field, `can now carry ${named(field)}`, places);
}

/**
 * Returns true if a keyword of the schema explicitly allows fields that the object does not declare. Without such a
 * keyword generated code writes declared fields only.
 */
function mayCarryUndeclared({ facet, properties, required, isClosed }: Shape): boolean {
  return !isClosed && ((properties.size === 0 && required.size === 0) || facet.leaves.some(isMap));
}

function reportRemoved(name: string, { path, before, after }: Pair, comparison: Comparison): void {
  const field = inside(path, name);
  const places = { before: placeOf(before, "properties", name), after: placeOf(after, "properties") };
  const today = after.required.has(name) ? undeclared(after, name) : undefined;
  if (before.required.has(name) && today !== undefined) {
    comparison.visit(field, before.properties.get(name) ?? anything, today);
  } else if (before.required.has(name)) comparison.report("FIELD_REQUIRED_REMOVED", field, `no longer has ${named(field)}`, places);
  else comparison.report("FIELD_OPTIONAL_REMOVED", field, `no longer has ${named(field)}, which was optional`, places);
}

/**
 * Returns the schemas that an object's schema applies to an undeclared property; `undefined` if the schema forbids the
 * property.
 */
function undeclared({ patternProperties, others, isClosed }: Shape, name: string): Facet | undefined {
  const matching = [...patternProperties].filter(([pattern]) => new RegExp(pattern, "u").test(name));
  if (matching.length > 0) return facetOf(matching.flatMap(([, { leaves }]) => leaves));
  return isClosed ? undefined : others;
}

function compareRequired({ path, before, after }: Pair, comparison: Comparison): void {
  const isOnBoth = (name: string): boolean => before.properties.has(name) === after.properties.has(name);
  for (const name of after.required) {
    if (before.required.has(name) || !isOnBoth(name)) continue;
    const places = { before: placeOf(before, "properties", name), after: placeOf(after, "required") };
    comparison.report("FIELD_BECAME_REQUIRED", inside(path, name), `now requires ${named(inside(path, name))}, which was optional`, places);
  }
  for (const name of before.required) {
    if (after.required.has(name) || !isOnBoth(name)) continue;
    const places = { before: placeOf(before, "required"), after: placeOf(after, "properties", name) };
    comparison.report(
      "FIELD_BECAME_OPTIONAL",
      inside(path, name),
      `may now leave out ${named(inside(path, name))}, which was required`,
      places,
    );
  }
}

function compareUndeclared(pair: Pair, comparison: Comparison): void {
  const { path, before, after } = pair;
  const places = { before: placeOfRest(before), after: placeOfRest(after) };
  if (before.isClosed !== after.isClosed) {
    if (after.isClosed) comparison.report("OBJECT_CLOSED", path, `no longer allows undeclared fields in ${named(path)}`, places);
    else comparison.report("OBJECT_OPENED", path, `now allows undeclared fields in ${named(path)}`, places);
  } else {
    comparison.visit(inside(path, "*"), before.others, after.others);
    const names = [...before.hidden, "|", ...after.hidden];
    if (before.hidden.join("\n") !== after.hidden.join("\n") && !names.every((name) => isNew(name, before, after))) {
      const detail = `hidden ${JSON.stringify(after.hidden)}`;
      comparison.report("CONSTRAINT_CHANGED", path, `refuses a different set of fields in ${named(path)}`, places, detail);
    }
  }
  comparePatterns(pair, comparison);
  if (before.forbidden.join("\n") === after.forbidden.join("\n")) return;
  const isMore = after.forbidden.length > before.forbidden.length;
  const forbidden = { before: placeOf(before, "properties"), after: placeOf(after, "properties") };
  comparison.report(
    isMore ? "CONSTRAINT_ADDED" : "CONSTRAINT_REMOVED",
    path,
    `forbids a different set of fields in ${named(path)}`,
    forbidden,
    `forbidden ${JSON.stringify(after.forbidden)}`,
  );
}

/** Returns true if only one version declares a field. The field is then reported as added or removed. */
function isNew(name: string, before: Shape, after: Shape): boolean {
  return name === "|" || before.properties.has(name) !== after.properties.has(name);
}

function comparePatterns({ path, before, after }: Pair, comparison: Comparison): void {
  const both = new Map<string, [Facet | undefined, Facet | undefined]>();
  for (const [pattern, facet] of before.patternProperties) both.set(pattern, [facet, after.patternProperties.get(pattern)]);
  for (const [pattern, facet] of after.patternProperties) both.set(pattern, [before.patternProperties.get(pattern), facet]);
  for (const [pattern, [old, today]] of both) {
    const places = { before: placeOf(before, "patternProperties", pattern), after: placeOf(after, "patternProperties", pattern) };
    if (old !== undefined && today !== undefined) {
      comparison.visit(inside(path, "*"), old, today, { branches: [branchOfPattern(pattern, inside(path, "*"))] });
    } else {
      const words = `${today === undefined ? "no longer has" : "now has"} a schema for fields in ${named(path)} with names that match ${pattern}`;
      comparison.report("CONSTRAINT_CHANGED", path, words, places, `${pattern} ${contentOf(today ?? old ?? anything)}`);
    }
  }
}

function placeOfRest(shape: Shape): ReturnType<typeof placeOf> {
  const isUnevaluated = shape.facet.leaves.every(({ additionalProperties }) => additionalProperties === undefined);
  const says = shape.facet.leaves.some(({ unevaluatedProperties }) => unevaluatedProperties !== undefined);
  return placeOf(shape, isUnevaluated && says ? "unevaluatedProperties" : "additionalProperties");
}
