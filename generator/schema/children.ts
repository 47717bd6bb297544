import { fact } from "../base/fact.js";
import type { Draft } from "../base/fact.js";
import type { Schema } from "./schema.js";

/** A schema inside another one, and the path that leads to it. */
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

/** Returns all schemas directly inside a schema, without the target of its `$ref`. */
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

/** Replaces the schemas inside a copy, and the target of its `$ref`, by their copies. */
export function copyChildren(original: Schema, draft: Draft<Schema>, copyOf: (schema: Schema) => Schema): void {
  if (original.ref !== undefined) draft.ref = copyOf(original.ref);
  for (const keyword of maps) {
    const map = original[keyword];
    if (map !== undefined) draft[keyword] = new Map([...map].map(([key, child]) => [key, copyOf(child)]));
  }
  for (const keyword of lists) {
    const list = original[keyword];
    if (list !== undefined) draft[keyword] = list.map(copyOf);
  }
  for (const keyword of single) {
    const child = original[keyword];
    if (child !== undefined) draft[keyword] = copyOf(child);
  }
}

/** Returns the schemas of {@link children} in the same order, without their paths. */
export const childSchemas: (schema: Schema) => readonly Schema[] = fact((schema: Schema) => {
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

/**
 * Returns the targets of the `$ref`s inside a schema, in order of occurrence. Does not look for references inside the
 * targets.
 */
const targets: (root: Schema) => readonly Schema[] = fact((root: Schema) => {
  const found = new Set<Schema>();
  const seen = new Set<Schema>();
  const pending = [root];
  for (let schema = pending.pop(); schema !== undefined; schema = pending.pop()) {
    if (seen.has(schema)) continue;
    seen.add(schema);
    if (schema.ref !== undefined) found.add(schema.ref);
    const inside = childSchemas(schema);
    for (let index = inside.length - 1; index >= 0; index--) {
      const child = inside[index];
      if (child !== undefined) pending.push(child);
    }
  }
  return [...found];
});

/** Returns all targets of `$ref` that can be reached from the roots, depth first. */
export function referenced(roots: Iterable<Schema>): Set<Schema> {
  const found = new Set<Schema>();
  const entered = new Set<Schema>();
  const open: { readonly refs: readonly Schema[]; next: number }[] = [];
  const enter = (schema: Schema): void => {
    if (entered.has(schema)) return;
    entered.add(schema);
    open.push({ refs: targets(schema), next: 0 });
  };
  for (const root of roots) {
    enter(root);
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const target = top.refs[top.next++];
      if (target === undefined) {
        open.pop();
        continue;
      }
      found.add(target);
      enter(target);
    }
  }
  return found;
}

/** Returns all schemas that can be reached from the roots, each once, depth first. Follows `$ref`. */
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
