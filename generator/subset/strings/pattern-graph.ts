import type { CharSet, Concatenation, Element } from "refa";
import { UnsupportedPattern } from "./automaton.js";

/**
 * An edge of a pattern's graph. The edge reads one of `characters`, or nothing. If it has an `assertion`, the edge can
 * be taken only if the assertion is true.
 */
export type Edge = {
  readonly to: number;
  readonly characters?: CharSet;
  readonly assertion?: Assertion;
};

/** A lookahead or a lookbehind of a pattern. `^`, `$` and `\b` are represented by lookarounds too. */
export type Assertion = Extract<Element, { type: "Assertion" }>;

/** The graph of a pattern: its edges by state, its start and its end. */
export type PatternGraph = { readonly edges: readonly (readonly Edge[])[]; readonly start: number; readonly end: number };

/** The most states of a pattern's graph. A larger graph would take too much time. */
const maxStates = 20_000;

/** Builds the non-deterministic automaton of an expression by Thompson's construction. */
export function patternGraph(alternatives: readonly Concatenation[]): PatternGraph {
  return new GraphBuilder().of(alternatives);
}

class GraphBuilder {
  readonly #edges: Edge[][] = [];

  of(alternatives: readonly Concatenation[]): PatternGraph {
    const start = this.#state();
    const end = this.#alternatives(alternatives, start);
    return { edges: this.#edges, start, end };
  }

  #state(): number {
    if (this.#edges.length >= maxStates) throw new UnsupportedPattern("it is too large");
    return this.#edges.push([]) - 1;
  }

  #link(from: number, edge: Edge): void {
    this.#edges[from]?.push(edge);
  }

  #alternatives(alternatives: readonly Concatenation[], from: number): number {
    const end = this.#state();
    for (const { elements } of alternatives) {
      let state = this.#state();
      this.#link(from, { to: state });
      for (const element of elements) state = this.#element(element, state);
      this.#link(state, { to: end });
    }
    return end;
  }

  #element(element: Element, from: number): number {
    switch (element.type) {
      case "CharacterClass":
        return this.#next(from, { characters: element.characters });
      case "Assertion":
        return this.#next(from, { assertion: element });
      case "Alternation":
        return this.#alternatives(element.alternatives, from);
      case "Quantifier":
        return this.#repeat(element.alternatives, from, element.min, element.max);
      default:
        throw new UnsupportedPattern("a back reference refers to a group");
    }
  }

  #next(from: number, edge: Omit<Edge, "to">): number {
    const to = this.#state();
    this.#link(from, { ...edge, to });
    return to;
  }

  #repeat(alternatives: readonly Concatenation[], from: number, min: number, max: number): number {
    let state = from;
    for (let count = 0; count < min; count++) state = this.#alternatives(alternatives, state);
    return max === Infinity ? this.#loop(alternatives, state) : this.#optional(alternatives, state, max - min);
  }

  #loop(alternatives: readonly Concatenation[], from: number): number {
    const head = this.#next(from, {});
    this.#link(this.#alternatives(alternatives, head), { to: head });
    return head;
  }

  #optional(alternatives: readonly Concatenation[], from: number, times: number): number {
    const end = this.#state();
    let state = from;
    for (let count = 0; count < times; count++) {
      this.#link(state, { to: end });
      state = this.#alternatives(alternatives, state);
    }
    this.#link(state, { to: end });
    return end;
  }
}
