import { canonicalJson } from "../base/canonical-json.js";
import { isObject } from "../base/json.js";
import type { Json } from "../base/json.js";
import type { Finding } from "../diagnostics/diagnostic.js";
import { keywordNamed } from "../load/keywords.js";
import { conjunctsOf, declaredIn, isRequiredIn } from "../schema/conjuncts.js";
import { typesOf } from "../schema/facts.js";
import type { Schema } from "../schema/schema.js";
import { fixedValues } from "../schema/tags.js";
import { placeIn } from "./context.js";
import type { LintContext } from "./context.js";

type SourceOf = LintContext["sourceOf"];

const allowedBesideRef: ReadonlySet<string> = new Set(["$ref", "title", "description", "definitions", "$defs"]);

/**
 * Finds keywords beside a `$ref` that restrict values, in the dialects that ignore them. Leaves out a keyword that would
 * refuse no value of the target, because ignoring this keyword changes no verdict.
 */
export function lintRefSiblings({ schemas, sourceOf }: LintContext): Finding[] {
  return schemas.flatMap((schema) => {
    if (!["draft-04", "draft-06", "draft-07"].includes(schema.dialect)) return [];
    const source = sourceOf(schema);
    if (source === undefined || typeof source["$ref"] !== "string") return [];
    const name = Object.keys(source).find((word) => isAssertion(word) && !isImplied(word, source[word] ?? null, schema.ref, sourceOf));
    if (name === undefined) return [];
    const message = `"${name}" beside "$ref" is ignored in ${schema.dialect}.`;
    const hint = 'Put "$ref" and the keyword in an "allOf", or change the "$schema" of the file to 2019-09 or later.';
    return [{ rule: "REF_SIBLING_IGNORED", place: placeIn(schema, [name], "key"), message, hint }];
  });
}

function isAssertion(name: string): boolean {
  const kind = keywordNamed(name)?.kind;
  return kind !== undefined && kind !== "annotation" && kind !== "identity" && !allowedBesideRef.has(name);
}

/** Returns true if every value of the `$ref`'s target satisfies the keyword beside the `$ref`. */
function isImplied(name: string, value: Json, target: Schema | undefined, sourceOf: SourceOf): boolean {
  if (isWithoutEffect(name, value)) return true;
  if (target === undefined) return false;
  const parts = conjunctsOf([target]);
  const says = (part: Schema): boolean => {
    const own = sourceOf(part)?.[name];
    return own !== undefined && canonicalJson(own) === canonicalJson(value);
  };
  if (parts.some(says)) return true;
  if (name === "type") return hasOnly(parts, [value].flat());
  if (name === "enum") return fixedValues(target, "")?.every((one) => includes(value, one)) === true;
  if (name === "required") return Array.isArray(value) && value.every((one: Json) => typeof one === "string" && isRequiredIn(parts, one));
  if (name !== "properties" || !isObject(value)) return false;
  return Object.entries(value).every(
    ([key, inner]) =>
      isAnything(inner) || declaredIn(parts, key).some((declared) => canonicalJson({ ...sourceOf(declared) }) === canonicalJson(inner)),
  );
}

/** Returns true if every value of the schemas, which apply to one value, has one of the types. */
function hasOnly(parts: readonly Schema[], types: readonly Json[]): boolean {
  const unions = parts.flatMap(({ anyOf, oneOf }) => [anyOf, oneOf]).filter((union) => union !== undefined);
  return parts.some((part) => isOneOf(types, part)) || unions.some((union) => union.every((member) => isOneOf(types, member)));
}

function isOneOf(types: readonly Json[], schema: Schema): boolean {
  return [...typesOf(schema)].every((type) => types.includes(type));
}

function includes(values: Json, one: Json): boolean {
  return Array.isArray(values) && values.some((value: Json) => canonicalJson(value) === canonicalJson(one));
}

/** Returns true for a keyword that accepts every value, such as `minLength: 0` or `items: {}`. */
function isWithoutEffect(name: string, value: Json): boolean {
  const kind = keywordNamed(name)?.kind;
  if (kind === "schema" || kind === "items") return isAnything(value);
  if (kind === "schemaMap" || kind === "patternMap") return isObject(value) && Object.values(value).every(isAnything);
  if (kind === "names") return Array.isArray(value) && value.length === 0;
  if (name.startsWith("min") && kind === "count") return value === 0;
  return kind === "boolean" && value === false;
}

/** Returns true for a schema that accepts every value, such as `true` or one with only a description. */
function isAnything(value: Json): boolean {
  return value === true || (isObject(value) && !Object.keys(value).some((name) => name === "$ref" || isAssertion(name)));
}
