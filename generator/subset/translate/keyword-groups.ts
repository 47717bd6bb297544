import type { Schema } from "../../schema/schema.js";

/** The groups of keywords that the translator handles together. Each group is one bit of a set. */
export const groups = { type: 1, number: 2, string: 4, object: 8, array: 16, inPlace: 32, unevaluated: 64 } as const;

const keywords = {
  type: ["types", "constant", "enum"],
  number: ["multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "format"],
  string: ["minLength", "maxLength", "pattern", "format"],
  object: [
    ...(["properties", "required", "additionalProperties", "patternProperties", "propertyNames", "minProperties"] as const),
    ...(["maxProperties", "dependentRequired", "dependentSchemas"] as const),
  ],
  array: ["prefixItems", "items", "minItems", "maxItems", "uniqueItems", "contains", "minContains", "maxContains"],
  inPlace: ["ref", "allOf", "anyOf", "oneOf", "not", "if", "then", "else"],
  unevaluated: ["unevaluatedProperties", "unevaluatedItems"],
} as const satisfies Readonly<Record<keyof typeof groups, readonly (keyof Schema)[]>>;

const names = Object.keys(groups) as (keyof typeof groups)[];
const byKeyword: ReadonlyMap<string, number> = new Map(
  Object.values(keywords)
    .flat()
    .map((keyword) => [keyword, names.filter((group) => isIn(keyword, group)).reduce((bits, group) => bits | groups[group], 0)]),
);

function isIn(keyword: keyof Schema, group: keyof typeof groups): boolean {
  const members: readonly (keyof Schema)[] = keywords[group];
  return members.includes(keyword);
}

/**
 * Returns the set of groups of which a schema has a keyword. Most schemas have keywords of one or two groups, so the
 * translator can skip the others.
 */
export function groupsOf(schema: Schema): number {
  let found = 0;
  for (const key in schema) found |= byKeyword.get(key) ?? 0;
  return found;
}
