import type { TypeNode } from "../../types/type-node.js";
import { shownValue } from "../change/words.js";
import type { Member } from "../../types/type-view.js";

/** A type without fields or items: a literal, a primitive such as `string`, or the other values of an open enum. */
export type PlainMember = Member & { readonly kind: "literal" | "primitive" | "other" };

/** Returns true for a type without fields or items. */
export function isPlain(member: Member): member is PlainMember {
  return member.kind === "literal" || member.kind === "primitive" || member.kind === "other";
}

/** Returns true if a type without fields or items is assignable to one of the types. */
export function fitsPlain(member: PlainMember, targets: readonly Member[]): boolean {
  if (targets.some((target) => isPlain(target) && isWithin(member, target))) return true;
  if (member.kind !== "primitive" || member.name !== "boolean") return false;
  return [true, false].every((value) => fitsPlain({ kind: "literal", value }, targets));
}

function isWithin(member: PlainMember, target: PlainMember): boolean {
  if (target.kind === "other") return member.kind === "other";
  if (member.kind === "other") return target.kind === "primitive" && target.name === "string";
  if (target.kind === "literal") return member.kind === "literal" ? member.value === target.value : isNull(member) && isNull(target);
  return target.name === (member.kind === "literal" ? nameOf(member) : member.name);
}

function nameOf({ value }: PlainMember & { readonly kind: "literal" }): string {
  return value === null ? "null" : typeof value;
}

/** Returns true for `null`. */
export function isNull(member: Member): boolean {
  return member.kind === "literal" ? member.value === null : member.kind === "primitive" && member.name === "null";
}

/** Returns the words for a type in a sentence. */
export function shown(node: TypeNode): string {
  switch (node.kind) {
    case "literal":
      return shownValue(node.value);
    case "primitive":
      return node.name === "null" ? "null" : `a ${node.name}`;
    case "other":
      return "a value that is not listed";
    case "array":
    case "tuple":
      return "a list";
    case "unknown":
      return "of unknown type";
    default:
      return "an object";
  }
}
