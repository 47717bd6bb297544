import { Random } from "../fuzz/random.js";
import { faults } from "./options.js";
import type { Fault, Schedule } from "./options.js";

/** Returns the schedule of a seed. The seed also chooses its length and its kinds of faults. */
export function scheduleOf(seed: number): Schedule {
  const random = new Random(seed ^ 0x5eed);
  const known: readonly Fault[] = faults.filter(() => random.chance(0.6));
  return { seed, steps: 20 + random.below(160), faults: known };
}
