import type { Json } from "../../base/json.js";
import { constantNode } from "../ir/value-nodes.js";
import type { Node } from "../ir/node.js";
import type { Outcome, Unknown } from "../outcome.js";
import { found, none } from "../outcome.js";
import { matchDistinct } from "./match-distinct.js";
import type { SearchParts } from "./search.js";
import type { GoalSolver } from "./goal-solver.js";

/** A condition for a list: at least `times` of the items from index `from` to index `to - 1` satisfy `value`. */
export type Demand = { readonly from: number; readonly to: number; readonly value: Node; readonly times: number };

/** A condition for a list: at most `times` items satisfy `value`. */
export type Allowance = { readonly value: Node; readonly times: number };

/** The conditions for a list whose length is the number of `goals`. */
export type Layout = {
  /**
   * For each item, a formula that the item has to satisfy, besides each {@link Demand} for which the search chooses the
   * item.
   */
  readonly goals: readonly Node[];
  readonly demands: readonly Demand[];
  readonly allowances: readonly Allowance[];
  readonly isUnique: boolean;
  /** Two indices whose items have to be equal. */
  readonly same?: readonly [number, number];
};

/** The indices of a list whose items get the same value: one index, or two if their items have to be equal. */
type Slot = { readonly indices: readonly number[]; readonly goal: Node };

/** How many further items each {@link Demand} needs, and each {@link Allowance} permits, while the search fills a list. */
type Rest = { readonly demands: readonly number[]; readonly allowances: readonly number[] };

/**
 * Finds a list that satisfies the conditions of a {@link Layout}. Tries for each item which conditions of the form "at
 * least n items" and "at most n items" the item satisfies.
 */
export class ArrayLayout {
  readonly #parts: SearchParts;
  readonly #solver: GoalSolver;
  readonly #layout: Layout;
  readonly #slots: readonly Slot[];
  readonly #chosen: Node[] = [];
  readonly #hopeless = new Set<string>();
  #values: readonly Json[] = [];
  #gap: Unknown | undefined;

  constructor(parts: SearchParts, solver: GoalSolver, layout: Layout) {
    this.#parts = parts;
    this.#solver = solver;
    this.#layout = layout;
    this.#slots = slotsOf(layout, (goals) => parts.table.all(goals));
  }

  solve(): Outcome {
    const { demands, allowances } = this.#layout;
    const rest = { demands: demands.map(({ times }) => times), allowances: allowances.map(({ times }) => times) };
    return this.#place(0, rest) ? found(this.#array()) : (this.#gap ?? none);
  }

