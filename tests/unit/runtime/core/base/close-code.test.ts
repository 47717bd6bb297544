import { expect, test } from "vitest";
import * as closeCodes from "../../../../../runtime/core/base/close-codes.js";
import { closeDecision, closeReason } from "../../../../../runtime/core/base/close-code.js";

test("the close codes are those of docs/SPEC.md", () => {
  expect(closeCodes).toMatchObject({
    done: 1000,
    goingAway: 1001,
    noStatus: 1005,
    abnormal: 1006,
    tooLarge: 1009,
    internalError: 1011,
    restart: 1012,
    outOfStep: 4100,
    helloTimeout: 4108,
    slowConsumer: 4113,
    rateLimited: 4129,
    otherOffer: 4200,
    tokenExpired: 4202,
    invalidEvent: 4400,
    unauthenticated: 4401,
    forbidden: 4403,
    noSuchStream: 4404,
    incompatible: 4409,
  });
});

test.each([1000, 1003, 1007, 1008, 1009, 1010, 4000, 4099, 4401, 4403, 4404, 4409])("[CL1] %i is terminal", (code) => {
  expect(closeDecision(code)).toEqual({ action: "stop" });
});

test.each([1001, 1002, 1005, 1006, 1011, 1012, 1014, 1015, 3000, 4100, 4108, 4113, 4129, 4199, 4300, 4999])(
  "%i retries with backoff",
  (code) => {
    expect(closeDecision(code)).toEqual({ action: "retry", minDelayMs: 0, atOnce: false });
  },
);

test("[CL1] after 1013 the client waits at least 5 s, after 4202 it dials at once", () => {
  expect(closeDecision(1013)).toMatchObject({ action: "retry", minDelayMs: 5_000 });
  expect(closeDecision(4202)).toMatchObject({ action: "retry", atOnce: true });
});

test.each(["x".repeat(500), "ü".repeat(200), "€".repeat(100), "𝄞".repeat(100), "short"])(
  "a reason is cut between characters and fits 123 bytes",
  (text) => {
    const reason = closeReason(text);
    expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(123);
    expect(text.startsWith(reason)).toBe(true);
    expect(reason.length === text.length || Buffer.byteLength(reason) > 119).toBe(true);
  },
);
