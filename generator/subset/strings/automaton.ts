/** A deterministic automaton over code points. Its states are numbers and may be computed on demand. */
export type Automaton = {
  readonly start: number;
  /** Code points at which the behaviour may change. All characters between two neighbouring boundaries are treated alike. */
  readonly boundaries: readonly number[];
  /** Returns a character's class. Two characters of one class lead to the same state from every state. */
  classOf(character: number): number;
  step(state: number, character: number): number;
  accepts(state: number): boolean;
};

/** The state from which no text is accepted any more. */
export const deadState = -1;

/** Thrown for a pattern that this prover cannot make an automaton for. The message says why. */
export class UnsupportedPattern extends Error {
  override readonly name = "UnsupportedPattern";
}
