import { expect, test } from "vitest";
import { accepted } from "../types/conditional-fields.js";
import { isClientEvent, isServerEvent } from "./conditional-fields/generated/index.js";

test("what a validator lets through where a condition does not hold is a value of the generated type", () => {
  // `tsc` has compiled `accepted` against the types.
  expect(accepted.filter((value) => !isServerEvent(value) && !isClientEvent(value))).toEqual([]);
  expect(isServerEvent({ type: "measured", kind: "light", odd: 1 })).toBe(false);
});
