import { canonicalJson } from "../../base/canonical-json.js";
import { fact } from "../../base/fact.js";
import type { Json } from "../../base/json.js";
import type { Facet } from "./facet.js";
import type { Shape } from "./shape.js";
import { commonTypes } from "./types-of.js";

/**
 * Returns true if the types, listed values or tags of the shapes show that no value matches two of them. False means
 * that a value may match two of the shapes.
 */
export function isDisjoint(shapes: readonly Shape[]): boolean {
  if (haveOneTag(shapes)) return true;
  return shapes.length <= mostCompared && shapes.every((a, index) => shapes.slice(index + 1).every((b) => areApart(a, b)));
}

/** The most shapes that are compared pair by pair. More shapes count as overlapping, unless one tag distinguishes all of them. */
const mostCompared = 500;

/** Returns true if the shapes list different values, or if each requires a property that has other constants in each shape. */
function haveOneTag(shapes: readonly Shape[]): boolean {
  const lists = shapes.map(({ values, unlisted, isNullable }) => (unlisted === undefined && !isNullable ? values : undefined));
  if (areDistinct(lists.map((values) => values && texts(values)))) return true;
  const isObject = shapes.every(({ types, isNullable }) => types?.join() === "object" && !isNullable);
  const [first] = shapes;
  if (!isObject || first === undefined) return false;
  return [...tagsOf(first).keys()].some((name) => areDistinct(shapes.map((shape) => tagsOf(shape).get(name))));
}

/** Returns true if no text is in two of the lists. A missing list may have any text. */
function areDistinct(lists: readonly (readonly string[] | undefined)[]): boolean {
  const known = new Set<string>();
  for (const list of lists) {
    if (list === undefined) return false;
    for (const text of new Set(list)) {
      if (known.has(text)) return false;
      known.add(text);
    }
  }
  return true;
}

function areApart(a: Shape, b: Shape): boolean {
  if (a.isNever || b.isNever) return true;
  if (a.isNullable && b.isNullable) return false;
  const areClosed = a.unlisted === undefined && b.unlisted === undefined;
  if (areClosed && a.values !== undefined && b.values !== undefined) return !overlap(texts(a.values), texts(b.values));
  const types = commonTypes(a.types, b.types);
  if (types?.length === 0) return a.types !== undefined && b.types !== undefined;
  const isObject = a.types?.join() === "object" && b.types?.join() === "object";
  return isObject && haveTagsApart(a, b);
}

/** Returns true if two shapes require the same property and allow only different constants for it. */
function haveTagsApart(a: Shape, b: Shape): boolean {
  return [...tagsOf(a)].some(([name, values]) => {
    const others = tagsOf(b).get(name);
    return others !== undefined && !overlap(values, others);
  });
}

/** Returns the required properties of a shape that only allow constants, with these constants as JSON text. */
export const tagsOf: (shape: Shape) => ReadonlyMap<string, readonly string[]> = fact((shape: Shape) => {
  const tags = new Map<string, readonly string[]>();
  for (const [name, facet] of shape.properties) {
    const values = shape.required.has(name) ? constantsOf(facet) : undefined;
    if (values !== undefined) tags.set(name, values);
  }
  return tags;
});

/**
 * Returns the values of `const` or `enum` of a facet as canonical JSON; `undefined` if it has none. Does not look into
 * unions.
 */
function constantsOf(facet: Facet): readonly string[] | undefined {
  for (const { constant, enum: values } of facet.leaves) {
    if (constant !== undefined) return [canonicalJson(constant.value)];
    if (values !== undefined) return values.map(canonicalJson);
  }
  return undefined;
}

const texts = fact((values: readonly Json[]): readonly string[] => values.map(canonicalJson));

function overlap(a: readonly string[], b: readonly string[]): boolean {
  const keys = new Set(b);
  return a.some((value) => keys.has(value));
}
