import type { TypeNode } from "../../types/type-node.js";
import { joinPointer } from "../../base/pointer.js";
import { fact } from "../../base/fact.js";

/**
 * A reason why code for the old types does not compile against the new types: the path of a value in the message, and how
 * its type differs.
 */
export type Reason = {
  readonly path: string;
  readonly words: string;
  /** True if the check could not decide whether code still compiles. */
  readonly isUndecided?: boolean;
};

/**
 * A function that compares two versions of a type. It returns the reasons why code for the old type does not compile
 * against the new type; an empty list if the code compiles.
 */
export type Relation = (before: TypeNode, after: TypeNode) => readonly Reason[];

/** Returns a list with one reason why code does not compile. The reason is about the compared value itself, not about a field of it. */
export function because(words: string): readonly Reason[] {
  return [{ path: "", words }];
}

/**
 * Returns reasons why code that uses a field does not compile as reasons about the object that has the field: puts the
 * field's name before the path of each reason.
 */
export function inField(token: string | number, reasons: readonly Reason[]): readonly Reason[] {
  if (reasons.length === 0) return reasons;
  const known = inFields(reasons);
  const before = known.get(token);
  if (before !== undefined) return before;
  const found = reasons.map((reason) => ({ ...reason, path: `${joinPointer("", token)}${reason.path}` }));
  known.set(token, found);
  return found;
}

/**
 * The results of {@link inField}. They are kept, because the parts of a large type fail to compile for the same reasons
 * many times.
 */
const inFields = fact((_reasons: readonly Reason[]) => new Map<string | number, readonly Reason[]>());

/** Returns the shortest of several lists of reasons why code does not compile; `undefined` without lists. */
export function fewest(lists: readonly (readonly Reason[])[]): readonly Reason[] | undefined {
  return lists.reduce<readonly Reason[] | undefined>(
    (best, list) => (best === undefined || list.length < best.length ? list : best),
    undefined,
  );
}

/**
 * Returns a {@link Relation} that compares each pair of types once. If recursive types lead back to a pair that is being
 * compared, the inner comparison returns no reasons: the outer comparison returns them.
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
