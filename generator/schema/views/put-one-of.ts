import type { Schema } from "../schema.js";
import { contributes } from "./composition.js";
import { areDisjoint } from "../disjoint.js";
import type { Draft } from "./draft.js";

/** Puts closed branches in the place of a `oneOf`. */
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
