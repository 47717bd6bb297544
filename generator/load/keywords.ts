import { nearest } from "../base/nearest.js";
import type { Dialect } from "../schema/schema.js";

/** The kind of value that a JSON Schema keyword expects. The kind decides how the loader reads the value. */
export type KeywordKind =
  | "annotation"
  | "boolean"
  | "count"
  | "number"
  | "positive"
  | "string"
  | "pattern"
  | "types"
  | "any"
  | "values"
  | "names"
  | "schema"
  | "schemas"
  | "schemaMap"
  | "patternMap"
  | "namesMap"
  | "dependencies"
  | "items"
  | "exclusive"
  | "ref"
  | "identity"
  | "dynamicRef";

/** A keyword of JSON Schema, and the dialects that have the keyword. */
export type Keyword = {
  readonly kind: KeywordKind;
  /** The first dialect with this keyword. */
  readonly since: Dialect;
  /** The last dialect with this keyword; absent if newer dialects still have it. */
  readonly until?: Dialect;
};

/** The dialects of JSON Schema, the oldest first. */
export const dialects: readonly Dialect[] = ["draft-04", "draft-06", "draft-07", "2019-09", "2020-12"];

const keywordTable: Readonly<Record<string, Keyword>> = {
  $schema: { kind: "identity", since: "draft-04" },
  id: { kind: "identity", since: "draft-04", until: "draft-04" },
  $id: { kind: "identity", since: "draft-06" },
  $anchor: { kind: "identity", since: "2019-09" },
  $dynamicAnchor: { kind: "identity", since: "2020-12" },
  $recursiveAnchor: { kind: "identity", since: "2019-09" },
  $vocabulary: { kind: "identity", since: "2019-09" },
  $comment: { kind: "annotation", since: "draft-07" },
  $ref: { kind: "ref", since: "draft-04" },
  $dynamicRef: { kind: "dynamicRef", since: "2020-12" },
  // The dialect 2020-12 no longer has `$recursiveRef`, but ajv supports it in this dialect and schemas use it.
  $recursiveRef: { kind: "dynamicRef", since: "2019-09" },
  $defs: { kind: "schemaMap", since: "2019-09" },
  definitions: { kind: "schemaMap", since: "draft-04" },
  type: { kind: "types", since: "draft-04" },
  const: { kind: "any", since: "draft-06" },
  enum: { kind: "values", since: "draft-04" },
  multipleOf: { kind: "positive", since: "draft-04" },
  minimum: { kind: "number", since: "draft-04" },
  maximum: { kind: "number", since: "draft-04" },
  exclusiveMinimum: { kind: "exclusive", since: "draft-04" },
  exclusiveMaximum: { kind: "exclusive", since: "draft-04" },
  minLength: { kind: "count", since: "draft-04" },
  maxLength: { kind: "count", since: "draft-04" },
  pattern: { kind: "pattern", since: "draft-04" },
  format: { kind: "string", since: "draft-04" },
  properties: { kind: "schemaMap", since: "draft-04" },
  required: { kind: "names", since: "draft-04" },
  additionalProperties: { kind: "schema", since: "draft-04" },
  patternProperties: { kind: "patternMap", since: "draft-04" },
  propertyNames: { kind: "schema", since: "draft-06" },
  minProperties: { kind: "count", since: "draft-04" },
  maxProperties: { kind: "count", since: "draft-04" },
  dependencies: { kind: "dependencies", since: "draft-04" },
  dependentRequired: { kind: "namesMap", since: "2019-09" },
  dependentSchemas: { kind: "schemaMap", since: "2019-09" },
  unevaluatedProperties: { kind: "schema", since: "2019-09" },
  prefixItems: { kind: "schemas", since: "2020-12" },
  items: { kind: "items", since: "draft-04" },
  additionalItems: { kind: "schema", since: "draft-04", until: "2019-09" },
  minItems: { kind: "count", since: "draft-04" },
  maxItems: { kind: "count", since: "draft-04" },
  uniqueItems: { kind: "boolean", since: "draft-04" },
  contains: { kind: "schema", since: "draft-06" },
  minContains: { kind: "count", since: "2019-09" },
  maxContains: { kind: "count", since: "2019-09" },
  unevaluatedItems: { kind: "schema", since: "2019-09" },
  allOf: { kind: "schemas", since: "draft-04" },
  anyOf: { kind: "schemas", since: "draft-04" },
  oneOf: { kind: "schemas", since: "draft-04" },
  not: { kind: "schema", since: "draft-04" },
  if: { kind: "schema", since: "draft-07" },
  then: { kind: "schema", since: "draft-07" },
  else: { kind: "schema", since: "draft-07" },
  title: { kind: "string", since: "draft-04" },
  description: { kind: "string", since: "draft-04" },
  default: { kind: "annotation", since: "draft-04" },
  examples: { kind: "annotation", since: "draft-04" },
  deprecated: { kind: "annotation", since: "draft-04" },
  readOnly: { kind: "annotation", since: "draft-04" },
  writeOnly: { kind: "annotation", since: "draft-04" },
  contentEncoding: { kind: "annotation", since: "draft-04" },
  contentMediaType: { kind: "annotation", since: "draft-04" },
  contentSchema: { kind: "annotation", since: "2019-09" },
};

/**
 * Names that OpenAPI and editors add to schemas. They restrict no value, except `nullable`, which
 * `readKeywords` reads.
 */
const annotationWords: ReadonlySet<string> = new Set([
  "nullable",
  "discriminator",
  "example",
  "xml",
  "externalDocs",
  "markdownDescription",
  "enumDescriptions",
  "markdownEnumDescriptions",
  "enumNames",
  "defaultSnippets",
  "errorMessage",
  "patternErrorMessage",
  "deprecationMessage",
  "doNotSuggest",
  "suggestSortText",
  "allowComments",
  "allowTrailingCommas",
  "tsType",
  "tsEnumNames",
  "tsAdditionalProperties",
  "javaType",
  "propertyOrder",
  "$async",
]);

/** Returns the keyword with this name in any dialect. */
export function keywordNamed(name: string): Keyword | undefined {
  return Object.hasOwn(keywordTable, name) ? keywordTable[name] : undefined;
}

/** Returns true if the dialect has the keyword. */
export function dialectHas(keyword: Keyword, dialect: Dialect): boolean {
  const age = dialects.indexOf(dialect);
  const last = keyword.until === undefined ? dialects.length : dialects.indexOf(keyword.until);
  return age >= dialects.indexOf(keyword.since) && age <= last;
}

/** Returns true if a name is an annotation for another tool. Such a name is never reported as a misspelt keyword. */
export function isAnnotationWord(name: string): boolean {
  return name.startsWith("x-") || name.startsWith("_") || name.startsWith("//") || annotationWords.has(name);
}

/** Keywords of dagwire itself, which JSON Schema does not have. */
export const ownKeywordNames: readonly string[] = ["x-state", "x-open", "x-ts-name", "x-must-understand"];

/**
 * Returns the keyword of dagwire from which a name differs only in case or by one edit, in a long name by two. Other `x-` names are
 * notes of the authors: for example `x-status` is two edits away from `x-state`.
 */
export function misspeltOwnKeyword(name: string): string | undefined {
  return name.startsWith("x-") && !ownKeywordNames.includes(name) ? nearest(name, ownKeywordNames, name.length > 12 ? 2 : 1) : undefined;
}

/** The names of all keywords of JSON Schema. Findings about misspelt names suggest one of them. */
export const keywordNames: readonly string[] = Object.keys(keywordTable);
