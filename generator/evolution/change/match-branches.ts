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

type IsMatch = (before: Facet, after: Facet) => boolean;

/**
 * Pairs the branches of an old and a new union. Pairs branches with similar schemas first, then those with the same
 * tag, the same definition, and the same types.
 */
export function matchBranches(before: readonly Facet[], after: readonly Facet[]): BranchMatch {
  const matched: [Facet, Facet][] = [];
  let [removed, added] = [before, after];
  for (const isMatch of [sameKey, alike, sameTag, sameDefinition, sameKind]) {
    for (const old of removed) {
      const today = added.find((branch) => isMatch(old, branch));
      if (today === undefined) continue;
      matched.push([old, today]);
      removed = removed.filter((branch) => branch !== old);
      added = added.filter((branch) => branch !== today);
    }
  }
  return { matched, removed, added };
}

const sameKey: IsMatch = (before, after) => before.key === after.key;

const alike: IsMatch = (before, after) => likeness(before) === likeness(after);

const sameTag: IsMatch = (before, after) => {
  const others = tagsOf(shapeOf(after));
  return [...tagsOf(shapeOf(before))].some(([name, values]) => others.get(name)?.some((value) => values.includes(value)) === true);
};

const sameDefinition: IsMatch = (before, after) => {
  if (haveTags(before, after)) return false;
  const [old, today] = [before.leaves[0]?.location, after.leaves[0]?.location];
  const isNamed = old !== undefined && (old.pointer === "" || /\/(?:\$defs|definitions)\/[^/]+$/.test(old.pointer));
  return isNamed && old.file === today?.file && old.pointer === today.pointer;
};

/** Returns true if two branches have the same types. If they are objects, they must also have a property in common. */
const sameKind: IsMatch = (before, after) => {
  if (haveTags(before, after)) return false;
  const [old, today] = [shapeOf(before), shapeOf(after)];
  if (old.types === undefined || old.types.join() !== today.types?.join()) return false;
  if (old.types.join() !== "object") return true;
  return [...old.properties.keys()].some((name) => today.properties.has(name));
};

/** Returns true if both branches have a tag. Branches with different tags are never a pair. */
function haveTags(before: Facet, after: Facet): boolean {
  const others = tagsOf(shapeOf(after));
  return [...tagsOf(shapeOf(before)).keys()].some((name) => others.has(name));
}
