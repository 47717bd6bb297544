import type { Budget } from "../budget.js";
import type { Evaluator } from "../ir/evaluator.js";
import type { Literal } from "../ir/node.js";
import { readLiteral } from "../ir/node.js";
import type { Outcome } from "../outcome.js";
import { found, none, unknown } from "../outcome.js";
import type { Automaton } from "../strings/automaton.js";
import { UnsupportedPattern, WordsAutomaton } from "../strings/automaton.js";
import type { Condition } from "../strings/find-word.js";
import { findWords } from "../strings/find-word.js";
import { formatSamples, formatShape } from "../strings/format-automata.js";
import { PatternAutomaton } from "../strings/pattern-automaton.js";

/**
 * The most strings that the search tries if a condition has no automaton and can only be checked, such as most formats.
 */
const maxTries = 60;

/**
 * Finds a string that satisfies patterns, lengths and formats. A walk through the automata of all patterns finds
 * strings that match all of them. A format, or a pattern without an automaton, only checks such strings. Every text of
 * a format also matches a known pattern, which often proves that no string exists.
 */
export class StringTheory {
  readonly #evaluator: Evaluator;
  readonly #budget: Budget;
  readonly #automata = new Map<string, PatternAutomaton | UnsupportedPattern>();
  readonly #known = new Map<string, Outcome>();

  constructor(evaluator: Evaluator, budget: Budget) {
    this.#evaluator = evaluator;
    this.#budget = budget;
  }

  /** Finds a string that satisfies all literals, or proves that no string does. */
  solve(literals: readonly Literal[]): Outcome {
    const key = literals
      .map(({ id }) => id)
      .toSorted((left, right) => left - right)
      .join();
    const before = this.#known.get(key);
    if (before !== undefined) return before;
    const outcome = this.#compute(literals);
    this.#known.set(key, outcome);
    return outcome;
  }

  #compute(literals: readonly Literal[]): Outcome {
    const listed = literals.find(({ kind }) => kind === "strings");
    if (listed?.kind === "strings") return this.#first(listed.values, literals) ?? none;
    return new StringQuery(literals, (source) => this.#automaton(source)).solve((text) => this.#fits(text, literals), this.#budget);
  }

  #first(candidates: Iterable<string>, literals: readonly Literal[]): Outcome | undefined {
    for (const candidate of candidates) if (this.#fits(candidate, literals)) return found(candidate);
    return undefined;
  }

  #fits(text: string, literals: readonly Literal[]): boolean {
    return literals.every((literal) => this.#evaluator.holds(literal, text));
  }

  #automaton(source: string): PatternAutomaton | UnsupportedPattern {
    const known = this.#automata.get(source);
    if (known !== undefined) return known;
    const automaton = automatonOrFault(source);
    this.#automata.set(source, automaton);
    return automaton;
  }
}

function automatonOrFault(source: string): PatternAutomaton | UnsupportedPattern {
  try {
    return PatternAutomaton.of(source);
  } catch (error) {
    if (error instanceof UnsupportedPattern) return error;
    return new UnsupportedPattern("it cannot be read");
  }
}

/** A conjunction of literals about strings, sorted into lengths, patterns, formats and listed values. */
class StringQuery {
  readonly #automatonOf: (source: string) => Automaton | UnsupportedPattern;
  readonly #patterns: { readonly source: string; readonly accept: boolean }[] = [];
  readonly #refused = new Set<string>();
  readonly #samples: string[] = [];
  /** Formats that accept every text of a format that the string must have. */
  readonly #wider = new Set<string>();
  readonly #refusedFormats: string[] = [];
  /** The reason why the automata do not represent all literals; `undefined` if they do. */
  #gap: string | undefined;
  #min = 0;
  #max = Infinity;

  constructor(literals: readonly Literal[], automatonOf: (source: string) => Automaton | UnsupportedPattern) {
    this.#automatonOf = automatonOf;
    for (const literal of literals) this.#add(literal);
  }

  solve(fits: (text: string) => boolean, budget: Budget): Outcome {
    if (this.#min > this.#max || this.#refusedFormats.some((name) => this.#wider.has(name))) return none;
    try {
      return this.#search(fits, budget);
    } catch (error) {
      if (error instanceof UnsupportedPattern) return unknown(`a pattern is not supported: ${error.message}`);
      throw error;
    }
  }

  #search(fits: (text: string) => boolean, budget: Budget): Outcome {
    // A sample text of a format is easier to read than the shortest text, and other validators accept it too.
    const sample = this.#samples.find(fits);
    if (sample !== undefined) return found(sample);
    const conditions = [...this.#conditions()];
    let tries = 0;
    for (const word of findWords({ conditions, min: this.#min, max: this.#max }, budget)) {
      if (fits(word)) return found(word);
      if (++tries >= maxTries) break;
    }
    if (tries === 0) return none;
    if (this.#gap === undefined) return this.#avoid(conditions, fits, budget);
    const other = formatSamples.find(fits);
    return other === undefined ? unknown(this.#gap) : found(other);
  }

  /**
   * Searches again with an automaton that excludes the words found so far, because the literals refuse all of these.
   */
  #avoid(conditions: readonly Condition[], fits: (text: string) => boolean, budget: Budget): Outcome {
    const others = { automaton: new WordsAutomaton(this.#refused), accept: false };
    const query = { conditions: [...conditions, others], min: this.#min, max: this.#max };
    for (const word of findWords(query, budget))
      return fits(word) ? found(word) : unknown("a pattern's automaton differs from the pattern: a defect of dagwire");
    return none;
  }

  #add(literal: Literal): void {
    const { atom, sign } = readLiteral(literal);
    switch (atom.kind) {
      case "strings":
        for (const value of atom.values) this.#refused.add(value);
        return;
      case "length":
        if (sign) this.#min = Math.max(this.#min, atom.min);
        else this.#max = Math.min(this.#max, atom.min - 1);
        return;
      case "pattern":
        this.#patterns.push({ source: atom.source, accept: sign });
        return;
      default:
        if (atom.kind === "format") this.#addFormat(atom.name, sign);
    }
  }

  /**
   * Yields the automata of the patterns. They are made on demand, because they are not needed if a sample text fits.
   */
  *#conditions(): Generator<Condition> {
    for (const { source, accept } of this.#patterns) {
      const automaton = this.#automatonOf(source);
      if (automaton instanceof UnsupportedPattern) this.#gap = `the pattern "${source}" is not supported: ${automaton.message}`;
      else yield { automaton, accept };
    }
  }

  #addFormat(name: string, accept: boolean): void {
    const { pattern, exact, samples, within = [] } = formatShape(name);
    if (accept) {
      this.#samples.push(...samples);
      for (const wider of within) this.#wider.add(wider);
    } else {
      this.#refusedFormats.push(name);
    }
    if (!exact) this.#gap = `dagwire cannot decide which texts of the format "${name}" satisfy the other conditions of the schema`;
    if (exact || (accept && pattern !== "")) this.#patterns.push({ source: pattern, accept });
  }
}
