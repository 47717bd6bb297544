import { describe, expect, it } from "vitest";
import { formatBytes, formatCost, formatDuration } from "../../../../examples/dashboard/src/ui/format.js";

describe("formatDuration", () => {
  it.each([
    [0, "0 ms"],
    [999, "999 ms"],
    [59_990, "59.9 s"],
    [187_000, "3:07 min"],
    [3_729_000, "1:02:09 h"],
  ])("%d", (ms, want) => {
    expect(formatDuration(ms)).toBe(want);
  });
});

describe("formatCost", () => {
  it.each([
    [0, "$0"],
    [0.00042, "$0.00042"],
    [0.05, "$0.05"],
    [1234.5, "$1,234.50"],
  ])("%d", (usd, want) => {
    expect(formatCost(usd)).toBe(want);
  });
});

describe("formatBytes", () => {
  it.each([
    [999, "999 B"],
    [14_200, "14.2 kB"],
    [3_000_000, "3.0 MB"],
  ])("%d", (bytes, want) => {
    expect(formatBytes(bytes)).toBe(want);
  });
});
