import type { Schema } from "../schema.js";
import { contributes } from "./composition.js";
import { areDisjoint } from "../disjoint.js";

/** A schema under construction. */
export type Draft = { -readonly [Key in keyof Schema]: Schema[Key] };

/**
 * Adds the closed branches of a `oneOf` to a draft: as `oneOf` if the branches are disjoint, else as an
 * `anyOf` beside the original `oneOf`.
 */
export function putOneOf(draft: Draft, branches: readonly Schema[] | undefined, copy: (schema: Schema) => Schema): void {
  if (branches === undefined || !branches.some(contributes)) return;
  const closed = branches.map(copy);
  if (areDisjoint(branches)) {
    draft.oneOf = closed;
    return;
  }
  const { location, dialect } = draft;
  draft.allOf = [...(draft.allOf ?? []), { location, dialect, annotations: {}, anyOf: closed }];
}
