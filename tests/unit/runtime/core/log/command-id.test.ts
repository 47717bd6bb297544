import { expect, test } from "vitest";
import { commandTimeMs, createCommandId, firstIdOfTime } from "../../../../../runtime/core/log/command-id.js";
import { isCommandId } from "../../../../../runtime/core/frames/types-validator.js";

test.each([0, 0.5, 0.999_999_999])("an id made with random %d is a UUIDv7 that contains its time", (random) => {
  const id = createCommandId(1_764_045_000_123, () => random, 0);
  expect(isCommandId(id)).toBe(true);
  expect(commandTimeMs(id)).toBe(1_764_045_000_123);
});

test("ids sort by time, and firstIdOfTime sorts before all ids of its time", () => {
  const ids = [1, 2, 1_000, 1_764_045_000_000].map((time) => createCommandId(time, () => 0, 0));
  expect(ids).toEqual(ids.toSorted());
  expect(firstIdOfTime(1_000) <= createCommandId(1_000, () => 0, 0)).toBe(true);
  expect(firstIdOfTime(1_000) > createCommandId(999, () => 0.999, 4_095)).toBe(true);
});

test("ids of one millisecond differ and are in order, even if every random number is the same", () => {
  const ids = Array.from({ length: 4_096 }, (_, count) => createCommandId(1_000, () => 0.5, count));
  expect(new Set(ids).size).toBe(4_096);
  expect(ids).toEqual(ids.toSorted());
});

test("a text that is no id has time 0, and an id can have any time of 48 bits", () => {
  expect(commandTimeMs("not an id")).toBe(0);
  expect(commandTimeMs("f1234567-89ab-7000-8000-000000000000")).toBe(0xf123_4567_89ab);
});
