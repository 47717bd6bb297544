import { expect, test } from "vitest";
import { backoffDelayMs } from "../../../../../runtime/core/base/backoff.js";

test.each([
  [0, 0, 0],
  [0, 0.5, 500],
  [1, 0.5, 1_000],
  [4, 0.5, 8_000],
  [5, 0.5, 15_000],
  [500, 0.999, 29_970],
  [5_000, 0, 0],
])("after %i failures, random %d waits %i ms", (failures, random, want) => {
  expect(backoffDelayMs(failures, random)).toBeCloseTo(want, 6);
});
