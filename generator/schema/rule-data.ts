import type { Json } from "../base/json.js";
import type { Schema } from "./schema.js";

/**
 * The rule that explains why a value is refused, as data: `Rule` of `@dagwire/runtime/codegen/v1`,
 * with leaves where printed code and a rule in memory say it each in their own way.
 */
export type RuleData = null | boolean | number | string | RuleLeaf | readonly RuleData[] | ReadonlyMap<string, RuleData>;

/** What a rule is made from beside JSON. `hint` is the start of a name for it. */
export type RuleLeaf =
  | { readonly kind: "keywords"; readonly keywords: ReadonlyMap<string, RuleData> }
  /** The rule of a schema that has a rule of its own. */
  | { readonly kind: "reference"; readonly schema: Schema; readonly hint: string }
  | { readonly kind: "pattern"; readonly source: string; readonly hint: string }
  | { readonly kind: "values"; readonly values: readonly Json[]; readonly hint: string };

/** True for a {@link RuleLeaf}. */
export function isLeaf(data: RuleData): data is RuleLeaf {
  return typeof data === "object" && data !== null && "kind" in data;
}
