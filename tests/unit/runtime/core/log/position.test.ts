import { expect, test } from "vitest";
import { eventsBetween, parsePosition, positionAfter, positionOf } from "../../../../../runtime/core/log/position.js";

test("parsePosition accepts two whole numbers and nothing else", () => {
  expect(parsePosition("1764045000000:42")).toEqual({ epoch: 1_764_045_000_000, seq: 42 });
  for (const text of ["", "1", "1:", ":1", "01:2", "1:2:3", "-1:2", "1:2.5", "1e3:1", " 1:2", "9999999999999999:1"])
    expect(parsePosition(text)).toBeUndefined();
});

test("eventsBetween counts within one epoch, and not across two", () => {
  expect(eventsBetween("3:5", "3:9")).toBe(4);
  expect(eventsBetween("3:9", "3:5")).toBe(-4);
  expect(eventsBetween("3:5", "4:9")).toBeUndefined();
  expect(eventsBetween("x", "3:9")).toBeUndefined();
  expect(eventsBetween("3:5", "x")).toBeUndefined();
  expect(positionAfter("3:5", 4)).toBe(positionOf(3, 9));
});
