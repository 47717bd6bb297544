import type { Node } from "./node.js";
import { everyKind, maskOf } from "./node.js";

/** The functions for making nodes that {@link joinNodes} calls. `NodeTable` implements the type. */
export type NodeMaker = {
  readonly constant: (value: boolean) => Node;
  readonly type: (mask: number) => Node;
  readonly not: (node: Node) => Node;
  readonly strings: (values: ReadonlySet<string>) => Node;
  readonly numbers: (values: ReadonlySet<number>) => Node;
  /** Returns the negation of a node, or `undefined` if the table has not made the negation before. */
  readonly knownNegation: (node: Node) => Node | undefined;
  /** Makes a conjunction (`all`) or disjunction (`any`). No part may itself be one of the same kind. */
  readonly joined: (kind: "all" | "any", parts: readonly [Node, ...Node[]]) => Node;
};

/**
 * Makes a conjunction or disjunction of formulas, simplified: the parts of an inner one of the same kind become parts
 * of the result, and each part occurs once. Types and sets of values are merged. If one part is the negation of
 * another, or no value is left, the result is a constant. So a conjunction of two different constants for one property
 * is found to be impossible without a search.
 */
export function joinNodes(table: NodeMaker, kind: "all" | "any", parts: readonly Node[]): Node {
  const [only] = parts;
  if (only === undefined) return table.constant(kind === "all");
  return parts.length === 1 ? only : new Join(table, kind).of(parts);
}

class Join {
  readonly #table: NodeMaker;
  readonly #kind: "all" | "any";
  readonly #kept = new Map<number, Node>();
  readonly #sets: ValueSets;
  #mask: number;

  constructor(table: NodeMaker, kind: "all" | "any") {
    this.#table = table;
    this.#kind = kind;
    this.#sets = new ValueSets(table, kind === "all");
    this.#mask = kind === "all" ? everyKind : 0;
  }

  of(parts: readonly Node[]): Node {
    const absorbing = this.#table.constant(this.#kind === "any");
    for (const part of parts) if (!this.#add(part)) return absorbing;
    for (const node of this.#sets.finish()) if (!this.#finish(node)) return absorbing;
    if (!this.#keep(this.#table.type(this.#mask))) return absorbing;
    const [only, ...others] = this.#kept.values();
    if (only === undefined) return this.#table.constant(this.#kind === "all");
    return others.length === 0 ? only : this.#table.joined(this.#kind, [only, ...others]);
  }

  /** Adds a merged set of values as a part. A set that lost all its values in the merge has become a type. */
  #finish(node: Node): boolean {
    return node.kind === "type" ? this.#add(node) : this.#keep(node);
  }

  /** Adds a part of the conjunction or disjunction. Returns false if the part alone decides the result. */
  #add(part: Node): boolean {
    if (part.kind === this.#kind) return part.parts.every((inner) => this.#add(inner));
    switch (part.kind) {
      case "constant":
        return part.value === (this.#kind === "all");
      case "type":
        this.#mask = this.#kind === "all" ? this.#mask & part.mask : this.#mask | part.mask;
        return true;
      default:
        return this.#sets.add(part) || this.#keep(part);
    }
  }

  #keep(part: Node): boolean {
    if (part.kind === "constant") return part.value === (this.#kind === "all");
    const negation = this.#table.knownNegation(part);
    if (negation !== undefined && this.#kept.has(negation.id)) return false;
    this.#kept.set(part.id, part);
    return true;
  }
}

type Scalar = string | number;
type Merged = { asserted?: ReadonlySet<Scalar> | undefined; denied?: ReadonlySet<Scalar> | undefined };

/**
 * Merges the sets of strings, and the sets of numbers, among the parts of a conjunction or disjunction. In a
 * conjunction, a value that one part excludes is removed from the set that another part lists.
 */
class ValueSets {
  readonly #table: NodeMaker;
  readonly #isAll: boolean;
  readonly #merged = new Map<"strings" | "numbers", Merged>();

  constructor(table: NodeMaker, isAll: boolean) {
    this.#table = table;
    this.#isAll = isAll;
  }

  /** Adds a part that is a set of values, or the negation of one. Returns false if the part is something else. */
  add(part: Node): boolean {
    const atom = part.kind === "not" ? part.atom : part;
    if (atom.kind !== "strings" && atom.kind !== "numbers") return false;
    const merged: Merged = this.#merged.get(atom.kind) ?? {};
    this.#merged.set(atom.kind, merged);
    const isDenied = part.kind === "not";
    const before = isDenied ? merged.denied : merged.asserted;
    // A conjunction intersects the sets of listed values and unites the sets of excluded values; a disjunction does the
    // reverse.
    const after =
      before === undefined ? atom.values : this.#isAll === isDenied ? union(before, atom.values) : intersection(before, atom.values);
    if (isDenied) merged.denied = after;
    else merged.asserted = after;
    return true;
  }

  *finish(): Generator<Node> {
    for (const [kind, { asserted, denied }] of this.#merged) {
      const [listed, refused] = this.#isAll ? [without(asserted, denied), denied] : [asserted, without(denied, asserted)];
      // If a conjunction excludes every value that it lists, no value satisfies it. If a disjunction lists every value
      // that it excludes, all values satisfy it.
      if (listed !== undefined && refused !== undefined && (this.#isAll ? listed : refused).size === 0) {
        yield this.#table.constant(!this.#isAll);
        return;
      }
      if (listed !== undefined) yield this.#of(kind, listed);
      if (refused !== undefined) yield this.#table.not(this.#of(kind, refused));
    }
  }

  #of(kind: "strings" | "numbers", values: ReadonlySet<Scalar>): Node {
    // An atom about strings is true for all values that are no strings, and the same for numbers. So an atom that lists
    // no values is true for exactly the values of all other kinds.
    if (values.size === 0) return this.#table.type(everyKind & ~maskOf(kind === "strings" ? "string" : "number"));
    return kind === "strings" ? this.#table.strings(values as ReadonlySet<string>) : this.#table.numbers(values as ReadonlySet<number>);
  }
}

function union(left: ReadonlySet<Scalar>, right: ReadonlySet<Scalar>): ReadonlySet<Scalar> {
  return new Set([...left, ...right]);
}

function intersection(left: ReadonlySet<Scalar>, right: ReadonlySet<Scalar>): ReadonlySet<Scalar> {
  return new Set([...left].filter((value) => right.has(value)));
}

function without(left: ReadonlySet<Scalar> | undefined, right: ReadonlySet<Scalar> | undefined): ReadonlySet<Scalar> | undefined {
  return left === undefined || right === undefined ? left : new Set([...left].filter((value) => !right.has(value)));
}
