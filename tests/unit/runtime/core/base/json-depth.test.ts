import * as fc from "fast-check";
import { expect, test } from "vitest";
import { exceedsDepth } from "../../../../../runtime/core/base/json-depth.js";

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

test("counts like a recursive walk", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), fc.integer({ min: 0, max: 7 }), (text, limit) => {
      expect(exceedsDepth(text, limit)).toBe(depthOf(JSON.parse(text)) > limit);
    }),
  );
});

test.each([
  ['"[[[[[["', 0, false],
  ['"\\"[[[["', 0, false],
  ['"\\\\"[[', 1, true],
  ["[".repeat(33), 32, true],
  ["[".repeat(32), 32, false],
  ['{"a":[{"b":1}]}', 2, true],
  ["[],[],[]", 1, false],
  ["]]]]", 0, false],
  ['"never closed [[[', 0, false],
  ["", 0, false],
])("%s deeper than %i: %s", (text, limit, want) => {
  expect(exceedsDepth(text, limit)).toBe(want);
});

test("a message of the largest size is scanned quickly", () => {
  const startMs = performance.now();
  exceedsDepth(`"${"\\".repeat(65_536)}`, 32);
  exceedsDepth('"'.repeat(65_536), 32);
  expect(performance.now() - startMs).toBeLessThan(500);
});
