import type { TupleNode, TypeNode } from "../../types/type-node.js";
import { because, inField } from "./reason.js";
import type { Reason, Relation } from "./reason.js";

type List = TupleNode | (TypeNode & { readonly kind: "array" });

/**
 * Why a list of one type does not do where one of the other is expected. Whoever reads expects the
 * old type of a new list; whoever writes puts an old list where the new type is expected.
 */
export function compareLists(old: List, today: List, use: "read" | "write", relation: Relation): readonly Reason[] {
  const [given, expected] = use === "read" ? [asTuple(today), asTuple(old)] : [asTuple(old), asTuple(today)];
  const isLonger = given.rest !== undefined && expected.rest === undefined;
  if (given.required < expected.required) return because("may be a shorter list than is expected");
  if (isLonger || (expected.rest === undefined && given.items.length > expected.items.length))
    return because("may be a longer list than is expected");
  const [before, after] = [asTuple(old), asTuple(today)];
  const length = Math.max(before.items.length, after.items.length);
  const items = Array.from({ length }, (_unused, index) => index).flatMap((index) => {
    const [from, to] = [itemAt(before, index), itemAt(after, index)];
    if (from !== undefined && to !== undefined) return inField(index, relation(from, to));
    return use === "read" && from !== undefined ? inField(index, because("is gone, and code reads it")) : [];
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
