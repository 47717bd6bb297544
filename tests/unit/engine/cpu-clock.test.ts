import { describe, expect, it } from "vitest";
import { CpuClock } from "../../../examples/engine/process/cpu-clock.js";
import { parseStat } from "../../../examples/engine/process/cpu-source.js";

/** Replaces /proc. */
class FakeSource {
  readonly groups = new Map<number, number>();
  reapedMs = 500;

  readGroups(): ReadonlyMap<number, number> {
    return this.groups;
  }

  readReaped(): number {
    return this.reapedMs;
  }
}

describe("parseStat", () => {
  it("reads the fields after the program's name, whatever the name contains", () => {
    const line = "42 (a) R (b) S 1 40 40 0 -1 4194560 100 200 0 0 7 3 20 10 20 0 1 0 100 1 1";
    expect(parseStat(line)).toEqual({ group: 40, ownMs: 100, childrenMs: 300 });
  });

  it("refuses text of another format", () => {
    expect(parseStat("nonsense")).toBeUndefined();
  });
});

describe("CpuClock", () => {
  it("adds the time after the last sample, from the growth of the parent's account", async () => {
    const source = new FakeSource();
    const clock = new CpuClock(source);
    clock.track(1);
    source.groups.set(1, 100);
    expect(clock.sample()).toEqual(new Map([[1, 100]]));
    source.reapedMs += 130;
    expect(await clock.settle(1)).toBe(130);
    expect(clock.sample()).toEqual(new Map());
  });

  it("divides the remaining time among children that end together", async () => {
    const source = new FakeSource();
    const clock = new CpuClock(source);
    clock.track(1);
    clock.track(2);
    source.groups.set(1, 100);
    source.groups.set(2, 300);
    clock.sample();
    source.reapedMs += 440;
    expect(await Promise.all([clock.settle(1), clock.settle(2)])).toEqual([120, 320]);
  });

  it("keeps the last sample of a child that the account does not hold", async () => {
    const source = new FakeSource();
    const clock = new CpuClock(source);
    clock.track(1);
    source.groups.set(1, 100);
    clock.sample();
    expect(await clock.settle(1)).toBe(100);
  });

  it("does not decrease when a process of the group ends and its time disappears", () => {
    const source = new FakeSource();
    const clock = new CpuClock(source);
    clock.track(1);
    source.groups.set(1, 100);
    clock.sample();
    source.groups.set(1, 40);
    expect(clock.sample()).toEqual(new Map([[1, 100]]));
  });
});
