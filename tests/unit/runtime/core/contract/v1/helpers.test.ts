import { expect, test } from "vitest";
import {
  countKeys,
  equals,
  hasMoreKeys,
  hasUniqueItems,
  isLongerThan,
  isMultipleOf,
  isShorterThan,
  unexpected,
  unreachable,
} from "../../../../../../runtime/core/contract/v1/index.js";

test.each([
  ["ab", 2, false],
  ["abc", 2, true],
  ["😀😀", 2, false],
  ["😀😀😀", 2, true],
  ["\ud83d\ud83d\ud83d", 2, true],
])("%j has more than %i code points: %s", (text, max, expected) => {
  expect(isLongerThan(text, max)).toBe(expected);
  expect(isShorterThan(text, max + 1)).toBe(!expected);
});

test.each([
  [4.35, 0.01, true],
  [4.351, 0.01, false],
  [0.30000000000000004, 0.1, false],
  [1e21, 1, true],
  [1e308, 0.123456789, false],
  [12391239123, 1e-8, true],
  [-6, 3, true],
  [Infinity, 0.5, false],
])("%d is a multiple of %d: %s", (value, factor, expected) => {
  expect(isMultipleOf(value, factor)).toBe(expected);
});

test("unique items are compared deeply, in any order of keys", () => {
  const many = Array.from({ length: 20 }, (_, index) => ({ index }));
  expect(hasUniqueItems(many)).toBe(true);
  expect(hasUniqueItems([...many, { index: 3 }])).toBe(false);
  expect(hasUniqueItems([1, true, "1", "true", null, "null", [1], ["1"], {}, "{}", "[]", []])).toBe(true);
  expect(
    hasUniqueItems([
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ]),
  ).toBe(false);
  expect(equals({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toBe(true);
});

test("undefined properties are not counted", () => {
  expect(countKeys({ a: 1, b: undefined })).toBe(1);
  expect(hasMoreKeys({ a: 1, b: undefined }, 1)).toBe(false);
  expect(hasMoreKeys({ a: 1, b: 2 }, 1)).toBe(true);
});

test("unreachable and unexpected name the value", () => {
  const value: unknown = { type: "new" };
  expect(() => unexpected(value)).toThrow('unexpected: no case for {"type":"new"}');
  const end: (never: never) => never = unreachable;
  expect(() => Reflect.apply(end, undefined, [value])).toThrow('unreachable: no case for {"type":"new"}');
  expect(() => unexpected("x".repeat(100))).toThrow(`unexpected: no case for "${"x".repeat(78)}…`);
});
