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
import type { SatisfiableVerdict, SubsetVerdict } from "./verdict.js";

/** Returns true if a schema accepts a value. */
export type Judge = (schema: Schema, value: Json) => boolean;

/** How a {@link SubsetChecker} works. */
export type SubsetOptions = {
  /** Whether `format` is checked; it has to be what the runtime does. @default "assert" */
  readonly formats?: "assert" | "annotate";
  /** Steps that one question may take. @default 1_000_000 */
  readonly maxSteps?: number;
  /** Milliseconds that one question may take. @default 30_000 */
  readonly maxMs?: number;
  /** Confirms each witness before a verdict relies on it. */
  readonly judge: Judge;
};

/** Makes of the value that was found for a goal the one that is shown. */
type Readable = (goal: Node, value: Json) => Json;

/**
 * Decides questions about the values of schemas: a ⊆ b holds where a ∧ ¬b has no value. What was
 * found out for one question is kept for the next: parts that two schemas share are looked at once.
 * See docs/SUBSET.md.
 */
export class SubsetChecker {
  readonly #table = new NodeTable();
  readonly #translator: Translator;
  readonly #evaluator: Evaluator;
  readonly #solver: Solver;
  readonly #budget: Budget;
  readonly #judge: Judge;

  constructor(options: SubsetOptions) {
    const { formats = "assert", maxSteps = 1_000_000, maxMs = 30_000, judge } = options;
    this.#budget = new Budget({ maxSteps, maxMs });
    this.#translator = new Translator(this.#table, formats === "assert");
    const specialiser = new Specialiser(this.#table, this.#translator.bodyOf);
    this.#translator.useSpecialiser(specialiser);
    this.#evaluator = new Evaluator(this.#translator.bodyOf);
    this.#solver = new Solver({ table: this.#table, specialiser, evaluator: this.#evaluator, budget: this.#budget });
    this.#judge = judge;
  }

  /** Whether every value of `a` is a value of `b`. */
  isSubset(a: Schema, b: Schema): SubsetVerdict {
    const found = this.#ask(
      () => this.#table.all([this.#translator.of(a), this.#table.not(this.#translator.of(b))]),
      (value) => this.#judge(a, value) && !this.#judge(b, value),
    );
    return found.verdict === "no" ? { verdict: "yes" } : found.verdict === "yes" ? { verdict: "no", witness: found.witness } : found;
  }

  /** Whether the schema has a value at all. The witness is the one that was found, not the smallest: it is seldom looked at. */
  isSatisfiable(schema: Schema): SatisfiableVerdict {
    return this.#ask(
      () => this.#translator.of(schema),
      (value) => this.#judge(schema, value),
      (_goal, value) => value,
    );
  }

  /** True where it is proved that the schema has no value. Nobody shrinks or confirms one that it has, so it costs little. */
  isEmpty(schema: Schema): boolean {
    return this.#decide(() => this.#translator.of(schema)).answer === "none";
  }

  /** Whether a value is one of both schemas. */
  overlap(a: Schema, b: Schema): SatisfiableVerdict {
    return this.#ask(
      () => this.#table.all([this.#translator.of(a), this.#translator.of(b)]),
      (value) => this.#judge(a, value) && this.#judge(b, value),
    );
  }

  /** Whether the schema accepts every JSON value; the witness of a "no" is one that it refuses. */
  acceptsAnything(schema: Schema): SubsetVerdict {
    return this.isSubset({ ...nothingAsked, location: schema.location }, schema);
  }

  #ask(goal: () => Node, confirm: (value: Json) => boolean, readable: Readable = this.#shrunk): SatisfiableVerdict {
    const outcome = this.#decide(goal);
    if (outcome.answer === "none") return { verdict: "no" };
    if (outcome.answer === "unknown") return { verdict: "unknown", reason: outcome.reason };
    return this.#confirmed(() => readable(goal(), outcome.value), confirm);
  }

  #decide(goal: () => Node): Outcome {
    this.#budget.restart();
    try {
      return this.#solver.solve(goal());
    } catch (error) {
      this.#solver.restart();
      return unknown(reasonOf(error));
    }
  }

  /** As small as it gets. */
  readonly #shrunk: Readable = (goal, value) => shrink(value, (candidate) => this.#evaluator.holds(goal, candidate));

  /** The witness, if the judge agrees. */
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
