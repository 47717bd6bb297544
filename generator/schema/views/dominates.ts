import type { Schema } from "../schema.js";
import { conjunctsOf } from "../conjuncts.js";
import { contributes, isMap, ownNames, partSchemas } from "./composition.js";

/**
 * Returns true if `wide` names every property that `narrow` names, at every depth. If only `wide` is then closed, no
 * property that `narrow` names becomes forbidden.
 */
export function dominates(wide: Schema, narrow: Schema, open: ReadonlySet<Schema> = new Set()): boolean {
  if (wide === narrow || !contributes(narrow) || open.has(narrow)) return true;
  const inside = new Set(open).add(narrow);
  const always = conjunctsOf([wide]);
  const isOpen = always.some(isMap);
  return [...partSchemas(narrow)].every((schema) => {
    if (isMap(schema) || schema.prefixItems !== undefined) return false;
    const isNamed = [...ownNames(schema)].every((name) => isOpen || always.some((part) => ownNames(part).has(name)));
    return isNamed && isDeep(schema, always, inside);
  });
}

function isDeep(narrow: Schema, always: readonly Schema[], open: ReadonlySet<Schema>): boolean {
  const isCovered = (child: Schema, others: readonly (Schema | undefined)[]): boolean =>
    !contributes(child) || others.some((other) => other !== undefined && dominates(other, child, open));
  const items = narrow.items;
  if (
    items !== undefined &&
    !isCovered(
      items,
      always.map((schema) => schema.items),
    )
  )
    return false;
  return [...(narrow.properties ?? [])].every(([name, child]) =>
    isCovered(
      child,
      always.map((schema) => schema.properties?.get(name)),
    ),
  );
}
