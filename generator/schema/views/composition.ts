import { childSchemas } from "../children.js";
import { fact } from "../../base/fact.js";
import type { Schema } from "../schema.js";

/** The branch of a union under which a part applies. `then`, `else` and similar keywords count as unions of one branch. */
export type Choice = { readonly union: object; readonly branch: number };

/** A schema that applies to the same value as the schema that leads to it. */
export type Part = {
  readonly schema: Schema;
  /** Empty for a part that always applies. */
  readonly choices: readonly Choice[];
  /** True under `then`, `else` or `dependentSchemas`. */
  readonly isConditional: boolean;
};

/** Returns all parts of a schema that apply to the same value, the schema itself first. Leaves out `not` and `if`. */
export const composition: (schema: Schema) => readonly Part[] = fact((schema: Schema) => {
  const found: Part[] = [];
  collect({ schema, choices: [], isConditional: false }, new Set(), found);
  return found;
});

function collect(part: Part, open: ReadonlySet<Schema>, found: Part[]): void {
  const { schema, choices } = part;
  if (open.has(schema)) return;
  const inside = new Set(open).add(schema);
  found.push(part);
  for (const child of [schema.ref, ...(schema.allOf ?? [])]) if (child !== undefined) collect({ ...part, schema: child }, inside, found);
  for (const union of [schema.anyOf, schema.oneOf]) {
    union?.forEach((child, branch) => collect({ ...part, schema: child, choices: [...choices, { union, branch }] }, inside, found));
  }
  for (const child of [schema.then, schema.else, ...(schema.dependentSchemas?.values() ?? [])]) {
    if (child === undefined) continue;
    collect({ schema: child, choices: [...choices, { union: child, branch: 0 }], isConditional: true }, inside, found);
  }
}

/** Returns true if two parts never apply together, because they are in different branches of one union. */
export function isExclusive(a: readonly Choice[], b: readonly Choice[]): boolean {
  return a.some(({ union, branch }) => b.some((other) => other.union === union && other.branch !== branch));
}

/** Returns the names that a schema itself declares: those that it describes, and those that it requires. */
export const ownNames: (schema: Schema) => ReadonlySet<string> = fact((schema: Schema) => {
  const described = [...(schema.properties ?? [])].filter(([, child]) => child.always !== false).map(([name]) => name);
  const dependent = [...(schema.dependentRequired?.values() ?? [])].flat();
  return new Set([...described, ...(schema.required ?? []), ...dependent]);
});

/** Returns true for a declared map: an object whose schema expects keys that it does not name. */
export function isMap({ additionalProperties, unevaluatedProperties, patternProperties }: Schema): boolean {
  const others = [additionalProperties, unevaluatedProperties].some((child) => child !== undefined && child.always !== false);
  return others || (patternProperties !== undefined && additionalProperties?.always !== false);
}

/** Returns true if a schema names keys of an object, or describes values inside. */
export const contributes: (schema: Schema) => boolean = fact((schema: Schema) =>
  composition(schema).some(
    (part) =>
      ownNames(part.schema).size > 0 || isMap(part.schema) || hasItems(part.schema) || part.schema.unevaluatedProperties !== undefined,
  ),
);

function hasItems({ items, prefixItems }: Schema): boolean {
  return prefixItems !== undefined || (items !== undefined && childSchemas(items).length + Number(items.ref !== undefined) > 0);
}
