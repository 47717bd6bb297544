import type { Schema } from "../../schema/schema.js";
import { joinNodes } from "./join.js";
import type { Atom, KindMask, Node, Recursion, Union } from "./node.js";
import { everyKind } from "./node.js";

type Draft<Type> = Type extends unknown ? Omit<Type, "id"> : never;

/**
 * Makes the nodes of formulas. Asked twice for the same formula, the table returns the same object. Results for a node
 * can therefore be stored under the node's id.
 */
export class NodeTable {
  readonly #nodes = new Map<string, Node>();
  readonly #negations = new Map<number, Node>();
  readonly #keys = new Map<string, Node>();
  readonly always: Node = this.#intern("true", { kind: "constant", value: true });
  readonly never: Node = this.#intern("false", { kind: "constant", value: false });

  constructor() {
    this.#pair(this.always, this.never);
  }

  /** The number of nodes that the table has made, as a measure of its memory. */
  get nodeCount(): number {
    return this.#nodes.size;
  }

  constant(value: boolean): Node {
    return value ? this.always : this.never;
  }

  type(mask: KindMask): Node {
    if (mask === everyKind) return this.always;
    return mask === 0 ? this.never : this.#intern(`t${mask}`, { kind: "type", mask });
  }

  all(parts: readonly Node[]): Node {
    return joinNodes(this, "all", parts);
  }

  any(parts: readonly Node[]): Node {
    return joinNodes(this, "any", parts);
  }

  /** Makes a conjunction or disjunction of two or more parts, without simplifying it. */
  joined(kind: "all" | "any", parts: readonly Node[]): Node {
    const sorted = parts.toSorted((left, right) => left.id - right.id);
    return this.#intern(`${kind}${sorted.map(({ id }) => id).join()}`, { kind, parts: sorted });
  }

  not(node: Node): Node {
    const known = this.#negations.get(node.id);
    if (known !== undefined) return known;
    const negation = this.#negate(node);
    this.#pair(node, negation);
    return negation;
  }

  /**
   * Returns the negation of a node; `undefined` if the table never made it. In that case no formula of the table
   * contains the negation.
   */
  knownNegation(node: Node): Node | undefined {
    return this.#negations.get(node.id);
  }

  strings(values: ReadonlySet<string>): Atom {
    const key = values.size === 1 ? JSON.stringify([...values][0]) : JSON.stringify([...values].toSorted());
    return this.#atom(`s${key}`, { kind: "strings", values });
  }

  /**
   * Returns the node that only the string `name` satisfies. A map keeps these nodes by name, because the same keys of
   * objects are needed often.
   */
  key(name: string): Node {
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const node = this.strings(new Set([name]));
    this.#keys.set(name, node);
    return node;
  }

  numbers(values: ReadonlySet<number>): Atom {
    return this.#atom(`n${[...values].toSorted((left, right) => left - right).join()}`, { kind: "numbers", values });
  }

  /**
   * Makes the formula "at least `bound`".
   * @returns the constant true if every number is at least `bound`.
   */
  minimum(bound: number): Node {
    if (bound === -Infinity || bound === -Number.MAX_VALUE) return this.always;
    return this.#intern(`>=${bound}`, { kind: "minimum", bound });
  }

  multiple(factor: number): Atom {
    return this.#atom(`%${factor}`, { kind: "multiple", factor });
  }

  length(min: number): Node {
    return min <= 0 ? this.always : this.#intern(`l${min}`, { kind: "length", min });
  }

  pattern(source: string): Atom {
    return this.#atom(`/${source}`, { kind: "pattern", source });
  }

  format(name: string): Atom {
    return this.#atom(`f${name}`, { kind: "format", name });
  }

  required(key: string): Atom {
    return this.#atom(`r${key}`, { kind: "required", key });
  }

  size(min: number): Node {
    return min <= 0 ? this.always : this.#intern(`p${min}`, { kind: "size", min });
  }

  members(keys: Node, value: Node): Node {
    if (value === this.always || keys === this.never) return this.always;
    return this.#intern(`m${keys.id},${value.id}`, { kind: "members", keys, value });
  }

  plain(): Atom {
    return this.#atom("plain", { kind: "plain" });
  }

  items(from: number, to: number, value: Node): Node {
    if (value === this.always || from >= to) return this.always;
    return this.#intern(`i${from},${to},${value.id}`, { kind: "items", from, to, value });
  }

  count(min: number, value: Node): Node {
    if (min <= 0) return this.always;
    return this.#intern(`c${min},${value.id}`, { kind: "count", min, value });
  }

  unique(): Atom {
    return this.#atom("unique", { kind: "unique" });
  }

  union(tag: string, branches: ReadonlyMap<string, Node>, sign = true): Node {
    const key = [...branches].map(([value, { id }]) => `${value}:${id}`).toSorted();
    return this.#intern(`u${String(sign)}${JSON.stringify([tag, ...key])}`, { kind: "union", sign, tag, branches });
  }

  recursion(key: string, schema: Schema, sign = true): Node {
    return this.#intern(`R${String(sign)}${key}`, { kind: "recursion", sign, key, schema });
  }

  #negate(node: Node): Node {
    switch (node.kind) {
      case "constant":
        return this.constant(!node.value);
      case "type":
        return this.type(everyKind & ~node.mask);
      case "all":
        return this.any(node.parts.map((part) => this.not(part)));
      case "any":
        return this.all(node.parts.map((part) => this.not(part)));
      case "not":
        return node.atom;
      case "union":
        return this.#negateUnion(node);
      case "recursion":
        return this.#negateRecursion(node);
      default:
        return this.#intern(`!${node.id}`, { kind: "not", atom: node });
    }
  }

  #negateUnion({ tag, branches, sign }: Union): Node {
    return this.union(tag, branches, !sign);
  }

  #negateRecursion({ key, schema, sign }: Recursion): Node {
    return this.recursion(key, schema, !sign);
  }

  #pair(node: Node, negation: Node): void {
    this.#negations.set(node.id, negation);
    this.#negations.set(negation.id, node);
  }

  #atom(key: string, draft: Draft<Atom>): Atom {
    return this.#intern(key, draft) as Atom;
  }

  #intern(key: string, draft: Draft<Node>): Node {
    const known = this.#nodes.get(key);
    if (known !== undefined) return known;
    const node = { ...draft, id: this.#nodes.size } as Node;
    this.#nodes.set(key, node);
    return node;
  }
}
