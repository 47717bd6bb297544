import type { Literal, Node } from "../ir/node.js";
import { readLiteral } from "../ir/node.js";
import type { Outcome, Unknown } from "../outcome.js";
import { found, none, unknown } from "../outcome.js";
import type { Allowance, Demand } from "./array-layout.js";
import { ArrayLayout } from "./array-layout.js";
import type { SearchParts } from "./search.js";
import type { GoalSolver } from "./goal-solver.js";

/**
 * The longest list that the prover tries. `maxToldApart` is the limit if a condition concerns several items, such as
 * `contains`.
 */
const maxLength = 100_000;
const maxToldApart = 1000;

/** A condition for a list: all items from index `from` to index `to - 1` satisfy `value`. */
type Range = { readonly from: number; readonly to: number; readonly value: Node };

/**
 * Finds a list that satisfies a conjunction of literals. From a certain index on, the same conditions apply to every
 * item. A shortest list has no item behind this index unless a condition such as `contains` needs the item. So only a
 * few lengths have to be tried.
 */
export class ArrayQuery {
  readonly #parts: SearchParts;
  readonly #solver: GoalSolver;
  readonly #rules: Range[] = [];
  readonly #demands: Demand[] = [];
  readonly #allowances: Allowance[] = [];
  #isUnique = false;
  #repeats = false;
  #min = 0;
  #max = Infinity;
  #gap: Unknown | undefined;

  constructor(parts: SearchParts, solver: GoalSolver, literals: readonly Literal[]) {
    this.#parts = parts;
    this.#solver = solver;
    for (const literal of literals) this.#add(literal);
  }

  solve(): Outcome {
    if (this.#min > this.#max) return none;
    const special = Math.max(0, ...this.#bounds());
    const roles = this.#demands.reduce((sum, { times }) => sum + times, this.#repeats ? 2 : 0);
    const longest = Math.min(this.#max, Math.max(this.#min, special + roles));
    if (longest > (this.#isPlain() ? maxLength : maxToldApart)) return unknown(`arrays of ${longest} items are too long to decide`);
    const usable = this.#usableLength(longest, special);
    for (let length = Math.max(this.#min, this.#repeats ? 2 : 0); length <= usable; length++) {
      const outcome = this.#ofLength(length, special);
      if (outcome.answer === "value") return outcome;
      if (outcome.answer === "unknown") this.#gap ??= outcome;
    }
    return this.#gap ?? none;
  }

  /** Returns true if no condition concerns several items, so that each item can be chosen independently. */
  #isPlain(): boolean {
    return this.#demands.length === 0 && this.#allowances.length === 0 && !this.#isUnique && !this.#repeats;
  }

  #add(literal: Literal): void {
    const { atom, sign } = readLiteral(literal);
    if (atom.kind === "items") this.#addItems(atom.from, atom.to, atom.value, sign);
    else if (atom.kind === "count") this.#addCount(atom.min, atom.value, sign);
    else if (sign) this.#isUnique = true;
    else this.#repeats = true;
  }

  #addItems(from: number, to: number, value: Node, sign: boolean): void {
    if (sign) {
      this.#rules.push({ from, to, value });
      return;
    }
    this.#min = Math.max(this.#min, from + 1);
    this.#demands.push({ from, to, value: this.#parts.table.not(value), times: 1 });
  }

  #addCount(min: number, value: Node, sign: boolean): void {
    const { table } = this.#parts;
    if (sign) this.#min = Math.max(this.#min, min);
    if (value === table.always) {
      if (!sign) this.#max = Math.min(this.#max, min - 1);
    } else if (sign) {
      this.#demands.push({ from: 0, to: Infinity, value, times: min });
    } else if (min === 1) {
      this.#rules.push({ from: 0, to: Infinity, value: table.not(value) });
    } else {
      this.#allowances.push({ value, times: min - 1 });
    }
  }

  *#bounds(): Generator<number> {
    for (const { from, to } of [...this.#rules, ...this.#demands]) {
      yield from;
      if (to !== Infinity) yield to;
    }
  }

  #ruleAt(index: number): Node {
    return this.#parts.table.all(this.#rules.filter(({ from, to }) => index >= from && index < to).map(({ value }) => value));
  }

  /**
   * Returns the greatest possible length of the list. The list ends before the first index whose conditions no value
   * satisfies.
   */
  #usableLength(longest: number, special: number): number {
    for (let index = 0; index < Math.min(longest, special + 1); index++) {
      if (this.#solver.solve(this.#ruleAt(index)).answer === "none") return index;
    }
    return longest;
  }

  #plain(length: number, special: number): Outcome {
    const told = Math.min(length, special + 1);
    return plainItems(
      Array.from({ length: told }, (_, index) => this.#solver.solve(this.#ruleAt(index))),
      length,
    );
  }

  #ofLength(length: number, special: number): Outcome {
    if (this.#isPlain()) return this.#plain(length, special);
    const goals = Array.from({ length }, (_, index) => this.#ruleAt(Math.min(index, special)));
    const layout = { goals, demands: this.#demands, allowances: this.#allowances, isUnique: this.#isUnique };
    if (!this.#repeats) return new ArrayLayout(this.#parts, this.#solver, layout).solve();
    let gap: Unknown | undefined;
    for (const pair of pairs(Math.min(length, special + 2))) {
      const outcome = new ArrayLayout(this.#parts, this.#solver, { ...layout, same: pair }).solve();
      if (outcome.answer === "value") return outcome;
      if (outcome.answer === "unknown") gap ??= outcome;
    }
    return gap ?? none;
  }
}

/** Makes a list from the values of the outcomes, and repeats the last value until the list has the given length. */
function plainItems(outcomes: readonly Outcome[], length: number): Outcome {
  const undecided = outcomes.find(({ answer }) => answer !== "value");
  if (undecided !== undefined) return undecided;
  const values = outcomes.map((outcome) => (outcome.answer === "value" ? outcome.value : null));
  return found(Array.from({ length }, (_, index) => values[Math.min(index, values.length - 1)] ?? null));
}

function* pairs(count: number): Generator<readonly [number, number]> {
  for (let second = 1; second < count; second++) for (let first = 0; first < second; first++) yield [first, second];
}
