import type { Kind, Node } from "./node.js";
import { kinds, maskOf, subjectOf } from "./node.js";
import type { NodeTable } from "./node-table.js";

/** Thrown if a schema applies itself to the same value. A validator for such a schema would never end. */
export class EndlessSchema extends Error {
  override readonly name = "EndlessSchema";
}

/**
 * Simplifies a formula for values of one kind, such as strings. Types, and atoms about other kinds, become constants,
 * so only literals about this kind stay. For the kinds `null`, `false` and `true` the result is a constant.
 */
export class Specialiser {
  readonly #table: NodeTable;
  readonly #bodyOf: (node: Extract<Node, { kind: "recursion" }>) => Node;
  readonly #known: ReadonlyMap<Kind, Map<number, Node>> = new Map(kinds.map((kind) => [kind, new Map<number, Node>()]));
  readonly #open = new Set<string>();

  constructor(table: NodeTable, bodyOf: (node: Extract<Node, { kind: "recursion" }>) => Node) {
    this.#table = table;
    this.#bodyOf = bodyOf;
  }

  of(node: Node, kind: Kind): Node {
    const known = this.#known.get(kind);
    const before = known?.get(node.id);
    if (before !== undefined) return before;
    const special = this.#compute(node, kind);
    known?.set(node.id, special);
    return special;
  }

  #compute(node: Node, kind: Kind): Node {
    switch (node.kind) {
      case "constant":
        return node;
      case "type":
        return this.#table.constant((node.mask & maskOf(kind)) !== 0);
      case "all":
      case "any":
        return this.#join(node.kind, node.parts, kind);
      case "not":
        return subjectOf(node.atom) === kind ? node : this.#table.never;
      case "union":
        return kind === "object" ? node : this.#table.constant(!node.sign);
      case "recursion":
        return this.#body(node, kind);
      default:
        return subjectOf(node) === kind ? node : this.#table.always;
    }
  }

  /**
   * Simplifies the parts of a conjunction or disjunction and joins them. Stops at the first part that decides the
   * result. Parts that are types come first: if such a part decides the result, the other parts need no work.
   */
  #join(joined: "all" | "any", parts: readonly Node[], kind: Kind): Node {
    const absorbing = this.#table.constant(joined === "any");
    const special: Node[] = [];
    for (const part of typesFirst(parts)) {
      const inner = this.of(part, kind);
      if (inner === absorbing) return absorbing;
      special.push(inner);
    }
    const whole = this.#table[joined](special);
    // Joining turns a set of values that became empty into a type, which also has to become a constant.
    return hasType(whole) ? this.of(whole, kind) : whole;
  }

  #body(node: Extract<Node, { kind: "recursion" }>, kind: Kind): Node {
    const key = `${node.id} ${kind}`;
    if (this.#open.has(key)) throw new EndlessSchema("a schema applies itself to the same value without end");
    this.#open.add(key);
    try {
      return this.of(this.#bodyOf(node), kind);
    } finally {
      this.#open.delete(key);
    }
  }
}

function typesFirst(parts: readonly Node[]): readonly Node[] {
  const index = parts.findIndex(({ kind }) => kind === "type");
  const type = parts[index];
  return type === undefined || index === 0 ? parts : [type, ...parts];
}

function hasType(node: Node): boolean {
  return node.kind === "type" || ((node.kind === "all" || node.kind === "any") && node.parts.some(({ kind }) => kind === "type"));
}
