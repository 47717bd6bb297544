import { Random } from "../fuzz/random.js";
import { faults } from "./options.js";
import type { Fault, Schedule } from "./options.js";

/** Makes a schedule from a seed. The seed also decides its length and its faults. */
export function scheduleOf(seed: number): Schedule {
  const random = new Random(seed ^ 0x5eed);
  const known: readonly Fault[] = faults.filter(() => random.chance(0.6));
  return { seed, steps: 20 + random.below(160), faults: known };
}
