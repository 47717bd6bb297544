import { expect, test } from "vitest";
import { plantedBugs } from "./planted-bugs.js";
import { scheduleOf } from "./schedule-of.js";
import { shrink, simulate } from "./simulate.js";

const maxSchedules = 3_000;

test.each(plantedBugs)("[SIM1] the simulator finds the bug: $name", { timeout: 60_000 }, ({ rules, make }) => {
  for (let seed = 1; seed <= maxSchedules; seed++) {
    const violation = simulate({ ...scheduleOf(seed), variant: make() });
    if (violation === undefined) continue;
    expect(rules).toContain(violation.rule);
    return;
  }
  expect.fail(`${maxSchedules} schedules have not found the bug`);
});

test("[SIM2] a schedule gives the same run again, and a failing one shrinks to a smaller one that still fails", () => {
  const bug = plantedBugs.find(({ name }) => name.startsWith("a resumed stream"));
  const failing = Array.from({ length: maxSchedules }, (_, index) => scheduleOf(index + 1)).find(
    (schedule) => simulate({ ...schedule, variant: bug?.make() }) !== undefined,
  );
  if (bug === undefined || failing === undefined) throw new Error("nothing to shrink");
  const schedule = { ...failing, variant: bug.make() };
  expect(simulate(schedule)?.message).toBe(simulate(schedule)?.message);
  const small = shrink(schedule);
  expect(simulate(small)).toBeDefined();
  expect(small.steps).toBeLessThan(schedule.steps);
  expect(small.faults.length).toBeLessThanOrEqual(schedule.faults.length);
});
