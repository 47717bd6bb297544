import { expect, test } from "vitest";
import { ManualClock } from "@dagwire/runtime/testing";

test("a timer that sets itself again without a delay stops the clock with an error", async () => {
  const clock = new ManualClock();
  const again = (): void => void clock.after(0, again);
  clock.after(10, again);
  await expect(clock.advance(20)).rejects.toThrow("The clock cannot pass 10 ms: 1,000 timers in a row have each set the next one");
});

test("many timers at one instant run, if they do not set one another", async () => {
  const clock = new ManualClock();
  let calls = 0;
  for (let n = 0; n < 1_500; n++) clock.after(5, () => calls++);
  await clock.advance(5);
  expect(calls).toBe(1_500);
});
