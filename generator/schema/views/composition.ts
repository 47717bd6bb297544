import { childSchemas } from "../children.js";
import { fact } from "../../base/fact.js";
import type { Schema } from "../schema.js";

/** One branch of a union. `then`, `else` and `dependentSchemas` count as unions of one branch. */
export type Choice = { readonly union: object; readonly branch: number };

/** A schema that is reached from another one by keywords such as `allOf` or `$ref`, and applies to the same value. */
export type Part = {
  readonly schema: Schema;
  /** The branches that a value has to satisfy for this part to apply. Empty if the part always applies. */
  readonly choices: readonly Choice[];
  /** True if the part is inside `then`, `else` or `dependentSchemas`. */
  readonly isConditional: boolean;
};

/** Thrown if a schema has more than {@link mostParts} parts, because many ways through its unions lead to the same definitions. */
export class TooManyParts extends Error {
  override readonly name = "TooManyParts";
}

/** The most parts of one schema. */
const mostParts = 20_000;

/**
 * Returns all parts of a schema, the schema itself first: the schemas that apply to the same value. Leaves out `not`
 * and `if`. A schema that several ways lead to is one part for each way.
 *
 * @throws TooManyParts
 */
export const composition: (schema: Schema) => readonly Part[] = fact((schema: Schema) => {
  const found: Part[] = [];
  collect({ schema, choices: [], isConditional: false }, new Set(), found, new Set());
  return found;
});

/** @param known the schemas that were found with the same choices. Further ways to such a schema say nothing new. */
function collect(part: Part, open: ReadonlySet<Schema>, found: Part[], known: Set<Schema>): void {
  const { schema, choices } = part;
  if (open.has(schema) || known.has(schema)) return;
  known.add(schema);
  const inside = new Set(open).add(schema);
  if (found.length >= mostParts) throw new TooManyParts(`a schema has more than ${mostParts.toLocaleString("en")} ways through its unions`);
  found.push(part);
  for (const child of [schema.ref, ...(schema.allOf ?? [])])
    if (child !== undefined) collect({ ...part, schema: child }, inside, found, known);
  for (const union of [schema.anyOf, schema.oneOf]) {
    union?.forEach((child, branch) =>
      collect({ ...part, schema: child, choices: [...choices, { union, branch }] }, inside, found, new Set()),
    );
  }
  for (const child of [schema.then, schema.else, ...(schema.dependentSchemas?.values() ?? [])]) {
    if (child === undefined) continue;
    collect({ schema: child, choices: [...choices, { union: child, branch: 0 }], isConditional: true }, inside, found, new Set());
  }
}

/** Returns the schemas of all parts of a schema, each once. Takes little time, however many ways lead to them. */
export function partSchemas(schema: Schema): ReadonlySet<Schema> {
  const found = new Set<Schema>();
  const pending: Schema[] = [schema];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (found.has(part)) continue;
    found.add(part);
    const { ref, allOf = [], anyOf = [], oneOf = [], then, else: otherwise, dependentSchemas } = part;
    for (const child of [ref, ...allOf, ...anyOf, ...oneOf, then, otherwise, ...(dependentSchemas?.values() ?? [])])
      if (child !== undefined) pending.push(child);
  }
  return found;
}

/** Returns true if two parts never apply together, because they are in different branches of one union. */
export function isExclusive(a: readonly Choice[], b: readonly Choice[]): boolean {
  return a.some(({ union, branch }) => b.some((other) => other.union === union && other.branch !== branch));
}

/** Returns the property names in the `properties` and `required` of a schema. Its parts are not searched. */
export const ownNames: (schema: Schema) => ReadonlySet<string> = fact((schema: Schema) => {
  const described = [...(schema.properties ?? [])].filter(([, child]) => child.always !== false).map(([name]) => name);
  const dependent = [...(schema.dependentRequired?.values() ?? [])].flat();
  return new Set([...described, ...(schema.required ?? []), ...dependent]);
});

/**
 * Returns true for a declared map: an object whose schema has a schema for the values of keys that it does not list.
 */
export function isMap({ additionalProperties, unevaluatedProperties, patternProperties }: Schema): boolean {
  const others = [additionalProperties, unevaluatedProperties].some((child) => child !== undefined && child.always !== false);
  return others || (patternProperties !== undefined && additionalProperties?.always !== false);
}

/** Returns true if a schema itself names properties of an object, or describes values inside an object or a list. */
export const contributes: (schema: Schema) => boolean = fact((schema: Schema) =>
  [...partSchemas(schema)].some(
    (part) => ownNames(part).size > 0 || isMap(part) || hasItems(part) || part.unevaluatedProperties !== undefined,
  ),
);

function hasItems({ items, prefixItems }: Schema): boolean {
  return prefixItems !== undefined || (items !== undefined && childSchemas(items).length + Number(items.ref !== undefined) > 0);
}
