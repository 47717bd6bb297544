import type { ServerEvent } from "@dagwire/dag";
import { initialState } from "@dagwire/dag";
import { expect, test } from "vitest";
import { Recorder } from "../../../../examples/dashboard/src/run/recorder.js";
import { wholeRun } from "../run-events.js";

const progress = (current: number): ServerEvent => ({ type: "progress", current });

test("returns the state at any place of the run, forwards and backwards", () => {
  const recorder = new Recorder();
  for (const event of wholeRun) recorder.take(event);
  const places = [3, 7, 2, wholeRun.length, 0];
  const fresh = (count: number): unknown => {
    const other = new Recorder();
    for (const event of wholeRun) other.take(event);
    return other.stateAt(count);
  };
  for (const place of places) expect(recorder.stateAt(place)).toEqual(fresh(place));
  expect(recorder.stateAt(0)).toEqual(initialState());
  expect(recorder.eventAt(wholeRun.length)?.type).toBe("execution_complete");
});

test("begins again with a whole state, and notifies its listeners", () => {
  const recorder = new Recorder();
  let told = 0;
  recorder.subscribe(() => told++);
  recorder.take(progress(1));
  recorder.begin({ ...initialState(), run: { phase: "paused" } });
  expect(recorder.getLength()).toBe(0);
  expect(recorder.stateAt(0).run.phase).toBe("paused");
  expect(told).toBe(2);
});

test("the oldest of very many events become part of the first state", () => {
  const recorder = new Recorder();
  for (let count = 1; count <= 20_001; count++) recorder.take(progress(count));
  expect(recorder.getLength()).toBe(15_001);
  expect(recorder.stateAt(0).run.progress?.current).toBe(5_000);
  expect(recorder.stateAt(15_001).run.progress?.current).toBe(20_001);
});
