import type { Budget } from "../budget.js";
import type { Automaton } from "./automaton.js";
import { deadState } from "./automaton.js";

/** A condition for a word: the automaton accepts the word if `accept` is true, and refuses it otherwise. */
export type Condition = { readonly automaton: Automaton; readonly accept: boolean };

/** The conditions that a word has to meet. `min` and `max` are the bounds of its length in code points. */
export type WordQuery = { readonly conditions: readonly Condition[]; readonly min: number; readonly max: number };

type Step = { readonly states: readonly number[]; readonly isHigh: boolean; readonly character: number; readonly before: Step | undefined };

/** The characters that {@link findWords} prefers, the most readable first. */
const readable = Array.from("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_. /:@+,;=!?#$%&'*~^|()[]{}<>\"\\`", (text) =>
  text.charCodeAt(0),
);

/**
 * Yields words that meet a query, a shortest one first. Searches the product of the automata, first all words of one
 * length, then all longer ones. Each yielded word reaches a combination of states that no earlier word has reached. If
 * the function yields nothing, no word meets the query.
 *
 * @throws BudgetExceeded
 */
export function* findWords(query: WordQuery, budget: Budget): Generator<string> {
  const { conditions, min, max } = query;
  const characters = representatives(
    conditions.map(({ automaton }) => automaton),
    budget,
  );
  const first = { states: conditions.map(({ automaton }) => automaton.start), isHigh: false, character: -1, before: undefined };
  let layer: readonly Step[] = isHopeless(first, conditions) ? [] : [first];
  const seen = new Set<string>();
  for (let length = 0; length <= max && layer.length > 0; length++) {
    const fresh = length < min ? layer : layer.filter((step) => isNew(seen, step));
    if (length >= min) for (const step of fresh) if (isAccepted(step, conditions)) yield wordOf(step);
    layer = nextLayer(fresh, conditions, characters, budget);
  }
}

/** Returns how many steps count for one character: more if thousands of automata read it. */
function stepsFor({ length }: readonly unknown[]): number {
  return Math.ceil((length + 1) / 16);
}

function isNew(seen: Set<string>, step: Step): boolean {
  const key = keyOf(step);
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}

function nextLayer(
  layer: readonly Step[],
  conditions: readonly Condition[],
  characters: readonly number[],
  budget: Budget,
): readonly Step[] {
  const next = new Map<string, Step>();
  for (const before of layer) {
    for (const character of characters) {
      budget.spend(stepsFor(conditions));
      // A high surrogate before a low one is skipped: together they are another code point, not these two.
      if (before.isHigh && isLow(character)) continue;
      const states = conditions.map(({ automaton }, index) => automaton.step(before.states[index] ?? deadState, character));
      const step = { states, isHigh: isHigh(character), character, before };
      const key = keyOf(step);
      if (!next.has(key) && !isHopeless(step, conditions)) next.set(key, step);
    }
  }
  return [...next.values()];
}

function keyOf({ states, isHigh: endsHigh }: Step): string {
  return endsHigh ? `${states.join()}h` : states.join();
}

function isAccepted({ states }: Step, conditions: readonly Condition[]): boolean {
  return conditions.every(({ automaton, accept }, index) => {
    const state = states[index] ?? deadState;
    return (state !== deadState && automaton.accepts(state)) === accept;
  });
}

function isHopeless({ states }: Step, conditions: readonly Condition[]): boolean {
  return conditions.some(({ accept }, index) => accept && states[index] === deadState);
}

function wordOf(last: Step): string {
  const characters: number[] = [];
  for (let step: Step | undefined = last; step !== undefined; step = step.before) if (step.character >= 0) characters.push(step.character);
  return characters
    .toReversed()
    .map((character) => String.fromCodePoint(character))
    .join("");
}

/**
 * Returns one character, the most readable, for each combination of character classes that the automata distinguish.
 */
function representatives(automata: readonly Automaton[], budget: Budget): readonly number[] {
  const found = new Map<string, number>();
  const starts = [0, 0xd800, 0xdc00, 0xe000, ...automata.flatMap(({ boundaries }) => boundaries)];
  for (const character of [...readable, ...starts]) {
    budget.spend(stepsFor(automata) - 1);
    const key = `${surrogateClass(character)} ${automata.map((automaton) => automaton.classOf(character)).join()}`;
    if (!found.has(key)) found.set(key, character);
  }
  return [...found.values()].toSorted((left, right) => Number(isSurrogate(left)) - Number(isSurrogate(right)));
}

function surrogateClass(character: number): string {
  return isHigh(character) ? "h" : isLow(character) ? "l" : "";
}

function isSurrogate(character: number): boolean {
  return isHigh(character) || isLow(character);
}

function isHigh(character: number): boolean {
  return character >= 0xd800 && character <= 0xdbff;
}

function isLow(character: number): boolean {
  return character >= 0xdc00 && character <= 0xdfff;
}
