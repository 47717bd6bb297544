import { expect, test } from "vitest";
import { UnsupportedPattern } from "../../../../generator/subset/strings/automaton.js";
import { PatternAutomaton } from "../../../../generator/subset/strings/pattern-automaton.js";
import { Random } from "../../../fuzz/random.js";

function accepts(automaton: PatternAutomaton, text: string): boolean {
  let state = automaton.start;
  for (const character of text) state = automaton.step(state, character.codePointAt(0) ?? 0);
  return automaton.accepts(state);
}

const atoms = [
  "a",
  "b",
  "[ab]",
  "[^a]",
  ".",
  "\\w",
  "\\d",
  "\\s",
  "^",
  "$",
  "\\b",
  "\\B",
  "😀",
  "\\p{L}",
  "(?=a)",
  "(?!a)",
  "(?<=b)",
  "(?<!b)",
  "(?!.*b$)",
];
const plain = ["a", "b", "1", " ", "\n", "é", "_"];

function randomPattern(random: Random, depth = 3): string {
  const inner = (): string => randomPattern(random, depth - 1);
  if (depth === 0 || random.chance(0.3)) return random.pick(atoms);
  return random.pick<() => string>([
    () => inner() + inner(),
    () => inner() + inner() + inner(),
    () => `(?:${inner()}|${inner()})`,
    () => `(?:${inner()})${random.pick(["*", "+", "?", "{2}", "{1,2}", "{2,}", "*?"])}`,
    () => `(?${random.pick(["=", "!", "<=", "<!"])}${inner()})`,
  ])();
}

test("an automaton accepts the strings that the pattern matches", () => {
  const random = new Random(20_251_125);
  const different: string[] = [];
  let decided = 0;
  for (let count = 0; count < 4000; count++) {
    const source = randomPattern(random);
    const pattern = new RegExp(source, "u");
    const automaton = automatonOf(source);
    if (automaton === undefined) continue;
    decided++;
    // V8 also looks for an empty match between the halves of a surrogate pair. For ECMA-262 the pair is one character.
    const alphabet = /\\B|\(\?[=!<]/.test(source) ? plain : [...plain, "😀"];
    for (let tries = 0; tries < 25; tries++) {
      const text = random.list(random.below(6), () => random.pick(alphabet)).join("");
      if (accepts(automaton, text) !== pattern.test(text)) different.push(`/${source}/u on ${JSON.stringify(text)}`);
    }
  }
  expect(different.slice(0, 10)).toEqual([]);
  expect(decided).toBeGreaterThan(3000);
});

function automatonOf(source: string): PatternAutomaton | undefined {
  try {
    return PatternAutomaton.of(source);
  } catch (error) {
    if (error instanceof UnsupportedPattern) return undefined;
    throw error;
  }
}

test("no pattern distinguishes the characters of one class", () => {
  const automaton = PatternAutomaton.of("^[a-cx]+$");
  const classes = Array.from("abcx", (text) => automaton.classOf(text.charCodeAt(0)));
  expect(new Set(classes).size).toBe(1);
  expect(automaton.classOf("d".charCodeAt(0))).not.toBe(classes[0]);
});
