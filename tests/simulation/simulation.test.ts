import { expect, test } from "vitest";
import { isUnknown } from "./planted-bugs.js";
import { shrink, simulate } from "./simulate.js";
import { scheduleOf } from "./schedule-of.js";
import { seedOf } from "../helpers/seed.js";

const schedules = Number(process.env["SIMULATION_SCHEDULES"] ?? 10_000);
const skewedSchedules = Math.ceil(schedules / 5);
const firstSeed = seedOf("SIMULATION_SEED");

/** The situations that every long run reaches. A run without one of these would prove little. */
const reached: readonly string[] = [
  "append appended",
  "append fenced",
  "append forgotten",
  "append gap",
  "append without events, or again",
  "log away",
  "log back",
  "room half",
  "room full",
  "$events",
  "$events follows",
  "$snapshot",
  "$piece",
  "a state in several pieces",
  "$synced true",
  "$synced false",
  "$reset epoch",
  "$reset trimmed",
  "$reset lag",
  "$ack",
  "$ack duplicate",
  "$nack duplicate",
  "$bye",
  "$pong",
  "accepted",
  "accepted without a stream",
  "rejected conflict",
  "rejected no",
  "rejected forgotten",
  "expired",
  "full",
  "unconfirmed",
  "lost 1006",
  "lost 4113",
  "older snapshot",
  "event while a snapshot is made",
  "page of the history",
  "$synced with a count",
];

test(`[INV1] [INV2] [INV3] [INV4] [INV5] [INV6] ${schedules} schedules from seed ${firstSeed}`, { timeout: 3_600_000 }, () => {
  const seen = new Set<string>();
  for (let seed = firstSeed; seed < firstSeed + schedules; seed++) {
    const schedule = scheduleOf(seed);
    const violation = simulate(schedule, seen);
    if (violation === undefined) continue;
    const small = shrink(schedule);
    const message = `${simulate(small)?.message}\nwith ${JSON.stringify(small)}\nfirst seen: ${violation.message} with ${JSON.stringify(schedule)}`;
    expect.fail(message);
  }
  if (schedules >= 10_000) expect([...reached].filter((each) => !seen.has(each))).toEqual([]);
});

test(
  `[INV1] [RS14] clients of an older build, which skip events, have the server's state within 60 s, in ${skewedSchedules} schedules`,
  { timeout: 3_600_000 },
  () => {
    const seen = new Set<string>();
    for (let seed = firstSeed; seed < firstSeed + skewedSchedules; seed++) {
      const schedule = { ...scheduleOf(seed), variant: { name: "skew", skew: { isUnknown } } };
      expect(simulate(schedule, seen)?.message, `seed ${seed}`).toBeUndefined();
    }
    expect(seen).toContain("$loss");
    expect(seen).toContain("healed");
  },
);
