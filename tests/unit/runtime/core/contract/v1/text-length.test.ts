import { expect, test } from "vitest";
import { codePoints, isLongerThan, isShorterThan } from "../../../../../../runtime/core/contract/v1/text-length.js";

test.each([
  ["an empty text", "", 0],
  ["letters", "ab", 2],
  ["pairs of surrogates", "\ud800\udc00\udbff\udfff", 2],
  ["a lone first half", "a\ud800", 2],
  ["a lone second half", "\udc00a", 2],
  ["halves in the wrong order", "\udc00\ud800", 2],
  ["two first halves", "\ud800\udbff", 2],
  ["two second halves", "\udc00\udfff", 2],
  ["a character before the first halves, and a second half", "\ud7ff\udc00", 2],
  ["a character after the second halves, and a first half", "\ud800\ue000", 2],
])("the length of %s in code points", (_title, text, length) => {
  expect(codePoints(text)).toBe(length);
  expect([length, length + 1].map((min) => isShorterThan(text, min))).toEqual([false, true]);
  expect([length - 1, length].map((max) => isLongerThan(text, max))).toEqual([true, false]);
});

test("a text of pairs is compared by its code points, a much longer or shorter one by its length", () => {
  const pairs = "😀".repeat(4);
  expect([3, 4, 5, 8, 9].map((min) => isShorterThan(pairs, min))).toEqual([false, false, true, true, true]);
  expect([1, 3, 4, 5, 8].map((max) => isLongerThan(pairs, max))).toEqual([true, true, false, false, false]);
});
