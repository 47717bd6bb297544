import { expect, test } from "vitest";
import { accepted } from "../types/conditional-fields.js";
import { isClientEvent, isServerEvent } from "./conditional-fields/generated/index.js";

test("values that a validator accepts without a condition are values of the generated type", () => {
  // `tsc` has compiled `accepted` against the types.
  expect(accepted.filter((value) => !isServerEvent(value) && !isClientEvent(value))).toEqual([]);
  expect(isServerEvent({ type: "measured", kind: "light", odd: 1 })).toBe(false);
  expect(isServerEvent({ type: "paid", method: "transfer" })).toBe(false);
});
