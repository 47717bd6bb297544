import { expect, test } from "vitest";
import { markedJson } from "../../../../generator/check/formats/break-details.js";

const message = { type: "a", list: [{ x: 1 }, {}], long: "y".repeat(300) };

test.each([
  ["/type", '  "type": "a",  ← here'],
  ["/list/0/x", '      "x": 1  ← here'],
  ["/list/1/gone", "    {}  ← here"],
  ["/gone", "{  ← here"],
  ["", "{  ← here"],
])("%s", (pointer, want) => {
  expect(markedJson(message, pointer, "here")).toContain(want);
});

test("the message has one mark, and long strings are cut", () => {
  const lines = markedJson(message, "/type", "here");
  expect(lines.filter((line) => line.includes("←"))).toHaveLength(1);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(240);
  expect(markedJson("x", "", "here")).toEqual(['"x"  ← here']);
});
