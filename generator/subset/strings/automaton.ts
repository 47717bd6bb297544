/**
 * A deterministic finite automaton that reads a text by code points. Its states are numbers and may be computed on
 * demand.
 */
export type Automaton = {
  readonly start: number;
  /**
   * The code points at which a new class of characters may begin. The automaton treats all characters between two
   * neighbouring boundaries alike.
   */
  readonly boundaries: readonly number[];
  /**
   * Returns the number of a character's class. From every state, two characters of one class lead to the same next
   * state.
   */
  classOf(character: number): number;
  step(state: number, character: number): number;
  accepts(state: number): boolean;
};

/** The state from which the automaton accepts no text. */
export const deadState = -1;

/** Thrown if the prover cannot make an automaton for a pattern. The message says why. */
export class UnsupportedPattern extends Error {
  override readonly name = "UnsupportedPattern";
}

/** The automaton that accepts exactly the given words. */
export class WordsAutomaton implements Automaton {
  readonly start = 0;
  readonly boundaries: readonly number[];
  readonly #children: Map<number, number>[] = [new Map()];
  readonly #ends = new Set<number>();
  readonly #characters: ReadonlyMap<number, number>;

  constructor(words: Iterable<string>) {
    for (const word of words) this.#add(word);
    const characters = [...new Set(this.#children.flatMap((children) => [...children.keys()]))];
    this.#characters = new Map(characters.map((character, index) => [character, index + 1]));
    this.boundaries = [...new Set([0, ...characters.flatMap((character) => [character, character + 1])])]
      .filter((boundary) => boundary < 0x110000)
      .toSorted((left, right) => left - right);
  }

  classOf(character: number): number {
    return this.#characters.get(character) ?? 0;
  }

  step(state: number, character: number): number {
    return this.#children[state]?.get(character) ?? deadState;
  }

  accepts(state: number): boolean {
    return this.#ends.has(state);
  }

  #add(word: string): void {
    let state = 0;
    for (const text of word) {
      const character = text.codePointAt(0) ?? 0;
      const next = this.#children[state]?.get(character) ?? this.#children.push(new Map()) - 1;
      this.#children[state]?.set(character, next);
      state = next;
    }
    this.#ends.add(state);
  }
}
