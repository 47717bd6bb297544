import type { TypeNode } from "../../types/type-node.js";
import { joinPointer } from "../../base/pointer.js";
import { fact } from "../../base/fact.js";

/** Why code no longer compiles: a path in the message, and the difference there. */
export type Reason = {
  readonly path: string;
  readonly words: string;
  /** True if it could not be decided whether code still compiles. */
  readonly isUndecided?: boolean;
};

/** Compares two versions of a type. An empty list means that code compiles. */
export type Relation = (before: TypeNode, after: TypeNode) => readonly Reason[];

/** Returns one reason at the current place. */
export function because(words: string): readonly Reason[] {
  return [{ path: "", words }];
}

/** Moves reasons from a field to the object that contains the field. */
export function inField(token: string | number, reasons: readonly Reason[]): readonly Reason[] {
  if (reasons.length === 0) return reasons;
  const known = inFields(reasons);
  const before = known.get(token);
  if (before !== undefined) return before;
  const found = reasons.map((reason) => ({ ...reason, path: `${joinPointer("", token)}${reason.path}` }));
  known.set(token, found);
  return found;
}

/** Remembered, because the parts of a large type have equal reasons many times. */
const inFields = fact((_reasons: readonly Reason[]) => new Map<string | number, readonly Reason[]>());

/** Returns the shortest of several lists of reasons. */
export function fewest(lists: readonly (readonly Reason[])[]): readonly Reason[] | undefined {
  return lists.reduce<readonly Reason[] | undefined>(
    (best, list) => (best === undefined || list.length < best.length ? list : best),
    undefined,
  );
}

/**
 * Computes a relation once for each pair of types. If recursive types lead back to a pair that is being
 * computed, the pair counts as compiling there. If it does not compile, another path finds the reason.
 */
export function rememberPairs(compute: Relation): Relation {
  const known = new Map<object, Map<object, readonly Reason[]>>();
  return (before, after) => {
    const row = known.get(keyOf(before)) ?? new Map<object, readonly Reason[]>();
    known.set(keyOf(before), row);
    const earlier = row.get(keyOf(after));
    if (earlier !== undefined) return earlier;
    row.set(keyOf(after), []);
    const reasons = compute(before, after);
    row.set(keyOf(after), reasons);
    return reasons;
  };
}

/** Returns the same key for every reference to a declared type. */
function keyOf(node: TypeNode): object {
  return node.kind === "name" ? node.schema : node;
}
