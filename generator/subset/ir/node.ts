import type { Schema } from "../../schema/schema.js";

/**
 * The kinds into which the prover splits JSON values. `null`, `false` and `true` have one value each, so a formula
 * needs atoms only for values of the other four kinds.
 */
export const kinds = ["null", "false", "true", "string", "number", "object", "array"] as const;

/** One of {@link kinds}. */
export type Kind = (typeof kinds)[number];

/** A set of {@link kinds}. Bit n stands for `kinds[n]`. */
export type KindMask = number;

/** The set of all kinds. */
export const everyKind: KindMask = (1 << kinds.length) - 1;

/** Returns the set that contains one kind. */
export function maskOf(kind: Kind): KindMask {
  return 1 << kinds.indexOf(kind);
}

type Identity = {
  /** The number of the node in its table. Two nodes with the same meaning and parts are one object with one id. */
  readonly id: number;
};

/**
 * A condition for values of one kind, such as strings. Every value of another kind satisfies the atom. {@link
 * subjectOf} returns the kind.
 */
export type Atom = Identity &
  (
    | { readonly kind: "strings"; readonly values: ReadonlySet<string> }
    | { readonly kind: "numbers"; readonly values: ReadonlySet<number> }
    /**
     * A number is at least `bound`. Numbers are doubles, so every other bound can be written as such an atom or its
     * negation.
     */
    | { readonly kind: "minimum"; readonly bound: number }
    | { readonly kind: "multiple"; readonly factor: number }
    /** A string has at least `min` code points. */
    | { readonly kind: "length"; readonly min: number }
    | { readonly kind: "pattern"; readonly source: string }
    | { readonly kind: "format"; readonly name: string }
    | { readonly kind: "required"; readonly key: string }
    /** An object has at least `min` members. */
    | { readonly kind: "size"; readonly min: number }
    /** Every member whose key satisfies `keys` has a value that satisfies `value`. */
    | { readonly kind: "members"; readonly keys: Node; readonly value: Node }
    /** An object has no own key `__proto__`; see docs/SUBSET.md. */
    | { readonly kind: "plain" }
    /** Every item from index `from` to index `to - 1` satisfies `value`. */
    | { readonly kind: "items"; readonly from: number; readonly to: number; readonly value: Node }
    /** At least `min` items of a list satisfy `value`. */
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
 * A disjunction of branches that the value of a required property, the tag, distinguishes. An object can satisfy only
 * the branch that belongs to its tag. The union is negated if `sign` is false.
 */
export type Union = Identity & {
  readonly kind: "union";
  readonly sign: boolean;
  readonly tag: string;
  /**
   * The branches, by the value of the tag as JSON text. A branch that allows several values of the tag has several
   * entries.
   */
  readonly branches: ReadonlyMap<string, Node>;
};

/**
 * Stands for the formula of a schema that contains itself. The translator makes the formula when the prover needs it.
 */
export type Recursion = Identity & { readonly kind: "recursion"; readonly sign: boolean; readonly key: string; readonly schema: Schema };

/** An atom, or the negation of an atom. */
export type Literal = Atom | Extract<Node, { kind: "not" }>;

/** Returns the kind of values that an atom restricts. */
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

/** Returns the atom of a literal. `sign` is false if the literal negates the atom. */
export function readLiteral(literal: Literal): { readonly atom: Atom; readonly sign: boolean } {
  return literal.kind === "not" ? { atom: literal.atom, sign: false } : { atom: literal, sign: true };
}
