import type { Budget } from "../budget.js";
import type { Evaluator } from "../ir/evaluator.js";
import type { Literal } from "../ir/node.js";
import { readLiteral } from "../ir/node.js";
import type { Decimal } from "../numbers/decimal.js";
import { ceilingOfQuotient, decimalOf, floorOfQuotient, isMultiple, leastCommonMultiple, numberOf } from "../numbers/decimal.js";
import { nextDown, nextUp } from "../numbers/doubles.js";
import type { Outcome } from "../outcome.js";
import { found, none, unknown } from "../outcome.js";

/** The most neighbouring numbers that the search tries. If a range has fewer numbers, the search tries all of them. */
const maxTries = 4000n;

const undecided = unknown("no number was found, and the range has too many numbers to try all of them");

/**
 * Finds a number that satisfies conditions such as `minimum` and `multipleOf`. Bounds are doubles; multiples are
 * decided with decimals, as validators do.
 */
export class NumberTheory {
  readonly #evaluator: Evaluator;
  readonly #budget: Budget;

  constructor(evaluator: Evaluator, budget: Budget) {
    this.#evaluator = evaluator;
    this.#budget = budget;
  }

  /** Finds a number that satisfies all literals, or proves that no number does. */
  solve(literals: readonly Literal[]): Outcome {
    const listed = literals.find(({ kind }) => kind === "numbers");
    const fits = (value: number): boolean => this.#fits(value, literals);
    if (listed?.kind === "numbers") return firstOf(listed.values, fits) ?? none;
    return new NumberQuery(literals, fits).solve();
  }

  #fits(value: number, literals: readonly Literal[]): boolean {
    this.#budget.spend();
    return literals.every((literal) => this.#evaluator.holds(literal, value));
  }
}

class NumberQuery {
  readonly #fits: (value: number) => boolean;
  readonly #factors: number[] = [];
  readonly #refusedFactors: number[] = [];
  #refused = 0;
  #low = -Number.MAX_VALUE;
  #high = Number.MAX_VALUE;

  constructor(literals: readonly Literal[], fits: (value: number) => boolean) {
    this.#fits = fits;
    for (const literal of literals) this.#add(literal);
  }

  solve(): Outcome {
    if (this.#low > this.#high) return none;
    const [first, ...others] = this.#factors.map(decimalOf);
    if (first === undefined) return this.#anywhere();
    return this.#amongMultiples(others.reduce(leastCommonMultiple, first));
  }

  #add(literal: Literal): void {
    const { atom, sign } = readLiteral(literal);
    if (atom.kind === "numbers") this.#refused += atom.values.size;
    else if (atom.kind === "multiple") (sign ? this.#factors : this.#refusedFactors).push(atom.factor);
    else if (atom.kind === "minimum" && sign) this.#low = Math.max(this.#low, atom.bound);
    else if (atom.kind === "minimum") this.#high = Math.min(this.#high, nextDown(atom.bound));
  }

  #amongMultiples(step: Decimal): Outcome {
    const first = ceilingOfQuotient(decimalOf(this.#low), step);
    const last = floorOfQuotient(decimalOf(this.#high), step);
    const outcome = firstOf(this.#multiples(step, first, last), this.#fits);
    if (outcome !== undefined) return outcome;
    if (this.#isBeyondSafe()) return firstOf(this.#neighbours(), this.#fits) ?? undecided;
    if (this.#refusedFactors.some((factor) => isMultiple(step, decimalOf(factor)))) return none;
    return last - first < maxTries + BigInt(this.#refused) ? none : undecided;
  }

  /**
   * Returns true if the range contains numbers beyond ±2^53. Such a double may differ from the decimal that JavaScript
   * prints, so its multiples cannot be counted.
   */
  #isBeyondSafe(): boolean {
    return this.#low > Number.MAX_SAFE_INTEGER || this.#high < -Number.MAX_SAFE_INTEGER;
  }

  *#multiples(step: Decimal, first: bigint, last: bigint): Generator<number> {
    const limit = maxTries + BigInt(this.#refused);
    const start = first > 0n ? first : last < 0n ? last : 0n;
    for (let distance = 0n; distance <= limit; distance++) {
      const isOut = start + distance > last && start - distance < first;
      if (isOut) return;
      for (const factor of distance === 0n ? [start] : [start + distance, start - distance]) {
        if (factor >= first && factor <= last) yield numberOf({ digits: factor * step.digits, scale: step.scale });
      }
    }
  }

  #anywhere(): Outcome {
    return firstOf(this.#simple(), this.#fits) ?? this.#exhaustively();
  }

  #exhaustively(): Outcome {
    const neighbours = [...this.#neighbours()];
    const outcome = firstOf(neighbours, this.#fits);
    if (outcome !== undefined) return outcome;
    return (neighbours.at(-1) ?? Infinity) >= this.#high ? none : undecided;
  }

  /** Yields the doubles from the lower bound upwards. */
  *#neighbours(): Generator<number> {
    const limit = Number(maxTries) + this.#refused;
    for (let count = 0, value = this.#low; count < limit && value <= this.#high; count++, value = nextUp(value)) yield value;
  }

  /**
   * Yields numbers of the range that are easy to read: whole numbers near zero or near a bound, then some fractions,
   * then the bounds.
   */
  *#simple(): Generator<number> {
    const [low, high] = [this.#low, this.#high];
    const near = low > 0 ? Math.ceil(low) : high < 0 ? Math.floor(high) : 0;
    for (let distance = 0; distance <= 20 + this.#refused; distance++) {
      for (const value of [near + distance, near - distance]) if (value >= low && value <= high) yield value;
    }
    const fractions = [0.5, 0.25, 0.1, 0.3, 0.7, 0.123, 0.0123457];
    const pairs = fractions.flatMap((fraction) => [near + fraction, near - fraction]);
    const others = fractions.flatMap((fraction) => [low + fraction, high - fraction, low + (high - low) * fraction]);
    for (const value of [...pairs, ...others]) if (value >= low && value <= high) yield value === 0 ? 0 : value;
    yield low;
    yield high;
  }
}

function firstOf(candidates: Iterable<number>, fits: (value: number) => boolean): Outcome | undefined {
  for (const candidate of candidates) if (Number.isFinite(candidate) && fits(candidate)) return found(candidate);
  return undefined;
}
