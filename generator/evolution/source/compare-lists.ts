import type { TupleNode, TypeNode } from "../../types/type-node.js";
import { because, inField } from "./reason.js";
import type { Reason, Relation } from "./reason.js";

type List = TupleNode | (TypeNode & { readonly kind: "array" });

/**
 * Returns the reasons why a list of one type is not assignable to the other. Code that reads uses a new list as the old
 * type; code that writes uses an old list as the new type.
 */
export function compareLists(old: List, today: List, use: "read" | "write", relation: Relation): readonly Reason[] {
  const [given, expected] = use === "read" ? [asTuple(today), asTuple(old)] : [asTuple(old), asTuple(today)];
  const isLonger = given.rest !== undefined && expected.rest === undefined;
  if (given.required < expected.required) return because("may be a shorter list than expected");
  if (isLonger || (expected.rest === undefined && given.items.length > expected.items.length))
    return because("may be a longer list than expected");
  const [before, after] = [asTuple(old), asTuple(today)];
  const length = Math.max(before.items.length, after.items.length);
  const items = Array.from({ length }, (_unused, index) => index).flatMap((index) => {
    const [from, to] = [itemAt(before, index), itemAt(after, index)];
    if (from !== undefined && to !== undefined) return inField(index, relation(from, to));
    return use === "read" && from !== undefined ? inField(index, because("was removed, and code reads it")) : [];
  });
  const rest = before.rest !== undefined && after.rest !== undefined ? inField("*", relation(before.rest, after.rest)) : [];
  return [...items, ...rest];
}

function asTuple(list: List): TupleNode {
  return list.kind === "tuple" ? list : { kind: "tuple", items: [], required: 0, rest: list.item };
}

function itemAt({ items, rest }: TupleNode, index: number): TypeNode | undefined {
  return items[index] ?? rest;
}
