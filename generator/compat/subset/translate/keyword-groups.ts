import type { Schema } from "../../../model/schema.js";

/** Keywords that are read together. */
export type Group = "type" | "number" | "string" | "object" | "array" | "inPlace" | "unevaluated";

const groups = {
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
} as const satisfies Readonly<Record<Group, readonly (keyof Schema)[]>>;

const byKeyword = new Map<string, Group[]>();
for (const [group, keywords] of Object.entries(groups)) {
  for (const keyword of keywords) byKeyword.set(keyword, [...(byKeyword.get(keyword) ?? []), group as Group]);
}

/** The groups of which a schema has a keyword: most have one or two. */
export function groupsOf(schema: Schema): ReadonlySet<Group> {
  const found = new Set<Group>();
  for (const key in schema) for (const group of byKeyword.get(key) ?? []) found.add(group);
  return found;
}
