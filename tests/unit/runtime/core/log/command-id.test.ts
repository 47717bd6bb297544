import { expect, test } from "vitest";
import { commandTimeMs, createCommandId, firstIdOfTime } from "../../../../../runtime/core/log/command-id.js";
import { isCommandId } from "../../../../../runtime/core/session/types-validator.js";

test.each([0, 0.5, 0.999_999_999])("an id made with random %d is a UUIDv7 that tells its time", (random) => {
  const id = createCommandId(1_764_045_000_123, () => random);
  expect(isCommandId(id)).toBe(true);
  expect(commandTimeMs(id)).toBe(1_764_045_000_123);
});

test("ids sort by time, and the first of a time is not behind any of it", () => {
  const ids = [1, 2, 1_000, 1_764_045_000_000].map((time) => createCommandId(time, () => 0));
  expect(ids).toEqual(ids.toSorted());
  expect(firstIdOfTime(1_000) <= createCommandId(1_000, () => 0)).toBe(true);
  expect(firstIdOfTime(1_000) > createCommandId(999, () => 0.999)).toBe(true);
});

test("what is no id is as old as can be", () => {
  expect(commandTimeMs("not an id")).toBe(0);
});
