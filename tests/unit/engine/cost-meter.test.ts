import { describe, expect, it } from "vitest";
import { CostMeter } from "../../../examples/engine/run/cost-meter.js";

const price = { usdPerCpuSecond: 0.01, budgetUsd: 0.05, onExceeded: "pause" } as const;

describe("CostMeter", () => {
  it("prices the processor time of all nodes", () => {
    const meter = new CostMeter(price);
    meter.record("a", 1000);
    meter.record("b", 2500);
    expect(meter.takeUpdate()).toEqual({
      type: "cost_update",
      spent: 0.035,
      budget: 0.05,
      remaining: 0.015,
      node_costs: { a: 0.01, b: 0.025 },
    });
  });

  it("reports only changed figures", () => {
    const meter = new CostMeter(price);
    meter.record("a", 1000);
    meter.takeUpdate();
    expect(meter.takeUpdate()).toBeUndefined();
    meter.record("b", 1000);
    expect(meter.takeUpdate()?.node_costs).toEqual({ b: 0.01 });
  });

  it("never decreases", () => {
    const meter = new CostMeter(price);
    meter.record("a", 1000);
    meter.record("a", 500);
    expect(meter.spentUsd).toBe(0.01);
  });

  it("reports once that the budget is exceeded, but not when it is exactly reached", () => {
    const meter = new CostMeter(price);
    meter.record("a", 5000);
    expect(meter.takeCrossing()).toBe(false);
    meter.record("a", 5001);
    expect([meter.takeCrossing(), meter.takeCrossing()]).toEqual([true, false]);
    expect(meter.current().remaining).toBeLessThan(0);
  });

  it("has no limit without a budget", () => {
    const meter = new CostMeter({ ...price, budgetUsd: undefined });
    meter.record("a", 1e9);
    expect(meter.takeCrossing()).toBe(false);
    expect(meter.current()).toMatchObject({ budget: 0, remaining: 0 });
  });

  it("shows no binary fractions", () => {
    const meter = new CostMeter({ ...price, usdPerCpuSecond: 0.1 });
    meter.record("a", 1000);
    meter.record("b", 2000);
    expect(meter.spentUsd).toBe(0.3);
  });
});
