import type { Finding } from "../diagnostics/diagnostic.js";
import { isTrivial, typesOf } from "../schema/facts.js";
import type { Schema } from "../schema/schema.js";
import type { LintContext } from "./context.js";
import { placeIn } from "./place.js";

/** Finds `uniqueItems` over objects or lists without `maxItems`. */
export function lintUniqueItems({ schemas }: LintContext): Finding[] {
  return schemas.filter(isUnbounded).map((schema) => ({
    rule: "UNIQUE_ITEMS_UNBOUNDED",
    place: placeIn(schema, ["uniqueItems"], "key"),
    message: '"uniqueItems" compares whole objects or lists here, and there may be any number of them.',
    hint: 'Add "maxItems".',
  }));
}

function isUnbounded({ uniqueItems, maxItems, items }: Schema): boolean {
  if (uniqueItems !== true || maxItems !== undefined || items === undefined || isTrivial(items)) return false;
  const types = typesOf(items);
  return types.has("object") || types.has("array");
}