  #array(): Json {
    const items: Json[] = [];
    this.#slots.forEach(({ indices }, slot) => {
      for (const index of indices) items[index] = this.#values[slot] ?? null;
    });
    return items;
  }

  #place(at: number, rest: Rest): boolean {
    this.#parts.budget.spend();
    const slot = this.#slots[at];
    if (slot === undefined) return rest.demands.every((times) => times <= 0) && this.#fill();
    const key = `${at} ${rest.demands.join()} ${rest.allowances.join()}`;
    if (!this.#canMeet(at, rest) || this.#hopeless.has(key)) return false;
    for (const [goal, next] of this.#options(slot, rest)) {
      this.#chosen.push(goal);
      if (this.#isPossible(goal) && this.#place(at + 1, next)) return true;
      this.#chosen.pop();
    }
    // A failure is remembered for later attempts, except if all items have to differ: the values of earlier items may
    // then be the cause of the failure.
    if (!this.#layout.isUnique) this.#hopeless.add(key);
    return false;
  }

  /**
   * Returns true if the solver finds a value that satisfies a goal. If the solver cannot decide, keeps the first
   * reason.
   */
  #isPossible(goal: Node): boolean {
    const outcome = this.#solver.solve(goal);
    if (outcome.answer === "unknown") this.#gap ??= outcome;
    return outcome.answer === "value";
  }

  #canMeet(at: number, rest: Rest): boolean {
    return this.#layout.demands.every((demand, index) => {
      const left = rest.demands[index] ?? 0;
      if (left <= 0) return true;
      let places = 0;
      for (let slot = at; slot < this.#slots.length && places < left; slot++) places += weight(this.#slots[slot], demand);
      return places >= left;
    });
  }

  /**
   * Yields the formulas to try for an item, each with the {@link Rest} for the items after it. Formulas that satisfy
   * more demands and use fewer allowances come first.
   */
  *#options(slot: Slot, rest: Rest): Generator<readonly [Node, Rest]> {
    yield* this.#withDemands(slot, [slot.goal], rest, 0);
  }

  *#withDemands(slot: Slot, parts: readonly Node[], rest: Rest, index: number): Generator<readonly [Node, Rest]> {
    const demand = this.#layout.demands[index];
    if (demand === undefined) {
      yield* this.#withAllowances(slot, parts, rest, 0);
      return;
    }
    const gain = weight(slot, demand);
    if (gain > 0 && (rest.demands[index] ?? 0) > 0) {
      const next = { ...rest, demands: rest.demands.with(index, (rest.demands[index] ?? 0) - gain) };
      yield* this.#withDemands(slot, [...parts, demand.value], next, index + 1);
    }
    yield* this.#withDemands(slot, parts, rest, index + 1);
  }

  *#withAllowances(slot: Slot, parts: readonly Node[], rest: Rest, index: number): Generator<readonly [Node, Rest]> {
    const { table } = this.#parts;
    const allowance = this.#layout.allowances[index];
    if (allowance === undefined) {
      const goal = table.all(parts);
      if (goal !== table.never) yield [goal, rest];
      return;
    }
    yield* this.#withAllowances(slot, [...parts, table.not(allowance.value)], rest, index + 1);
    const left = (rest.allowances[index] ?? 0) - slot.indices.length;
    if (left < 0) return;
    const next = { ...rest, allowances: rest.allowances.with(index, left) };
    yield* this.#withAllowances(slot, [...parts, allowance.value], next, index + 1);
  }

  #fill(): boolean {
    if (this.#layout.isUnique) return this.#fillDistinct();
    this.#values = this.#chosen.map((goal) => valueOf(this.#solver.solve(goal)));
    return true;
  }

  #fillDistinct(): boolean {
    const count = this.#chosen.length;
    const domains = new Map<Node, readonly Json[]>();
    for (const goal of this.#chosen) if (!domains.has(goal)) domains.set(goal, this.#several(goal, count));
    const values = matchDistinct(this.#chosen.map((goal) => domains.get(goal) ?? []));
    if (values === undefined) return false;
    this.#values = values;
    return true;
  }

  /** Returns `count` different values that satisfy a goal, or fewer if the solver finds no more. */
  #several(goal: Node, count: number): readonly Json[] {
    const { table } = this.#parts;
    const values: Json[] = [];
    let others = goal;
    while (values.length < count) {
      const outcome = this.#solver.solve(others);
      if (outcome.answer === "unknown") this.#gap ??= outcome;
      if (outcome.answer !== "value") break;
      values.push(outcome.value);
      others = table.all([others, table.not(constantNode(table, outcome.value))]);
    }
    return values;
  }
}

function slotsOf({ goals, same }: Layout, all: (goals: readonly Node[]) => Node): readonly Slot[] {
  const [first, second] = same ?? [-1, -1];
  return goals.flatMap((goal, index) => {
    if (index === second) return [];
    const other = index === first ? goals[second] : undefined;
    return [other === undefined ? { indices: [index], goal } : { indices: [first, second], goal: all([goal, other]) }];
  });
}

function weight(slot: Slot | undefined, { from, to }: Demand): number {
  return slot?.indices.filter((index) => index >= from && index < to).length ?? 0;
}

function valueOf(outcome: Outcome): Json {
  return outcome.answer === "value" ? outcome.value : null;
}
