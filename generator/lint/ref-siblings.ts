import type { Finding } from "../diagnostics/diagnostic.js";
import { keywordNamed } from "../load/keywords.js";
import type { LintContext } from "./context.js";
import { placeIn } from "./place.js";

const harmless: ReadonlySet<string> = new Set(["$ref", "title", "description", "definitions", "$defs"]);

/** Finds keywords beside a `$ref` that restrict values, in the dialects that ignore them. */
export function lintRefSiblings({ schemas, sourceOf }: LintContext): Finding[] {
  return schemas.flatMap((schema) => {
    if (!["draft-04", "draft-06", "draft-07"].includes(schema.dialect)) return [];
    const source = sourceOf(schema);
    if (typeof source?.["$ref"] !== "string") return [];
    const name = Object.keys(source).find(isAssertion);
    if (name === undefined) return [];
    const message = `"${name}" beside "$ref" is ignored in ${schema.dialect}.`;
    const hint = 'Put the two in an "allOf", or move the file to 2019-09 or later.';
    return [{ rule: "REF_SIBLING_IGNORED", place: placeIn(schema, [name], "key"), message, hint }];
  });
}

function isAssertion(name: string): boolean {
  const kind = keywordNamed(name)?.kind;
  return kind !== undefined && kind !== "annotation" && kind !== "identity" && !harmless.has(name);
}
