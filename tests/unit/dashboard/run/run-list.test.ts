import { describe, expect, it } from "vitest";
import { readRuns, runIdFromAddress } from "../../../../examples/dashboard/src/run/run-list.js";

describe("runIdFromAddress", () => {
  it.each([
    ["http://localhost/?dag=run-1", "run-1"],
    ["http://localhost/dags/run%201", "run 1"],
    ["http://localhost/dags/run-1/", "run-1"],
    ["http://localhost/dags/%E0%A4%A", "%E0%A4%A"],
    ["http://localhost/?dag=", undefined],
    ["http://localhost/", undefined],
  ])("%s", (address, want) => {
    expect(runIdFromAddress(new URL(address))).toBe(want);
  });
});

describe("readRuns", () => {
  it.each([
    [
      ["a", "b"],
      ["a", "b"],
    ],
    [[{ id: "a", status: "running" }, { name: "no id" }, 7], ["a"]],
    [{ dags: [{ id: "a" }] }, ["a"]],
    [undefined, []],
    ["a", []],
  ])("%j", (given, want) => {
    expect(readRuns(given).map(({ id }) => id)).toEqual(want);
  });
});
