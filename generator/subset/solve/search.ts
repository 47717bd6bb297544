import type { Budget } from "../budget.js";
import type { Evaluator } from "../ir/evaluator.js";
import { kindOf } from "../ir/evaluator.js";
import type { Kind, Literal, Node, Union } from "../ir/node.js";
import type { NodeTable } from "../ir/node-table.js";
import type { Specialiser } from "../ir/specialiser.js";
import type { Json } from "../../base/json.js";
import type { Outcome, Unknown } from "../outcome.js";
import { none } from "../outcome.js";
import type { Scalar } from "../ir/value-nodes.js";
import { isScalar, scalarNode } from "../ir/value-nodes.js";
import type { Theory } from "./goal-solver.js";

type Clause = Extract<Node, { kind: "any" | "union" }>;

/** The objects that all searches share. */
export type SearchParts = {
  readonly table: NodeTable;
  readonly specialiser: Specialiser;
  readonly evaluator: Evaluator;
  readonly budget: Budget;
};

/**
 * Searches for a value of one kind that satisfies a formula. A theory finds a value for the literals that must be true.
 * If the value violates a disjunction, the search tries each part of this disjunction. If the value violates none, it
 * is the answer.
 */
export class Search {
  readonly #parts: SearchParts;
  readonly #kind: Kind;
  readonly #theory: Theory;
  readonly #literals: Literal[] = [];
  readonly #clauses: Clause[] = [];
  /**
   * The ids of the formulas that the search assumes to be true. `#trail` keeps their order, so that an attempt can be
   * undone.
   */
  readonly #assumed = new Set<number>();
  readonly #trail: number[] = [];
  readonly #decided = new Set<Clause>();

  constructor(parts: SearchParts, kind: Kind, theory: Theory) {
    this.#parts = parts;
    this.#kind = kind;
    this.#theory = theory;
  }

  solve(formula: Node): Outcome {
    return this.#assume(formula) ? this.#search() : none;
  }

