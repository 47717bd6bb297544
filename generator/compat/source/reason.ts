import type { TypeNode } from "../../emit/types/type-node.js";
import { joinPointer } from "../../load/pointer.js";
import { remember } from "../../model/remember.js";

/** Why code does not compile any more: a place in the message, and what is different there. */
export type Reason = {
  readonly path: string;
  readonly words: string;
  /** True where it is not known that code stops compiling, but not proved either that it goes on. */
  readonly isUndecided?: boolean;
};

/** The relation between a type as it was and as it is; no reasons: code compiles. */
export type Relation = (before: TypeNode, after: TypeNode) => readonly Reason[];

/** One reason, at the place that is being looked at. */
export function because(words: string): readonly Reason[] {
  return [{ path: "", words }];
}

/** Reasons found further in. */
export function inField(token: string | number, reasons: readonly Reason[]): readonly Reason[] {
  if (reasons.length === 0) return reasons;
  const known = inFields(reasons);
  const before = known.get(token);
  if (before !== undefined) return before;
  const found = reasons.map((reason) => ({ ...reason, path: `${joinPointer("", token)}${reason.path}` }));
  known.set(token, found);
  return found;
}

/** The parts of a large type have the same reasons again and again. */
const inFields = remember((_reasons: readonly Reason[]) => new Map<string | number, readonly Reason[]>());

/** The shortest of several lists of reasons; an empty one where there is one. */
export function fewest(lists: readonly (readonly Reason[])[]): readonly Reason[] | undefined {
  return lists.reduce<readonly Reason[] | undefined>(
    (best, list) => (best === undefined || list.length < best.length ? list : best),
    undefined,
  );
}

/**
 * Computes a relation once for each pair of types. A pair that is met again while it is computed
 * counts as compiling: if it does not, the reason is found on the way.
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

/** Every mention of a declared type is that type. */
function keyOf(node: TypeNode): object {
  return node.kind === "name" ? node.schema : node;
}
