import { Random } from "../fuzz/random.js";
import { faults } from "./options.js";
import type { Fault, Schedule } from "./options.js";

/** A schedule of a seed: how long it is, and which faults it knows, are chosen by it too. */
export function scheduleOf(seed: number): Schedule {
  const random = new Random(seed ^ 0x5eed);
  const known: readonly Fault[] = faults.filter(() => random.chance(0.6));
  return { seed, steps: 20 + random.below(160), faults: known };
}
