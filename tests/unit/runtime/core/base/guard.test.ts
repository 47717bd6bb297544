import { expect, test } from "vitest";
import { atOnce, guard, isThenable } from "../../../../../runtime/core/base/guard.js";

const thenable = { then: (resolve: (value: number) => void) => resolve(1) };

test("an object with a function `then` counts as a promise, and nothing else does", () => {
  expect([Promise.resolve(), thenable].map(isThenable)).toEqual([true, true]);
  expect([null, undefined, 1, "then", {}, { then: 1 }, []].map(isThenable)).toEqual([false, false, false, false, false, false, false]);
});

test("an error that a callback throws or rejects with is reported, and the promise of a callback never rejects", async () => {
  const reported: unknown[] = [];
  const report = (thrown: unknown): void => void reported.push(thrown);
  expect(guard(() => 1, report)).toBeUndefined();
  expect(
    guard(() => {
      throw new Error("thrown");
    }, report),
  ).toBeUndefined();
  await guard(() => Promise.reject(new Error("rejected")), report);
  expect(await guard(() => thenable, report)).toBe(1);
  expect(reported).toEqual([new Error("thrown"), new Error("rejected")]);
});

test("a value that is needed at once may be no promise", () => {
  expect(atOnce({ a: 1 }, "authorize")).toEqual({ a: 1 });
  expect(() => atOnce(Promise.reject(new Error("ignored")), "authorize")).toThrow(
    "authorize returned a promise, and its value is needed at once. Make it a function that is not async.",
  );
});
