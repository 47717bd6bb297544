import { applyServerEvents, initialState } from "@dagwire/dag";
import type { RunInfo } from "@dagwire/dag";
import { describe, expect, test } from "vitest";
import { spansOf } from "../../../../examples/dashboard/src/run/spans.js";
import { spendingOf } from "../../../../examples/dashboard/src/run/spending.js";
import { nodeState } from "../run-events.js";

describe("spending", () => {
  const cost = { spent: 0.5, budget: 2, remaining: 1.5, nodes: {} };
  const run = (current: number, total?: number): RunInfo => ({
    phase: "running",
    progress: { current, ...(total === undefined ? {} : { total }) },
  });

  test("is projected from the progress so far", () => {
    expect(spendingOf(cost, run(1, 4), 30_000)).toEqual({ perMinute: 1, projected: 2 });
  });

  test.each([
    ["too early", run(1, 4), 1_000, { perMinute: undefined, projected: undefined }],
    ["no total", run(1), 60_000, { perMinute: 0.5, projected: undefined }],
    ["nothing done", run(0, 4), 60_000, { perMinute: 0.5, projected: undefined }],
    ["all done", run(4, 4), 60_000, { perMinute: 0.5, projected: undefined }],
    ["no start", run(1, 4), undefined, { perMinute: undefined, projected: undefined }],
  ] as const)("%s: an unknown figure is undefined", (_name, info, elapsedMs, want) => {
    expect(spendingOf(cost, info, elapsedMs)).toEqual(want);
  });
});

test("spans begin with the first attempt, end with the last, and are ordered by their start", () => {
  const { state } = applyServerEvents(initialState(), [
    nodeState("b", "running", { at: "2026-01-01T00:00:05Z" }),
    nodeState("a", "completed", {
      at: "2026-01-01T00:00:09Z",
      metrics: { started_at: "2026-01-01T00:00:01Z", finished_at: "2026-01-01T00:00:08Z", attempts: 2 },
    }),
    nodeState("c", "queued", { at: "2026-01-01T00:00:02Z" }),
  ]);
  const at = (second: number): number => Date.UTC(2026, 0, 1, 0, 0, second);
  expect(spansOf(state)).toEqual([
    { id: "a", title: "a", status: "completed", startMs: at(1), endMs: at(8), attempts: 2 },
    { id: "b", title: "b", status: "running", startMs: at(5), endMs: undefined, attempts: 1 },
  ]);
});
