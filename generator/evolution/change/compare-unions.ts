import type { Location } from "../../schema/schema.js";
import { branchOf } from "./branch.js";
import type { Comparison, Pair } from "./comparison.js";
import { contentOf } from "./facet.js";
import type { Facet } from "./facet.js";
import { compareNull } from "./compare-kinds.js";
import { isAnything, likeness } from "./likeness.js";
import { isDisjoint, tagsOf } from "./is-disjoint.js";
import { matchBranches } from "./match-branches.js";
import { placeOf } from "./shape.js";
import type { Shape, Union } from "./shape.js";
import { shapeOf } from "./shape-of.js";
import { isPureUnion } from "./simplify.js";
import { named, shownTypes } from "./words.js";

/** Reports changes of `anyOf` and `oneOf`. The order of branches does not matter. */
export function compareUnions(pair: Pair, comparison: Comparison): void {
  const { path, before, after } = pair;
  if (before.unions.length === 0 && after.unions.length === 0) return;
  const left = distinct(after.unions);
  for (const old of distinct(before.unions)) {
    const today = left[bestMatch(old, left)];
    if (today === undefined) {
      comparison.report(
        "CONSTRAINT_REMOVED",
        path,
        `no longer requires one of several forms of ${named(path)}`,
        placesOf(pair),
        contentsOf([old]),
      );
    } else {
      left.splice(left.indexOf(today), 1);
      compareUnion(pair, old, today, comparison);
    }
  }
  if (left.length === 0) return;
  comparison.report("CONSTRAINT_ADDED", path, `now requires one of several forms of ${named(path)}`, placesOf(pair), contentsOf(left));
}

/**
 * Compares a value with a union, if one version has a single schema and the other a union in its place. Compares the
 * single schema with the branch that matches it.
 * @returns false if not exactly one of the versions is a union.
 */
export function compareWithUnion(pair: Pair, comparison: Comparison): boolean {
  const { before, after } = pair;
  const union = [before, after].find(isPureUnion)?.unions[0];
  if (union === undefined || (before.unions.length > 0 && after.unions.length > 0)) return false;
  compareWithOne(pair, union, comparison);
  return true;
}

function compareWithOne(pair: Pair, union: Union, comparison: Comparison): void {
  const isNew = pair.before.unions.length === 0;
  const single = isNew ? pair.before : pair.after;
  if (isAnything(single.facet)) {
    const [kind, words] = isNew
      ? (["TYPE_NARROWED", "now carries only some values"] as const)
      : (["TYPE_WIDENED", "can now carry any value"] as const);
    comparison.report(kind, pair.path, `${words} as ${named(pair.path)}`, placesOf(pair), isNew ? contentsOf([union]) : "any");
    return;
  }
  compareNull(pair, comparison);
  const one: Union = { isExclusive: false, branches: [single.facet] };
  if (isNew) compareUnion(pair, one, union, comparison);
  else compareUnion(pair, union, one, comparison);
}

/**
 * Returns the unions without repetitions. Equal unions occur if a schema contains a definition and a copy of the
 * definition.
 */
function distinct(unions: readonly Union[]): Union[] {
  if (unions.length < 2) return [...unions];
  return [...new Map(unions.map((union) => [unionLikeness(union), union])).values()];
}

function unionLikeness({ isExclusive: isOne, branches }: Union): string {
  const inside = branches.map((branch) => likeness(branch)).toSorted();
  return `${isOne} ${inside.join()}`;
}

function contentsOf(unions: readonly Union[]): string {
  return JSON.stringify(unions.map(({ branches }) => branches.map(contentOf).toSorted()));
}

/** Returns the index in `others` of the union that has the most branches in common with `union`. */
function bestMatch(union: Union, others: readonly Union[]): number {
  if (others.length < 2) return others.length - 1;
  const own = new Set(union.branches.map((branch) => likeness(branch)));
  const scores = others.map(({ branches }) => branches.filter((branch) => own.has(likeness(branch))).length);
  return scores.indexOf(Math.max(...scores));
}

function compareUnion(pair: Pair, old: Union, today: Union, comparison: Comparison): void {
  const { matched, removed, added } = matchBranches(old.branches, today.branches);
  for (const [before, after] of matched) {
    if (before.key !== after.key) comparison.visit(pair.path, before, after, { branches: branchOf(old.branches, before, pair.path) });
  }
  for (const branch of added) {
    const places = { before: placesOf(pair).before, after: placeOfBranch(branch) };
    comparison.report(
      "UNION_BRANCH_ADDED",
      pair.path,
      `can now carry ${describe(branch)} as ${named(pair.path)}`,
      places,
      contentOf(branch),
    );
  }
  for (const branch of removed) {
    const places = { before: placeOfBranch(branch), after: placesOf(pair).after };
    comparison.report(
      "UNION_BRANCH_REMOVED",
      pair.path,
      `no longer carries ${describe(branch)} as ${named(pair.path)}`,
      places,
      contentOf(branch),
    );
  }
  if (isExclusive(old) === isExclusive(today)) return;
  const words = isExclusive(today) ? "now refuses" : "no longer refuses";
  const kind = isExclusive(today) ? "CONSTRAINT_ADDED" : "CONSTRAINT_REMOVED";
  comparison.report(
    kind,
    pair.path,
    `${words} values of ${named(pair.path)} that match several branches`,
    placesOf(pair),
    contentsOf([today]),
  );
}

/** Returns true if a union is a `oneOf` whose branches may overlap. Only then does `oneOf` differ from `anyOf`. */
function isExclusive(union: Union): boolean {
  return union.isExclusive && union.branches.length > 1 && !isDisjoint(union.branches.map((branch) => shapeOf(branch)));
}

function placeOfBranch(branch: Facet): Location | undefined {
  return branch.location ?? branch.leaves[0]?.location;
}

function placesOf({ before, after }: Pair): { readonly before: Location | undefined; readonly after: Location | undefined } {
  return { before: placeOfUnion(before), after: placeOfUnion(after) };
}

function placeOfUnion(shape: Shape): Location | undefined {
  return placeOf(shape, shape.facet.leaves.some(({ oneOf }) => oneOf !== undefined) ? "oneOf" : "anyOf");
}

/** Returns words for a branch of a union that distinguish it from the other branches. */
function describe(branch: Facet): string {
  const shape = shapeOf(branch);
  const [tag] = tagsOf(shape);
  if (tag !== undefined) return `an object with ${JSON.stringify(tag[0])} ${tag[1].join(" | ")}`;
  if (shape.types === undefined) return "another form";
  const names = [...shape.properties.keys()].slice(0, 3).map((name) => JSON.stringify(name));
  return names.length === 0 ? shownTypes(shape.types) : `an object with ${names.join(", ")}`;
}
