import { equals, hasUniqueItems, isMultipleOf, isShorterThan } from "@dagwire/runtime/codegen/v1";
import type { Json } from "../../base/json.js";
import type { Atom, Kind, Node, Recursion, Union } from "./node.js";
import { maskOf, subjectOf } from "./node.js";
import { formatAccepts } from "../strings/format-automata.js";

type Members = { readonly [key: string]: Json };

/** Decides whether a value satisfies a formula. The solver checks each value that it finds with an evaluator. */
export class Evaluator {
  readonly #bodyOf: (node: Recursion) => Node;
  readonly #patterns = new Map<string, RegExp>();
  #steps = 0;

  constructor(bodyOf: (node: Recursion) => Node) {
    this.#bodyOf = bodyOf;
  }

  /** How many parts of formulas were evaluated so far. */
  get steps(): number {
    return this.#steps;
  }

  holds(node: Node, value: Json): boolean {
    this.#steps++;
    switch (node.kind) {
      case "constant":
        return node.value;
      case "type":
        return (node.mask & maskOf(kindOf(value))) !== 0;
      case "all":
        return node.parts.every((part) => this.holds(part, value));
      case "any":
        return node.parts.some((part) => this.holds(part, value));
      case "not":
        return !this.holds(node.atom, value);
      case "union":
        return this.#union(node, value);
      case "recursion":
        return this.holds(this.#bodyOf(node), value);
      default:
        return kindOf(value) !== subjectOf(node) || this.#atom(node, value);
    }
  }

  #union(node: Union, value: Json): boolean {
    const branch = branchFor(node, value);
    if (branch === undefined) return !node.sign;
    return this.holds(branch, value) === node.sign;
  }

  #atom(atom: Atom, value: Json): boolean {
    if (typeof value === "string") return this.#string(atom, value);
    if (typeof value === "number") return isOfNumber(atom, value);
    if (Array.isArray(value)) return this.#array(atom, value as readonly Json[]);
    return this.#object(atom, value as Members);
  }

  #string(atom: Atom, value: string): boolean {
    switch (atom.kind) {
      case "strings":
        return atom.values.has(value);
      case "length":
        return !isShorterThan(value, atom.min);
      case "pattern":
        return this.#pattern(atom.source).test(value);
      default:
        return atom.kind !== "format" || formatAccepts(atom.name, value);
    }
  }

  #object(atom: Atom, value: Members): boolean {
    switch (atom.kind) {
      case "required":
        return Object.hasOwn(value, atom.key);
      case "size":
        return Object.keys(value).length >= atom.min;
      case "members":
        return this.#members(atom, value);
      default:
        return !Object.hasOwn(value, "__proto__");
    }
  }

  #members({ keys, value: rule }: Extract<Atom, { kind: "members" }>, value: Members): boolean {
    if (keys.kind === "strings" && keys.values.size === 1) {
      const [key = ""] = keys.values;
      return !Object.hasOwn(value, key) || this.holds(rule, value[key] ?? null);
    }
    return Object.entries(value).every(([key, member]) => !this.holds(keys, key) || this.holds(rule, member));
  }

  #array(atom: Atom, value: readonly Json[]): boolean {
    switch (atom.kind) {
      case "items":
        return value.slice(atom.from, atom.to).every((item) => this.holds(atom.value, item));
      case "count":
        return value.filter((item) => this.holds(atom.value, item)).length >= atom.min;
      default:
        return hasUniqueItems(value);
    }
  }

  #pattern(source: string): RegExp {
    const known = this.#patterns.get(source);
    if (known !== undefined) return known;
    const pattern = new RegExp(source, "u");
    this.#patterns.set(source, pattern);
    return pattern;
  }
}

function isOfNumber(atom: Atom, value: number): boolean {
  switch (atom.kind) {
    case "numbers":
      return atom.values.has(value);
    case "minimum":
      return value >= atom.bound;
    default:
      return atom.kind !== "multiple" || isMultipleOf(value, atom.factor);
  }
}

/**
 * Returns the branch of a union that belongs to the tag in a value, or `undefined` if no branch belongs to this tag.
 */
export function branchFor({ tag, branches }: Union, value: Json): Node | undefined {
  if (kindOf(value) !== "object" || !Object.hasOwn(value as Members, tag)) return undefined;
  return branches.get(JSON.stringify((value as Members)[tag]));
}

/** Returns the {@link Kind} of a JSON value. */
export function kindOf(value: Json): Kind {
  switch (typeof value) {
    case "string":
      return "string";
    case "number":
      return "number";
    case "boolean":
      return value ? "true" : "false";
    default:
      return value === null ? "null" : Array.isArray(value) ? "array" : "object";
  }
}

/** Returns true if `const`, `enum` and `uniqueItems` treat two JSON values as equal. */
export const areEqual: (left: Json, right: Json) => boolean = equals;
