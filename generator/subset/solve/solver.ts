import type { GoalSolver, Theory } from "./goal-solver.js";
import { fact } from "../../base/fact.js";
import { isObject } from "../../base/json.js";
import type { Json } from "../../base/json.js";
import type { Kind, Node } from "../ir/node.js";
import { kinds } from "../ir/node.js";
import type { Outcome, Unknown } from "../outcome.js";
import { found, none, unknown } from "../outcome.js";
import { ArrayQuery } from "./array-query.js";
import { NumberTheory } from "./number-theory.js";
import { ObjectQuery } from "./object-query.js";
import type { SearchParts } from "./search.js";
import { Search } from "./search.js";
import { StringTheory } from "./string-theory.js";

const constants: ReadonlyMap<Kind, Json> = new Map<Kind, Json>([
  ["null", null],
  ["false", false],
  ["true", true],
]);

/**
 * Finds a value that satisfies a formula, the goal, or proves that no value does. If the same goal occurs again for an
 * inner value, the solver assumes that no inner value satisfies it. This is correct, because a smallest value contains
 * no smaller value that satisfies the same goal. A proof that used the assumption is provisional until the outer goal
 * is decided.
 */
export class Solver implements GoalSolver {
  readonly #parts: SearchParts;
  readonly #theories: ReadonlyMap<Kind, Theory>;
  readonly #known = new Map<number, Outcome>();
  /** The goals that the solver is working on, by id, with their depth of nesting. */
  readonly #open = new Map<number, number>();
  /**
   * The ids of goals without a value whose proof assumed that some goals in `#open` have no value, with the depth of
   * the outermost of these.
   */
  readonly #provisional = new Map<number, number>();
  /** The depth of the outermost goal in `#open` that occurred again since this field was last reset. */
  #leansOn = Infinity;

  constructor(parts: SearchParts) {
    this.#parts = parts;
    const strings = new StringTheory(parts.evaluator, parts.budget);
    const numbers = new NumberTheory(parts.evaluator, parts.budget);
    this.#theories = new Map<Kind, Theory>([
      ["string", (literals) => strings.solve(literals)],
      ["number", (literals) => numbers.solve(literals)],
      ["object", (literals) => new ObjectQuery(parts, this, literals).solve()],
      ["array", (literals) => new ArrayQuery(parts, this, literals).solve()],
    ]);
  }

  /** Clears what an aborted question left behind, before the next question. */
  restart(): void {
    this.#open.clear();
    this.#provisional.clear();
    this.#leansOn = Infinity;
  }

  readonly solve = (goal: Node): Outcome => {
    const known = this.#known.get(goal.id);
    if (known !== undefined) return known;
    const depth = this.#open.get(goal.id) ?? this.#provisional.get(goal.id);
    if (depth !== undefined) {
      this.#leansOn = Math.min(this.#leansOn, depth);
      return none;
    }
    return goal.kind === "constant" && !goal.value ? none : this.#solveNew(goal);
  };

  readonly solveString = (goal: Node): Outcome => this.#solveKind(goal, "string");

  #solveNew(goal: Node): Outcome {
    const depth = this.#open.size;
    const outer = this.#leansOn;
    const before = this.#provisional.size;
    this.#open.set(goal.id, depth);
    this.#leansOn = Infinity;
    const outcome = limited(this.#anyKind(goal));
    this.#open.delete(goal.id);
    const leansOn = this.#leansOn < depth ? this.#leansOn : Infinity;
    this.#leansOn = Math.min(outer, leansOn);
    this.#keep(goal, outcome, leansOn, before);
    return outcome;
  }

  #keep(goal: Node, outcome: Outcome, leansOn: number, before: number): void {
    const inside = this.#provisional.size > before ? [...this.#provisional.keys()].slice(before) : [];
    if (outcome.answer !== "none") {
      // The provisional proofs inside this goal assumed that the goal has no value. They are dropped, because the goal
      // has a value or may have one.
      for (const id of inside) this.#provisional.delete(id);
      if (outcome.answer === "value" || leansOn === Infinity) this.#known.set(goal.id, outcome);
    } else if (leansOn === Infinity) {
      for (const id of inside) {
        this.#provisional.delete(id);
        this.#known.set(id, none);
      }
      this.#known.set(goal.id, none);
    } else {
      this.#provisional.set(goal.id, leansOn);
    }
  }

  #anyKind(goal: Node): Outcome {
    let undecided: Unknown | undefined;
    for (const kind of kinds) {
      const outcome = this.#solveKind(goal, kind);
      if (outcome.answer === "value") return outcome;
      if (outcome.answer === "unknown") undecided ??= outcome;
    }
    return undecided ?? none;
  }

  #solveKind(goal: Node, kind: Kind): Outcome {
    const formula = this.#parts.specialiser.of(goal, kind);
    if (formula === this.#parts.table.never) return none;
    const theory = this.#theories.get(kind);
    // Only `null`, `false` and `true` have no theory. Each of these kinds has one value.
    if (theory === undefined) return found(constants.get(kind) ?? null);
    return new Search(this.#parts, kind, theory).solve(formula);
  }
}

/**
 * The most values inside a value that the solver finds. Values share their parts in memory: forty definitions, each with two
 * required properties of the definition before, need no memory, but as text 2 to the power of 40 values.
 */
const mostParts = 200_000;

function limited(outcome: Outcome): Outcome {
  if (outcome.answer !== "value" || partsOf(outcome.value) <= mostParts) return outcome;
  return unknown(`the smallest value that was found has more than ${mostParts.toLocaleString("en")} parts`);
}

function partsOf(value: Json): number {
  return typeof value === "object" && value !== null ? partsOfObject(value) : 1;
}

const partsOfObject: (value: object) => number = fact((value: object) => {
  const inside: readonly Json[] = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  return inside.reduce<number>((sum, part) => sum + partsOf(part), 1);
});
