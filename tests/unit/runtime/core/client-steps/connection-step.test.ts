import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { connectionStep } from "../../../../../runtime/core/client-steps/connection-step.js";
import type { ConnectionInput, ConnectionOutput, ConnectionState } from "../../../../../runtime/core/client-steps/connection-step.js";

function run(...inputs: readonly ConnectionInput[]): { state: ConnectionState; outputs: readonly ConnectionOutput[] } {
  let last: { state: ConnectionState; outputs: readonly ConnectionOutput[] } = { state: { phase: "idle" }, outputs: [] };
  for (const input of inputs) last = connectionStep(last.state, input);
  return last;
}

const start: ConnectionInput = { kind: "start" };
const opened = (attempt: number, nowMs = 0): ConnectionInput => ({ kind: "opened", attempt, nowMs });
const timer = (attempt: number, nowMs = 0): ConnectionInput => ({ kind: "timer", attempt, nowMs, random: 0.5 });
const lost = (attempt: number, code = 1006, nowMs = 0, isOnline = true): ConnectionInput => ({
  kind: "lost",
  attempt,
  code,
  reason: "gone",
  nowMs,
  random: 0.5,
  isOnline,
});

describe("dialling", () => {
  test("starts once, with a time limit", () => {
    const { state, outputs } = run(start);
    expect(state).toEqual({ phase: "connecting", attempt: 1, failures: 0 });
    expect(outputs).toEqual([
      { action: "wait", attempt: 1, delayMs: 10_000 },
      { action: "dial", attempt: 1 },
    ]);
    expect(run(start, start).outputs).toEqual([]);
  });

  test("[CS7] gives a silent server up", () => {
    const { state, outputs } = run(start, timer(1, 10_000));
    expect(state).toMatchObject({ phase: "backoff", failures: 1, retryAtMs: 10_500, reason: "no answer within 10 s" });
    expect(outputs.map(({ action }) => action)).toEqual(["drop", "wait"]);
  });
});

describe("backoff", () => {
  test("[CS2] grows with every failure", () => {
    const { state } = run(start, lost(1), timer(1), lost(2), timer(2), lost(3, 1006, 7));
    expect(state).toEqual({ phase: "backoff", attempt: 3, failures: 3, retryAtMs: 2_007, code: 1006, reason: "gone" });
  });

  test("[CS3] starts over only after 10 s live", () => {
    const flapping = run(start, lost(1), timer(1), opened(2, 100), lost(2, 1006, 10_099)).state;
    expect(flapping).toMatchObject({ failures: 2 });
    const stable = run(start, lost(1), timer(1), opened(2, 100), lost(2, 1006, 10_100)).state;
    expect(stable).toMatchObject({ failures: 1, retryAtMs: 10_600 });
  });

  test("1013 waits at least 5 s; 4202 dials at once, but not twice in a row", () => {
    expect(run(start, opened(1), lost(1, 1013)).state).toMatchObject({ retryAtMs: 5_500 });
    expect(run(start, opened(1), lost(1, 4202)).state).toMatchObject({ retryAtMs: 0 });
    expect(run(start, opened(1), lost(1, 4202), timer(1), opened(2), lost(2, 4202)).state).toMatchObject({ retryAtMs: 1_000 });
  });
});

test("[CL1] a terminal code closes for good", () => {
  const { state } = run(start, opened(1), lost(1, 4404), timer(1), { kind: "online" }, start);
  expect(state).toEqual({ phase: "closed", attempt: 1, code: 4404, reason: "gone" });
});

test("[CS4] without a network it waits for one, or 30 s", () => {
  const offline = run(start, lost(1, 1006, 5, false));
  expect(offline.state).toMatchObject({ phase: "offline", retryAtMs: 30_005 });
  expect(run(start, lost(1), { kind: "offline", nowMs: 9 }).state).toMatchObject({ phase: "offline", retryAtMs: 30_009 });
  expect(connectionStep(offline.state, { kind: "online" }).state).toMatchObject({ phase: "connecting", attempt: 2 });
  expect(connectionStep(offline.state, timer(1)).state).toMatchObject({ phase: "connecting", attempt: 2 });
});

test("[CS6] stop drops the socket and ends everything", () => {
  const stop: ConnectionInput = { kind: "stop", code: 1000, reason: "bye" };
  const { state, outputs } = run(start, opened(1), stop);
  expect(state).toEqual({ phase: "closed", attempt: 1, code: 1000, reason: "bye" });
  expect(outputs).toEqual([{ action: "cancel" }, { action: "drop", code: 1000, reason: "bye" }]);
  expect(run(start, stop, opened(1), lost(1), timer(1), stop).outputs).toEqual([]);
});

test("[CS1] callbacks of earlier attempts change nothing, whatever comes in which order", () => {
  const attempt = fc.integer({ min: 0, max: 6 });
  const nowMs = fc.integer({ min: 0, max: 1_000_000 });
  const code = fc.constantFrom(1000, 1001, 1006, 1013, 4202, 4404);
  const input: fc.Arbitrary<ConnectionInput> = fc.oneof(
    fc.record({ kind: fc.constant("opened" as const), attempt, nowMs }),
    fc.record({ kind: fc.constant("timer" as const), attempt, nowMs, random: fc.constant(0.5) }),
    fc.record({
      kind: fc.constant("lost" as const),
      attempt,
      code,
      reason: fc.constant("gone"),
      nowMs,
      random: fc.constant(0.5),
      isOnline: fc.boolean(),
    }),
    fc.record({ kind: fc.constant("offline" as const), nowMs }),
    fc.constant<ConnectionInput>({ kind: "online" }),
  );
  fc.assert(
    fc.property(fc.array(input, { maxLength: 40 }), (inputs) => {
      let { state } = connectionStep({ phase: "idle" }, start);
      for (const next of inputs) {
        const step = connectionStep(state, next);
        const current = state.phase === "idle" ? 0 : state.attempt;
        if ("attempt" in next && next.attempt !== current) expect(step).toEqual({ state, outputs: [] });
        if (state.phase === "closed") expect(step.state).toBe(state);
        const dials = step.outputs.filter(({ action }) => action === "dial").length;
        expect(dials).toBe(step.state.phase === "connecting" && step.state !== state ? 1 : 0);
        state = step.state;
      }
    }),
  );
});
