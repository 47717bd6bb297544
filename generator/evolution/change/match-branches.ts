import { definitionOf } from "./facet.js";
import type { Facet } from "./facet.js";
import { tagsOf } from "./is-disjoint.js";
import { likeness } from "./likeness.js";
import { shapeOf } from "./shape-of.js";

/** The branches of an old and a new union in pairs, and the branches that only one of the unions has. */
export type BranchMatch = {
  readonly matched: readonly (readonly [before: Facet, after: Facet])[];
  readonly removed: readonly Facet[];
  readonly added: readonly Facet[];
};

/** A way to pair branches: an old and a new branch match if they have a key in common and pass the test. */
type Way = { readonly keysOf: (branch: Facet) => readonly string[]; readonly isMatch: (before: Facet, after: Facet) => boolean };

/**
 * Pairs the branches of an old and a new union. Pairs branches with similar schemas first, then those with the same
 * tag, the same definition, and the same types.
 */
export function matchBranches(before: readonly Facet[], after: readonly Facet[]): BranchMatch {
  const matched: [Facet, Facet][] = [];
  let [removed, added] = [before, after];
  for (const way of [sameKey, alike, sameTag, sameDefinition, sameKind]) {
    const found = pairsBy(way, removed, added);
    matched.push(...found);
    const [old, today] = [new Set(found.map(([one]) => one)), new Set(found.map(([, other]) => other))];
    removed = removed.filter((branch) => !old.has(branch));
    added = added.filter((branch) => !today.has(branch));
  }
  return { matched, removed, added };
}

/**
 * Pairs each old branch with the first new branch that matches and has no pair yet. Finds the branches by their keys, because
 * a union may have thousands of branches.
 */
function pairsBy({ keysOf, isMatch }: Way, removed: readonly Facet[], added: readonly Facet[]): [Facet, Facet][] {
  if (removed.length === 0 || added.length === 0) return [];
  const byKey = new Map<string, Set<number>>();
  for (const [position, branch] of added.entries()) {
    for (const key of keysOf(branch)) {
      const positions = byKey.get(key);
      if (positions === undefined) byKey.set(key, new Set([position]));
      else positions.add(position);
    }
  }
  return removed.flatMap((old): [Facet, Facet][] => {
    const position = firstMatch(keysOf(old), byKey, (index) => isMatch(old, added[index] ?? old));
    const today = position === undefined ? undefined : added[position];
    if (position === undefined || today === undefined) return [];
    for (const key of keysOf(today)) byKey.get(key)?.delete(position);
    return [[old, today]];
  });
}

/** The most new branches with a key in common that are tested for one old branch. */
const mostTested = 500;

function firstMatch(
  keys: readonly string[],
  byKey: ReadonlyMap<string, ReadonlySet<number>>,
  isMatch: (position: number) => boolean,
): number | undefined {
  let first: number | undefined;
  for (const key of keys) {
    let tested = 0;
    for (const position of byKey.get(key) ?? []) {
      if ((first !== undefined && position >= first) || ++tested > mostTested) break;
      if (isMatch(position)) first = position;
    }
  }
  return first;
}

const always = (): boolean => true;

const sameKey: Way = { keysOf: ({ key }) => [key], isMatch: always };

const alike: Way = { keysOf: (branch) => [likeness(branch)], isMatch: always };

const sameTag: Way = {
  keysOf: (branch) => [...tagsOf(shapeOf(branch))].flatMap(([name, values]) => values.map((value) => `${JSON.stringify(name)} ${value}`)),
  isMatch: always,
};

const sameDefinition: Way = {
  keysOf: (branch) => {
    const definition = definitionOf(branch);
    return definition === undefined ? [] : [`${definition.file}#${definition.pointer}`];
  },
  isMatch: (before, after) => !haveTags(before, after),
};

/** Two branches of the same types match. If both are objects with properties, they must also have a property in common. */
const sameKind: Way = {
  keysOf: (branch) => {
    const { types, properties } = shapeOf(branch);
    if (types === undefined) return [];
    const isObject = types.join() === "object" && properties.size > 0;
    return isObject ? [...properties.keys()].map((name) => `property ${name}`) : [`types ${types.join()}`];
  },
  isMatch: (before, after) => !haveTags(before, after),
};

/** Returns true if both branches have a tag. Branches with different tags are never a pair. */
function haveTags(before: Facet, after: Facet): boolean {
  const others = tagsOf(shapeOf(after));
  return [...tagsOf(shapeOf(before)).keys()].some((name) => others.has(name));
}
