import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createClientState } from "../../../../../runtime/core/client-steps/client-state.js";
import type { ClientInput, ClientState, ClientStep, ConnectionState } from "../../../../../runtime/core/client-steps/client-state.js";
import { clientStep } from "../../../../../runtime/core/client-steps/client-step.js";

type Input = ClientInput & { readonly nowMs?: number };

const protocol = { name: "p", version: "1.0.0", digest: "sha256:0" };
const unborn = createClientState({ protocol, client: "c", outbox: { maxCommands: 1, maxBytes: 99, timeLimitMs: 9 } }, ["s"]);

/** One step of a client whose server speaks no sessions. */
function step(state: ClientState, input: Input): ClientStep {
  return clientStep(state, { nowMs: input.nowMs ?? 0, random: 0.5, input });
}

function run(...inputs: readonly Input[]): { state: ConnectionState; wakeMs: number | undefined; outputs: ClientStep["outputs"] } {
  let last: ClientStep = { state: unborn, outputs: [] };
  for (const input of inputs) last = step(last.state, input);
  return { state: last.state.connection, wakeMs: last.state.wakeMs, outputs: last.outputs };
}

const start: Input = { kind: "start" };
const online: Input = { kind: "online" };
const opened = (attempt: number, nowMs = 0): Input => ({ kind: "opened", attempt, subprotocol: undefined, nowMs });
const timer = (nowMs: number): Input => ({ kind: "timer", nowMs });
const lost = (attempt: number, code = 1006, nowMs = 0, isOnline = true): Input => ({
  kind: "lost",
  attempt,
  code,
  reason: "gone",
  nowMs,
  isOnline,
});

describe("dialling", () => {
  test("starts once, with a time limit", () => {
    const { state, wakeMs, outputs } = run(start);
    expect(state).toEqual({ phase: "connecting", attempt: 1, failures: 0 });
    expect(wakeMs).toBe(10_000);
    expect(outputs).toEqual([{ action: "dial", attempt: 1 }]);
    expect(run(start, start).outputs).toEqual([]);
  });

  test("[CS7] gives up a silent server", () => {
    const { state, wakeMs, outputs } = run(start, timer(10_000));
    expect(state).toMatchObject({ phase: "backoff", failures: 1, retryAtMs: 10_500, reason: "the server did not answer within 10 s" });
    expect(wakeMs).toBe(10_500);
    expect(outputs).toEqual([{ action: "drop", code: 1000, reason: "the server did not answer within 10 s" }]);
  });

  test("has no timer once it is open, and does nothing before a timer is due", () => {
    expect(run(start, opened(1, 9_999)).wakeMs).toBeUndefined();
    expect(run(start, lost(1), timer(499)).state).toMatchObject({ phase: "backoff" });
  });
});

describe("backoff", () => {
  test("[CS2] grows with every failure", () => {
    const { state } = run(start, lost(1), timer(500), lost(2), timer(1_500), lost(3, 1006, 7));
    expect(state).toEqual({ phase: "backoff", attempt: 3, failures: 3, retryAtMs: 2_007, code: 1006, reason: "gone" });
  });

  test("[CS3] begins anew only after 10 s live", () => {
    const flapping = run(start, lost(1), online, opened(2, 100), lost(2, 1006, 10_099)).state;
    expect(flapping).toMatchObject({ failures: 2 });
    const stable = run(start, lost(1), online, opened(2, 100), lost(2, 1006, 10_100)).state;
    expect(stable).toMatchObject({ failures: 1, retryAtMs: 10_600 });
  });

  test("1013 waits at least 5 s; 4202 dials at once, but not twice in a row", () => {
    expect(run(start, opened(1), lost(1, 1013)).state).toMatchObject({ retryAtMs: 5_500 });
    expect(run(start, opened(1), lost(1, 4202)).state).toMatchObject({ retryAtMs: 0 });
    expect(run(start, opened(1), lost(1, 4202), timer(0), opened(2), lost(2, 4202)).state).toMatchObject({ retryAtMs: 1_000 });
  });
});

test("[CL1] a terminal code closes for good", () => {
  const { state } = run(start, opened(1), lost(1, 4404), timer(99_000), online, start);
  expect(state).toEqual({ phase: "closed", attempt: 1, code: 4404, reason: "gone" });
});

test("[CS4] without a network the client waits for one, or 30 s", () => {
  expect(run(start, lost(1, 1006, 5, false)).state).toMatchObject({ phase: "offline", retryAtMs: 30_005 });
  expect(run(start, lost(1), { kind: "offline", nowMs: 9 }).state).toMatchObject({ phase: "offline", retryAtMs: 30_009 });
  expect(run(start, lost(1, 1006, 5, false), online).state).toMatchObject({ phase: "connecting", attempt: 2 });
  expect(run(start, lost(1, 1006, 5, false), timer(30_005)).state).toMatchObject({ phase: "connecting", attempt: 2 });
});

test("[CS6] stop closes the socket for good", () => {
  const stop: Input = { kind: "stop", code: 1000, reason: "bye" };
  const { state, wakeMs, outputs } = run(start, opened(1), stop);
  expect(state).toEqual({ phase: "closed", attempt: 1, code: 1000, reason: "bye" });
  expect(wakeMs).toBeUndefined();
  expect(outputs).toEqual([{ action: "drop", code: 1000, reason: "bye" }]);
  expect(run(start, stop, opened(1), lost(1), timer(99_000), stop).outputs).toEqual([]);
});

test("[CS1] inputs of earlier attempts change nothing, in any order", () => {
  const attempt = fc.integer({ min: 0, max: 6 });
  const nowMs = fc.integer({ min: 0, max: 1_000_000 });
  const code = fc.constantFrom(1000, 1001, 1006, 1013, 4202, 4404);
  const input: fc.Arbitrary<Input> = fc.oneof(
    fc.record({ kind: fc.constant("opened" as const), attempt, subprotocol: fc.constantFrom("dagwire.v1.1" as const, undefined), nowMs }),
    fc.record({ kind: fc.constant("timer" as const), nowMs }),
    fc.record({ kind: fc.constant("lost" as const), attempt, code, reason: fc.constant("gone"), nowMs, isOnline: fc.boolean() }),
    fc.record({ kind: fc.constant("offline" as const), nowMs }),
    fc.constant(online),
  );
  fc.assert(
    fc.property(fc.array(input, { maxLength: 40 }), (inputs) => {
      let { state } = step(unborn, start);
      for (const next of inputs) {
        const { connection } = state;
        const { state: after, outputs } = step(state, next);
        const current = connection.phase === "idle" ? 0 : connection.attempt;
        if ("attempt" in next && next.attempt !== current) expect({ after, outputs }).toEqual({ after: state, outputs: [] });
        if (connection.phase === "closed") expect(after.connection).toBe(connection);
        const dials = outputs.filter(({ action }) => action === "dial").length;
        expect(dials).toBe(after.connection.phase === "connecting" && after.connection !== connection ? 1 : 0);
        state = after;
      }
    }),
  );
});
