/** A deterministic automaton over code points whose states are numbers. It may make them as they are asked for. */
export type Automaton = {
  readonly start: number;
  /** Code points at which the behaviour may change: characters between two of them are alike. */
  readonly boundaries: readonly number[];
  /** Equal for characters that lead to the same state from every state. */
  classOf(character: number): number;
  step(state: number, character: number): number;
  accepts(state: number): boolean;
};

/** The state from which nothing is accepted any more. */
export const deadState = -1;

/** Thrown for a pattern that has no automaton here; the message says why. */
export class UnsupportedPattern extends Error {
  override readonly name = "UnsupportedPattern";
}
