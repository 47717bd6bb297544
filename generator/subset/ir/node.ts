import type { Schema } from "../../schema/schema.js";

/** The kinds that JSON values are split into; the two booleans stand for themselves, so that only five kinds have constraints. */
export const kinds = ["null", "false", "true", "string", "number", "object", "array"] as const;

/** One of {@link kinds}. */
export type Kind = (typeof kinds)[number];

/** A set of kinds: bit n stands for `kinds[n]`. */
export type KindMask = number;

/** Every kind. */
export const everyKind: KindMask = (1 << kinds.length) - 1;

/** The set that holds one kind. */
export function maskOf(kind: Kind): KindMask {
  return 1 << kinds.indexOf(kind);
}

type Identity = {
  /** Equal nodes are one object with one id. */
  readonly id: number;
};

/**
 * A statement about values of one kind; it holds for every value of another kind. What an atom
 * speaks of is given by {@link subjectOf}.
 */
export type Atom = Identity &
  (
    | { readonly kind: "strings"; readonly values: ReadonlySet<string> }
    | { readonly kind: "numbers"; readonly values: ReadonlySet<number> }
    /** At least `bound`. Values are doubles, so that every other bound is one of these or the negation of one. */
    | { readonly kind: "minimum"; readonly bound: number }
    | { readonly kind: "multiple"; readonly factor: number }
    /** At least so many code points. */
    | { readonly kind: "length"; readonly min: number }
    | { readonly kind: "pattern"; readonly source: string }
    | { readonly kind: "format"; readonly name: string }
    | { readonly kind: "required"; readonly key: string }
    /** At least so many members. */
    | { readonly kind: "size"; readonly min: number }
    /** Every member whose key satisfies `keys` has a value that satisfies `value`. */
    | { readonly kind: "members"; readonly keys: Node; readonly value: Node }
    /** No own `__proto__`; see the README's word on values that are not asked about. */
    | { readonly kind: "plain" }
    /** Every item from index `from` up to, not including, `to` satisfies `value`. */
    | { readonly kind: "items"; readonly from: number; readonly to: number; readonly value: Node }
    /** At least so many items satisfy `value`. */
    | { readonly kind: "count"; readonly min: number; readonly value: Node }
    | { readonly kind: "unique" }
  );

/** A formula over one JSON value. */
export type Node =
  | (Identity & { readonly kind: "constant"; readonly value: boolean })
  | (Identity & { readonly kind: "type"; readonly mask: KindMask })
  | (Identity & { readonly kind: "all"; readonly parts: readonly Node[] })
  | (Identity & { readonly kind: "any"; readonly parts: readonly Node[] })
  | (Identity & { readonly kind: "not"; readonly atom: Atom })
  | Union
  | Recursion
  | Atom;

/**
 * A choice among objects that a required property tells apart: at most the branch of its value
 * applies. Negated where `sign` is false.
 */
export type Union = Identity & {
  readonly kind: "union";
  readonly sign: boolean;
  readonly tag: string;
  /** By the tag's value, as JSON text. A branch with several values stands several times. */
  readonly branches: ReadonlyMap<string, Node>;
};

/** A schema that contains itself; what it says is read when it is needed. */
export type Recursion = Identity & { readonly kind: "recursion"; readonly sign: boolean; readonly key: string; readonly schema: Schema };

/** An atom or the negation of one. */
export type Literal = Atom | Extract<Node, { kind: "not" }>;

/** The kind of values that an atom speaks of. */
export function subjectOf(atom: Atom): Kind {
  switch (atom.kind) {
    case "strings":
    case "length":
    case "pattern":
    case "format":
      return "string";
    case "numbers":
    case "minimum":
    case "multiple":
      return "number";
    case "required":
    case "size":
    case "members":
    case "plain":
      return "object";
    default:
      return "array";
  }
}

/** The atom of a literal, and whether it is asserted. */
export function readLiteral(literal: Literal): { readonly atom: Atom; readonly sign: boolean } {
  return literal.kind === "not" ? { atom: literal.atom, sign: false } : { atom: literal, sign: true };
}
