import { fact } from "../../base/fact.js";
import { groupBy } from "../../base/group-by.js";
import { joinPointer, pointerTokens } from "../../base/pointer.js";
import type { Facet } from "./facet.js";
import { contentOf, definitionOf } from "./facet.js";
import { tagsOf } from "./is-disjoint.js";
import { shapeOf } from "./shape-of.js";
import { named, shorten, shownTypes } from "./words.js";

/**
 * One of several schemas that apply to different values at the same path of the message, such as a branch of a union. Equal
 * changes in two of them are two changes, so each change names its branches.
 */
export type Branch = Name & {
  /** The path of the union. `*` means any item or undeclared key. */
  readonly path: string;
};

/** A name of a branch, without the path of the union. */
type Name = {
  /** A comparison key. It differs from the keys of all other branches of the union. */
  readonly key: string;
  /**
   * The texts that distinguish the branch from others of the same `group`, such as the values of its tag. Absent if the branch
   * has no such texts.
   */
  readonly only?: { readonly group: string; readonly texts: readonly string[] };
  /** The name of the property that the words are about. Absent if they are about the value itself. */
  readonly property?: string;
  /** Words after the property or the value, such as `is "text"`. Empty if no short words distinguish the branch. */
  readonly words: string;
};

/** Returns the names that a branch may get, the best one first. */
type Way = (branch: Facet) => readonly Name[];

/**
 * Returns the branch of a union for its schema. Returns no branch if the union has only one. The comparison asks for branches
 * of the old union, whatever the new union is. So the key of a change depends on no other change.
 */
export function branchOf(branches: readonly Facet[], branch: Facet, path: string): readonly Branch[] {
  const name = namesIn(branches).get(branch);
  return name === undefined ? [] : [{ path, ...name }];
}

/** Returns the branch of a union whose tag has one of the values, which are JSON texts. */
export function branchOfTag(tag: string, values: readonly string[], path: string): Branch {
  return { path, ...nameByTag(tag, values) };
}

/** Returns the branch for the fields of an object whose names match a pattern. */
export function branchOfPattern(pattern: string, path: string): Branch {
  const only = { group: "names", texts: [pattern] };
  return { path, key: `names ${pattern}`, only, words: `has a name that matches ${pattern}` };
}

/** Returns the condition under which a schema applies, such as `"kind" is "text"`. Empty if no short words distinguish the branches. */
export function conditionOf(branches: readonly Branch[]): string {
  return branches
    .filter(({ words }) => words !== "")
    .map(({ path, property, words }) => `${named(property === undefined ? path : joinPointer(path, property))} ${words}`)
    .join(" and ");
}

/** Returns a comparison key for the branches inside which a schema applies. */
export function keyOfBranches(branches: readonly Branch[]): string {
  return JSON.stringify(branches.map(({ path, key }) => [path, key]));
}

/** Returns true if no value belongs to both lists of branches, because one union has a different branch in each. */
export function areApart(some: readonly Branch[], others: readonly Branch[]): boolean {
  return some.some(({ path, only }) =>
    others.some(
      (other) =>
        path === other.path &&
        only !== undefined &&
        only.group === other.only?.group &&
        !other.only.texts.some((text) => only.texts.includes(text)),
    ),
  );
}

const namesIn = fact((branches: readonly Facet[]): ReadonlyMap<Facet, Name> => {
  const names = new Map<Facet, Name>();
  if (branches.length < 2) return names;
  for (const way of [byTag, byTypes, byDefinition]) {
    if (names.size === branches.length) return names;
    const uses = groupBy(
      branches.flatMap((branch) => way(branch)),
      ({ key }) => key,
    );
    for (const branch of branches) {
      const own = names.get(branch) ?? way(branch).find(({ key }) => uses.get(key)?.length === 1);
      if (own !== undefined) names.set(branch, own);
    }
  }
  for (const branch of branches) if (!names.has(branch)) names.set(branch, { key: `content ${contentOf(branch)}`, words: "" });
  return names;
});

const byTag: Way = (branch) => [...tagsOf(shapeOf(branch))].map(([tag, values]) => nameByTag(tag, values));

function nameByTag(tag: string, values: readonly string[]): Name {
  return {
    key: `tag ${JSON.stringify([tag, ...values.toSorted()])}`,
    only: { group: `tag ${tag}`, texts: values },
    property: tag,
    words: `is ${shorten(values.join(" or "))}`,
  };
}

const byTypes: Way = (branch) => {
  const { types, isNullable } = shapeOf(branch);
  if (types === undefined) return [];
  const words = isNullable && types.length > 0 ? `${shownTypes(types)} or null` : shownTypes(types);
  return [{ key: `types ${words}`, words: `is ${words}` }];
};

const byDefinition: Way = (branch) => {
  const definition = definitionOf(branch);
  if (definition === undefined) return [];
  // A baseline may have its files in another folder, so the name leaves out the folder.
  const name = JSON.stringify(pointerTokens(definition.pointer).at(-1) ?? definition.file.split("/").at(-1) ?? "");
  return [{ key: `definition ${name}`, words: `is of the form ${name}` }];
};
