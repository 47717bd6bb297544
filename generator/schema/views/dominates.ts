import type { Schema } from "../schema.js";
import { composition, contributes, isMap, ownNames } from "./composition.js";

/**
 * Returns true if `wide` names every property that `narrow` names, at every depth. If only `wide` is then closed, no
 * property that `narrow` names becomes forbidden.
 */
export function dominates(wide: Schema, narrow: Schema, open: ReadonlySet<Schema> = new Set()): boolean {
  if (wide === narrow || !contributes(narrow) || open.has(narrow)) return true;
  const inside = new Set(open).add(narrow);
  const always = composition(wide).filter(({ choices }) => choices.length === 0);
  const isOpen = always.some((part) => isMap(part.schema));
  return composition(narrow).every(({ schema }) => {
    if (isMap(schema) || schema.prefixItems !== undefined) return false;
    const isNamed = [...ownNames(schema)].every((name) => isOpen || always.some((part) => ownNames(part.schema).has(name)));
    return isNamed && isDeep(schema, always, inside);
  });
}

type Parts = readonly { readonly schema: Schema }[];

function isDeep(narrow: Schema, always: Parts, open: ReadonlySet<Schema>): boolean {
  const isCovered = (child: Schema, others: readonly (Schema | undefined)[]): boolean =>
    !contributes(child) || others.some((other) => other !== undefined && dominates(other, child, open));
  const items = narrow.items;
  if (
    items !== undefined &&
    !isCovered(
      items,
      always.map(({ schema }) => schema.items),
    )
  )
    return false;
  return [...(narrow.properties ?? [])].every(([name, child]) =>
    isCovered(
      child,
      always.map(({ schema }) => schema.properties?.get(name)),
    ),
  );
}