  #search(): Outcome {
    this.#parts.budget.spend();
    const outcome = this.#theory(this.#literals);
    if (outcome.answer === "none") return none;
    const clause = outcome.answer === "value" ? this.#violated(outcome.value) : this.#clauses.find((each) => !this.#decided.has(each));
    if (clause === undefined) return outcome;
    return this.#branch(clause, outcome.answer === "value" ? outcome.value : undefined);
  }

  #branch(clause: Clause, value: Json | undefined): Outcome {
    this.#decided.add(clause);
    let undecided: Unknown | undefined;
    for (const part of this.#choices(clause, value)) {
      const outcome = this.#try(part);
      if (outcome.answer === "value") {
        this.#decided.delete(clause);
        return outcome;
      }
      if (outcome.answer === "unknown") undecided = outcome;
    }
    this.#decided.delete(clause);
    return undecided ?? none;
  }

  #try(part: readonly Node[]): Outcome {
    const before = [this.#literals.length, this.#clauses.length, this.#trail.length] as const;
    const outcome = part.every((node) => this.#assume(this.#parts.specialiser.of(node, this.#kind))) ? this.#search() : none;
    this.#literals.length = before[0];
    this.#clauses.length = before[1];
    for (const id of this.#trail.splice(before[2])) this.#assumed.delete(id);
    return outcome;
  }

  /**
   * Returns the clause that a value violates and that has the fewest parts to try; `undefined` if the value violates no
   * clause.
   */
  #violated(value: Json): Clause | undefined {
    let best: Clause | undefined;
    let ways = Infinity;
    for (const clause of this.#clauses) {
      if (this.#decided.has(clause) || this.#parts.evaluator.holds(clause, value)) continue;
      const count = clause.kind === "union" ? 2 : clause.parts.length;
      if (count >= ways) continue;
      best = clause;
      ways = count;
    }
    return best;
  }

  /**
   * Assumes that a formula is true. Returns false if the formula contradicts earlier assumptions. If a disjunction has
   * only one possible part, assumes this part.
   */
  #assume(formula: Node): boolean {
    const pending: Node[] = [formula];
    const clauses: Clause[] = [];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (!this.#add(node, pending, clauses)) return false;
      if (pending.length > 0) continue;
      const unit = this.#takeUnits(clauses);
      if (unit === undefined) return false;
      pending.push(...unit);
    }
    this.#clauses.push(...clauses);
    return true;
  }

  #add(node: Node, pending: Node[], clauses: Clause[]): boolean {
    if (node.kind === "constant") return node.value;
    if (this.#assumed.has(node.id)) return true;
    if (this.#isRefuted(node)) return false;
    this.#assumed.add(node.id);
    this.#trail.push(node.id);
    if (node.kind === "all") pending.push(...node.parts);
    else if (node.kind === "any" || node.kind === "union") clauses.push(node);
    else this.#literals.push(node as Literal);
    return true;
  }

  #isRefuted(node: Node): boolean {
    const negation = this.#parts.table.knownNegation(node);
    return negation !== undefined && this.#assumed.has(negation.id);
  }

  /**
   * Removes the clauses that have only one possible part from the list, and returns these parts. Returns `undefined` if
   * a clause has no possible part.
   */
  #takeUnits(clauses: Clause[]): readonly Node[] | undefined {
    const units: Node[] = [];
    for (let index = clauses.length - 1; index >= 0; index--) {
      const clause = clauses[index];
      if (clause?.kind !== "any") continue;
      const live = clause.parts.filter((part) => !this.#isRefuted(part));
      const [only, ...others] = live;
      if (only === undefined) return undefined;
      if (others.length > 0) continue;
      clauses.splice(index, 1);
      units.push(only);
    }
    return units;
  }

  /** Returns the ways to satisfy a clause. Each way is a list of formulas to assume. */
  #choices(clause: Clause, value: Json | undefined): Iterable<readonly Node[]> {
    if (clause.kind === "any") return clause.parts.filter((part) => !this.#isRefuted(part)).map((part) => [part]);
    const tag = this.#forcedTag(clause, value);
    if (tag !== undefined) return this.#choicesOfTag(clause, tag);
    return clause.sign ? this.#branches(clause) : [distinct(clause).map((branch) => this.#parts.table.not(branch))];
  }

  #choicesOfTag({ branches, sign }: Union, tag: string): readonly (readonly Node[])[] {
    const branch = branches.get(tag);
    if (branch === undefined) return sign ? [] : [[]];
    return [[sign ? branch : this.#parts.table.not(branch)]];
  }

  /**
   * Yields the ways to satisfy a union, one for each branch. The choice of a branch also decides other unions with the
   * same tag.
   */
  *#branches(clause: Union): Generator<readonly Node[]> {
    const others = this.#clauses.filter(
      (other): other is Union => other.kind === "union" && other !== clause && other.tag === clause.tag && !this.#decided.has(other),
    );
    for (const other of others) this.#decided.add(other);
    for (const [branch, tags] of tagsOf(clause)) {
      const isOne = tags.length === 1;
      for (const tag of tags) {
        // Two versions of a schema have most branches in common. A branch that another union negates is impossible, so
        // it is skipped.
        if (others.some((other) => !other.sign && other.branches.get(tag) === branch)) continue;
        const settled = others.map((other) => settle(other, tag, this.#parts.table));
        yield [branch, ...settled, ...(isOne ? [] : [hasTag(clause.tag, tag, this.#parts.table)])];
      }
    }
    for (const other of others) this.#decided.delete(other);
  }

  /** Returns the tag in a value as JSON text if the assumed literals allow no other tag. */
  #forcedTag({ tag }: Union, value: Json | undefined): string | undefined {
    if (value === undefined || kindOf(value) !== "object" || !Object.hasOwn(value as object, tag)) return undefined;
    const found = (value as { readonly [key: string]: Json })[tag] ?? null;
    const { table } = this.#parts;
    if (!isScalar(found) || !this.#literals.some((literal) => literal.kind === "required" && literal.key === tag)) return undefined;
    const other = table.not(scalarNode(table, found));
    const isForced = this.#literals.some(
      (literal) =>
        literal.kind === "members" &&
        literal.keys.kind === "strings" &&
        literal.keys.values.has(tag) &&
        table.all([literal.value, other]) === table.never,
    );
    return isForced ? JSON.stringify(found) : undefined;
  }
}

/** Returns the formula that replaces a union if the tag of the object is known. */
function settle({ branches, sign }: Union, tag: string, table: NodeTable): Node {
  const branch = branches.get(tag);
  if (branch === undefined) return table.constant(!sign);
  return sign ? branch : table.not(branch);
}

/** Returns, for each branch of a union, the values of the tag that belong to the branch. */
function tagsOf({ branches }: Union): ReadonlyMap<Node, readonly string[]> {
  const tags = new Map<Node, string[]>();
  for (const [tag, branch] of branches) {
    const list = tags.get(branch);
    if (list === undefined) tags.set(branch, [tag]);
    else list.push(tag);
  }
  return tags;
}

function hasTag(property: string, tag: string, table: NodeTable): Node {
  return table.members(table.key(property), scalarNode(table, JSON.parse(tag) as Scalar));
}

function distinct({ branches }: Union): readonly Node[] {
  return [...new Set(branches.values())];
}
