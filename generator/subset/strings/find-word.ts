import type { Budget } from "../budget.js";
import type { Automaton } from "./automaton.js";
import { deadState } from "./automaton.js";

/** An automaton, and whether the word has to be accepted or refused by it. */
export type Condition = { readonly automaton: Automaton; readonly accept: boolean };

/** What is asked of a word: its length is counted in code points. */
export type WordQuery = { readonly conditions: readonly Condition[]; readonly min: number; readonly max: number };

type Step = { readonly states: readonly number[]; readonly isHigh: boolean; readonly character: number; readonly before: Step | undefined };

/** Characters that people like to read come first. */
const readable = Array.from("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_. /:@+,;=!?#$%&'*~^|()[]{}<>\"\\`", (text) =>
  text.charCodeAt(0),
);

/**
 * The words of a query, a shortest one first, layer by layer of the automata's product; each word
 * is one that reaches states no earlier one has reached. None means that there is no word.
 *
 * @throws BudgetExceeded
 */
export function* findWords(query: WordQuery, budget: Budget): Generator<string> {
  const { conditions, min, max } = query;
  const characters = representatives(conditions.map(({ automaton }) => automaton));
  const first = { states: conditions.map(({ automaton }) => automaton.start), isHigh: false, character: -1, before: undefined };
  let layer: readonly Step[] = isHopeless(first, conditions) ? [] : [first];
  const seen = new Set<string>();
  for (let length = 0; length <= max && layer.length > 0; length++) {
    const fresh = length < min ? layer : layer.filter((step) => isNew(seen, step));
    if (length >= min) for (const step of fresh) if (isAccepted(step, conditions)) yield wordOf(step);
    layer = nextLayer(fresh, conditions, characters, budget);
  }
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
      budget.spend();
      // A high and a low surrogate in a row are one character, which is not these two.
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

/** One character for each way in which the automata tell characters apart. */
function representatives(automata: readonly Automaton[]): readonly number[] {
  const found = new Map<string, number>();
  const starts = [0, 0xd800, 0xdc00, 0xe000, ...automata.flatMap(({ boundaries }) => boundaries)];
  for (const character of [...readable, ...starts]) {
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
