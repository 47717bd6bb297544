import { isStackOverflow } from "../base/stack-overflow.js";
import type { Json } from "../base/json.js";
import type { Schema } from "../schema/schema.js";
import { Budget, BudgetExceeded } from "./budget.js";
import { Evaluator } from "./ir/evaluator.js";
import type { Node } from "./ir/node.js";
import { NodeTable } from "./ir/node-table.js";
import { EndlessSchema, Specialiser } from "./ir/specialiser.js";
import type { Outcome } from "./outcome.js";
import { unknown } from "./outcome.js";
import { shrink } from "./shrink.js";
import { Solver } from "./solve/solver.js";
import { Translator } from "./translate/translator.js";
import { TooManyAlternatives } from "./translate/unevaluated-parts.js";
import { Ways } from "./translate/ways.js";
import type { SatisfiableVerdict, SubsetVerdict } from "./verdict.js";

/** Returns true if a schema accepts a value. */
export type Judge = (schema: Schema, value: Json) => boolean;

/** The options of a {@link SubsetChecker}. */
export type SubsetOptions = {
  /**
   * `assert`: the keyword `format` restricts values. It must be the same setting as for the generated validators.
   * @default "assert"
   */
  readonly formats?: "assert" | "annotate";
  /** The most steps that one question may take. @default 1_000_000 */
  readonly maxSteps?: number;
  /** The most milliseconds of processor time that one question may take. @default 4_000 */
  readonly maxMs?: number;
  /**
   * True if all questions share the limits. Each question that exceeds them halves the limits of the later ones, down to
   * a fiftieth, and after 25 of them to a thousandth. Use it for a check that asks many questions and has to end.
   * @default false
   */
  readonly isShared?: boolean;
  /** Returns true if a schema accepts a value. Confirms each witness before a verdict shows it. */
  readonly judge: Judge;
};

/**
 * The steps with which the checker makes witnesses smaller: for all of them, and the most and the least for one. A large check makes
 * its later witnesses less small.
 */
const shrinkSteps = { all: 30_000_000, most: 500_000, least: 20_000 };

/** Turns the value that the solver found for a formula into the witness that people see. */
type Readable = (goal: Node, value: Json) => Json;

/**
 * The prover: decides questions about the values that schemas accept. For example, every value of `a` is a value of `b`
 * if no value satisfies `a` and "not `b`". Results for parts of a question are kept, so a part that two schemas share
 * is decided once. See docs/SUBSET.md.
 */
export class SubsetChecker {
  readonly #table = new NodeTable();
  readonly #translator: Translator;
  readonly #ways = new Ways();
  readonly #evaluator: Evaluator;
  readonly #solver: Solver;
  readonly #budget: Budget;
  readonly #judge: Judge;
  #shrinkSteps = shrinkSteps.all;

  constructor(options: SubsetOptions) {
    const { formats = "assert", maxSteps = 1_000_000, maxMs = 4000, isShared = false, judge } = options;
    this.#budget = new Budget({ maxSteps, maxMs, isShared });
    this.#translator = new Translator(this.#table, formats === "assert");
    const specialiser = new Specialiser(this.#table, this.#translator.bodyOf);
    this.#translator.useSpecialiser(specialiser);
    this.#evaluator = new Evaluator(this.#translator.bodyOf);
    this.#solver = new Solver({ table: this.#table, specialiser, evaluator: this.#evaluator, budget: this.#budget });
    this.#judge = judge;
  }

  /** Decides whether every value of `a` is a value of `b`. */
  isSubset(a: Schema, b: Schema): SubsetVerdict {
    const found = this.#ask(
      () => this.#table.all([this.#formula(a), this.#table.not(this.#formula(b))]),
      (value) => this.#judge(a, value) && !this.#judge(b, value),
    );
    return found.verdict === "no" ? { verdict: "yes" } : found.verdict === "yes" ? { verdict: "no", witness: found.witness } : found;
  }

  /** Decides whether the schema accepts any value. The witness is not made smaller, because people seldom see it. */
  isSatisfiable(schema: Schema): SatisfiableVerdict {
    return this.#ask(
      () => this.#formula(schema),
      (value) => this.#judge(schema, value),
      (_goal, value) => value,
    );
  }

  /**
   * Returns true if the prover can prove that the schema accepts no value. Faster than {@link isSatisfiable}, because
   * no witness is made smaller or confirmed.
   */
  isEmpty(schema: Schema): boolean {
    return this.#decide(() => this.#formula(schema)).answer === "none";
  }

  /** Decides whether any value satisfies both schemas. */
  overlap(a: Schema, b: Schema): SatisfiableVerdict {
    return this.#ask(
      () => this.#table.all([this.#formula(a), this.#formula(b)]),
      (value) => this.#judge(a, value) && this.#judge(b, value),
    );
  }

  /** Decides whether the schema accepts every JSON value. The witness of a "no" is a value that the schema refuses. */
  acceptsAnything(schema: Schema): SubsetVerdict {
    return this.isSubset({ ...nothingAsked, location: schema.location }, schema);
  }

  #formula(schema: Schema): Node {
    this.#ways.check(schema);
    return this.#translator.of(schema);
  }

  #ask(goal: () => Node, confirm: (value: Json) => boolean, readable: Readable = this.#shrunk): SatisfiableVerdict {
    const outcome = this.#decide(goal);
    if (outcome.answer === "none") return { verdict: "no" };
    if (outcome.answer === "unknown") {
      const { reason, isOverLimit } = outcome;
      return { verdict: "unknown", reason, ...(isOverLimit && { isOverLimit }) };
    }
    return this.#confirmed(() => readable(goal(), outcome.value), confirm);
  }

  #decide(goal: () => Node): Outcome {
    this.#budget.restart();
    try {
      return this.#solver.solve(goal());
    } catch (error) {
      this.#solver.restart();
      return unknown(reasonOf(error), error instanceof BudgetExceeded);
    }
  }

  /** Removes parts of a value as long as the rest still satisfies the goal. */
  readonly #shrunk: Readable = (goal, value) => {
    const start = this.#evaluator.steps;
    const most = Math.min(shrinkSteps.most, Math.max(shrinkSteps.least, this.#shrinkSteps / 50));
    const isGood = (candidate: Json): boolean => this.#evaluator.holds(goal, candidate);
    const small = shrink(value, isGood, () => this.#evaluator.steps - start > most);
    this.#shrinkSteps -= this.#evaluator.steps - start;
    return small;
  };

  /** Returns the verdict `yes` with the witness if `confirm` accepts the witness; otherwise the verdict `unknown`. */
  #confirmed(make: () => Json, confirm: (value: Json) => boolean): SatisfiableVerdict {
    try {
      const witness = make();
      if (confirm(witness)) return { verdict: "yes", witness };
      return { verdict: "unknown", reason: `a defect of dagwire: its validators do not confirm the value ${JSON.stringify(witness)}` };
    } catch (error) {
      return { verdict: "unknown", reason: reasonOf(error) };
    }
  }
}

const nothingAsked: Omit<Schema, "location"> = { dialect: "2020-12", annotations: {}, always: true };

function reasonOf(error: unknown): string {
  if (isStackOverflow(error)) return "the schemas nest, or refer to one another, too deeply";
  if (error instanceof BudgetExceeded || error instanceof EndlessSchema || error instanceof TooManyAlternatives) return error.message;
  throw error;
}
