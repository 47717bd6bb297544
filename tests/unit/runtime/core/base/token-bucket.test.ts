import { expect, test } from "vitest";
import { takeToken } from "../../../../../runtime/core/base/token-bucket.js";

const rate = { perSecond: 10, burst: 2 };

test("an empty bucket says when it has a token, and a clock that goes back adds none", () => {
  const full = { tokens: 2, atMs: 1_000 };
  const first = takeToken(full, rate, 1_000);
  const second = takeToken(first.bucket, rate, 1_000);
  expect([first.waitMs, second.waitMs]).toEqual([0, 0]);
  expect(takeToken(second.bucket, rate, 1_000).waitMs).toBe(100);
  expect(takeToken(second.bucket, rate, 1_040).waitMs).toBe(60);
  expect(takeToken(second.bucket, rate, 1_100).waitMs).toBe(0);
  expect(takeToken(second.bucket, rate, 0).waitMs).toBe(100);
});
