import { remember } from "./remember.js";
import type { Schema } from "./schema.js";

/** A schema inside another, and the step that leads to it. */
export type Child = { readonly step: readonly (string | number)[]; readonly schema: Schema };

const single = [
  "additionalProperties",
  "propertyNames",
  "unevaluatedProperties",
  "items",
  "contains",
  "unevaluatedItems",
  "not",
  "if",
  "then",
  "else",
] as const;
const lists = ["prefixItems", "allOf", "anyOf", "oneOf"] as const;
const maps = ["properties", "patternProperties", "dependentSchemas"] as const;

/** Every schema directly inside, the target of `$ref` left out. */
export function children(schema: Schema): Child[] {
  const found: Child[] = [];
  for (const keyword of maps) {
    for (const [key, child] of schema[keyword] ?? []) found.push({ step: [keyword, key], schema: child });
  }
  for (const keyword of lists) {
    (schema[keyword] ?? []).forEach((child, index) => found.push({ step: [keyword, index], schema: child }));
  }
  for (const keyword of single) {
    const child = schema[keyword];
    if (child !== undefined) found.push({ step: [keyword], schema: child });
  }
  return found;
}

/** The same schemas in the same order, without their steps. */
export const childSchemas: (schema: Schema) => readonly Schema[] = remember((schema: Schema) => {
  const found: Schema[] = [];
  for (const keyword of maps) {
    const map = schema[keyword];
    if (map !== undefined) found.push(...map.values());
  }
  for (const keyword of lists) {
    const list = schema[keyword];
    if (list !== undefined) found.push(...list);
  }
  for (const keyword of single) {
    const child = schema[keyword];
    if (child !== undefined) found.push(child);
  }
  return found;
});

/** Every schema that is reached from the roots, each once, depth first, `$ref` followed. */
export function reachable(roots: Iterable<Schema>): Set<Schema> {
  const seen = new Set<Schema>();
  const pending = [...roots].toReversed();
  for (let schema = pending.pop(); schema !== undefined; schema = pending.pop()) {
    if (seen.has(schema)) continue;
    seen.add(schema);
    const inside = childSchemas(schema);
    for (let index = inside.length - 1; index >= 0; index--) {
      const child = inside[index];
      if (child !== undefined) pending.push(child);
    }
    if (schema.ref !== undefined) pending.push(schema.ref);
  }
  return seen;
}
