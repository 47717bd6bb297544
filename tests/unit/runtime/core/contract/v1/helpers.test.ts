import { describe, expect, test } from "vitest";
import {
  byProperty,
  countKeys,
  createEventSet,
  createExplain,
  equals,
  explainRequired,
  hasMoreKeys,
  hasUniqueItems,
  isLongerThan,
  isMultipleOf,
  isRecord,
  isShorterThan,
  memberOf,
  unexpected,
  unreachable,
} from "../../../../../../runtime/core/contract/v1/index.js";
import type { Issue } from "../../../../../../runtime/core/contract/v1/index.js";

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

test("memberOf reads own members only, and no member of a scalar", () => {
  expect([memberOf({ a: 1 }, "a"), memberOf(["x"], "0")]).toEqual([1, "x"]);
  expect([memberOf({}, "toString"), memberOf(null, "a"), memberOf("ab", "length"), memberOf(undefined, "a")]).toEqual(
    Array(4).fill(undefined),
  );
});

describe("an event set", () => {
  const isNumber = (value: unknown): boolean => isRecord(value) && typeof value["n"] === "number";
  const rule = { type: "object", required: { n: "number" } } as const;
  const set = createEventSet<{ a: { type: "a" }; b: { type: "b" } }>({
    direction: "server",
    discriminators: ["/type"],
    dispatch: byProperty("type"),
    explain: createExplain({ required: explainRequired }),
    events: { a: { check: isNumber, rule }, b: { check: isNumber, rule, mustUnderstand: true } },
  });

  test("describes each event: its tag, its guard with reasons, and whether a reader may skip it", () => {
    const { a, b } = set.events;
    expect(a).toEqual({ tag: { "/type": ["a"] }, validate: expect.any(Function) });
    expect(b).toEqual({ tag: { "/type": ["b"] }, mustUnderstand: true, validate: expect.any(Function) });
    const issues: Issue[] = [];
    expect(a.validate({ n: 1 }, issues)).toBe(true);
    expect(issues).toEqual([]);
    expect(a.validate({ n: "1" }, issues)).toBe(false);
    expect(issues).toEqual([{ path: "/n", expected: "number", got: '"1"' }]);
  });

  test.each([
    [null, "", "object", "null"],
    ["a", "", "object", '"a"'],
    [{}, "/type", '"a" | "b"', "nothing"],
    [[], "/type", '"a" | "b"', "nothing"],
    [{ type: { a: 1 } }, "/type", '"a" | "b"', '{"a":1}'],
  ])("says why %j is no event", (value, path, expected, got) => {
    expect(set.read(value)).toEqual({ outcome: "invalid", issues: [{ path, expected, got }] });
  });

  test("adds the reason of a refusal to the caller's list", () => {
    const issues: Issue[] = [];
    expect(set.validate({ type: "a", n: 1 }, issues)).toBe(true);
    expect(issues).toEqual([]);
    expect(set.validate({ type: "c" }, issues)).toBe(false);
    expect(set.validate({ type: "b" }, issues)).toBe(false);
    expect(issues.map(({ path, got }) => [path, got])).toEqual([
      ["/type", '"c"'],
      ["/n", "nothing"],
    ]);
    expect([set.validate({ type: "c" }), set.validate({ type: "b" })]).toEqual([false, false]);
  });

  test("reports a newer tag, also a number", () => {
    expect(set.read({ type: "c" })).toEqual({ outcome: "unknown", tag: "c", value: { type: "c" } });
    expect(set.read({ type: 7 })).toEqual({ outcome: "unknown", tag: "7", value: { type: 7 } });
  });

  test("is a Standard Schema, whose paths have no escapes", () => {
    const found = set["~standard"].validate({ type: "a", n: "1" });
    expect(found).toEqual({ issues: [{ message: 'expected number, got "1"', path: ["n"] }] });
    expect(set["~standard"]).toMatchObject({ version: 1, vendor: "dagwire" });
  });
});
