import { fact } from "../../base/fact.js";
import type { Json } from "../../base/json.js";
import type { TypeNode } from "../../types/type-node.js";
import { shownValue } from "../change/words.js";
import { namesOf } from "../../types/type-view.js";
import type { Member } from "../../types/type-view.js";

/** A type without fields or items: a literal, a primitive such as `string`, or the other values of an open enum. */
export type PlainMember = Member & { readonly kind: "literal" | "primitive" | "other" };

/** Returns true for a type without fields or items. */
export function isPlain(member: Member): member is PlainMember {
  return member.kind === "literal" || member.kind === "primitive" || member.kind === "other";
}

/** The members of a union by kind, so that a question about one value need not look at each of thousands of literals. */
type Traits = {
  readonly literals: ReadonlySet<Json>;
  readonly primitives: ReadonlySet<string>;
  /** True if an open enum is among the members. */
  readonly hasOther: boolean;
  readonly hasUnknown: boolean;
  /** True if a member is `{}`, which accepts every value except `null`. */
  readonly hasEmptyObject: boolean;
  /** True if the only value is `null`, or if the union has no members. */
  readonly isOnlyNull: boolean;
};

/** Returns the members of a union by kind. Computes them once for each list of members. */
export const traitsOf: (members: readonly Member[]) => Traits = fact((members: readonly Member[]): Traits => ({
  literals: new Set(members.flatMap((member) => (member.kind === "literal" ? [member.value] : []))),
  primitives: new Set(members.flatMap((member) => (member.kind === "primitive" ? [member.name] : []))),
  hasOther: members.some(({ kind }) => kind === "other"),
  hasUnknown: members.some(({ kind }) => kind === "unknown"),
  hasEmptyObject: members.some(isEmptyObject),
  isOnlyNull: members.every(isNull),
}));

/** Returns true if a type without fields or items is assignable to one of the types. */
export function fitsPlain(member: PlainMember, targets: readonly Member[]): boolean {
  const { literals, primitives, hasOther } = traitsOf(targets);
  if (member.kind === "other") return hasOther || primitives.has("string");
  if (isNull(member)) return literals.has(null) || primitives.has("null");
  if (member.kind === "literal") return literals.has(member.value) || primitives.has(typeof member.value);
  return primitives.has(member.name) || (member.name === "boolean" && literals.has(true) && literals.has(false));
}

/** Returns true for `{}`, which accepts every value except `null`. */
function isEmptyObject(member: Member): boolean {
  return member.kind === "object" && namesOf(member).length === 0 && member.index === undefined;
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
