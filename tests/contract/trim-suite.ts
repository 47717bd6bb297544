import { expect, test } from "vitest";
import { event, noLimit, numbers } from "./log-bench.js";
import type { Bench } from "./log-bench.js";

/** The laws about trims up to positions that the log does not know. */
export function trimSuite(bench: Bench): void {
  test("[LG9] a trim up to a position that never existed trims nothing, and neither does a snapshot at one", async () => {
    await bench.append(event(1), event(2), event(3));
    await bench.log.putSnapshot("run", bench.epoch, { at: `${bench.epoch}:3`, state: "{}" });
    await bench.log.trim("run", { through: `${bench.epoch}:9` });
    expect(numbers(await bench.log.read("run", undefined, noLimit))).toEqual([1, 2, 3]);
    await bench.log.putSnapshot("run", bench.epoch, { at: `${bench.epoch}:9`, state: "{}" });
    await bench.log.trim("run", { through: `${bench.epoch}:2` });
    expect(numbers(await bench.log.read("run", undefined, noLimit))).toEqual([1, 2, 3]);
  });
}
