import { expect, test } from "vitest";
import { formatAccepts, formatSamples, formatShape } from "../../../../generator/subset/strings/format-automata.js";
import { knownFormats, stringFormat } from "../../../../generator/schema/format-kinds.js";
import { Random } from "../../../fuzz/random.js";

const names = knownFormats.filter((name) => stringFormat(name) !== undefined);
const seed = 20_251_125;

/** The samples and small changes of them: strings that have a format, and strings that almost have it. */
function texts(): Set<string> {
  const random = new Random(seed);
  const all = new Set(formatSamples);
  const characters = Array.from('0123456789abcfxzATZ:-+./~#%=@[]{}"\\ _é\n');
  for (let count = 0; count < 30_000; count++) {
    let text = random.pick(formatSamples);
    for (let changes = 1 + random.below(3); changes > 0; changes--) {
      const at = random.below(text.length + 1);
      text = text.slice(0, at) + (random.chance(0.7) ? random.pick(characters) : "") + text.slice(at + random.below(3));
    }
    all.add(text);
  }
  return all;
}

const candidates = texts();

test.each(names)("%s: its pattern matches every string that its check accepts, and no other string if the pattern is exact", (name) => {
  const { pattern, exact, samples } = formatShape(name);
  expect(samples.length).toBeGreaterThan(0);
  for (const sample of samples) expect([sample, formatAccepts(name, sample)]).toEqual([sample, true]);
  const matcher = new RegExp(pattern, "u");
  const wrong = [...candidates].filter((text) => (formatAccepts(name, text) ? !matcher.test(text) : exact && matcher.test(text)));
  expect(wrong).toEqual([]);
});

test.each(names)("%s: the formats that contain it accept it", (name) => {
  const own = [...candidates].filter((text) => formatAccepts(name, text));
  for (const wider of formatShape(name).within ?? []) expect(own.filter((text) => !formatAccepts(wider, text))).toEqual([]);
});
