import { applyServerEvent, applyServerEvents, initialState, isDagState } from "@dagwire/dag";
import { describe, expect, test } from "vitest";
import { seenByHand, seenInState } from "../../../helpers/seen-run.js";
import { nodeState, started, wholeRun } from "../run-events.js";

describe("the generated state agrees with a reducer written by hand", () => {
  test.each(wholeRun.map((event, index) => [index + 1, event.type]))("after %i events, the last a %s", (count) => {
    const { state } = applyServerEvents(initialState(), wholeRun.slice(0, count));
    expect(isDagState(state)).toBe(true);
    expect(seenInState(state)).toEqual(seenByHand(wholeRun.slice(0, count)));
  });

  test("for a node that fails and is retried, and for an engine that closes its gates by continuing", () => {
    const events = [
      started,
      nodeState("a", "retrying", { error: { message: "no" }, retry_at: "2026-01-01T00:00:09Z", attempt: 1, metrics: { attempts: 1 } }),
      nodeState("a", "running", { attempt: 2, at: "2026-01-01T00:00:09Z", metrics: { cpu_ms: 4 } }),
      { type: "human_gate_waiting", node_id: "b", presentation: {} } as const,
      nodeState("b", "completed", { output: "approve" }),
    ];
    const { state } = applyServerEvents(initialState(), events);
    expect(seenInState(state)).toEqual(seenByHand(events));
    expect(state.nodes["a"]).toMatchObject({
      status: "running",
      metrics: { attempts: 1, cpu_ms: 4 },
      change: { at: "2026-01-01T00:00:09Z" },
    });
  });
});

describe("the generated reducer", () => {
  test("returns the changed places, and leaves the rest unchanged", () => {
    const before = applyServerEvents(initialState(), wholeRun.slice(0, 8)).state;
    const { state, touched } = applyServerEvent(before, nodeState("b", "running", { attempt: 1 }));
    expect(touched).toEqual(["/nodes/b"]);
    expect(state.nodes["a"]).toBe(before.nodes["a"]);
    expect(state.graph).toBe(before.graph);
    expect(applyServerEvent(state, nodeState("b", "running", { attempt: 1 }))).toEqual({ state, touched: [] });
  });

  test("ignores events after the end of a run", () => {
    const { state } = applyServerEvents(initialState(), wholeRun);
    expect(state.run).toMatchObject({ phase: "completed", ended: true });
    for (const event of wholeRun) expect(applyServerEvent(state, event)).toEqual({ state, touched: [] });
  });
});
