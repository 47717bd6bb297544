import { describe, expect, test } from "vitest";
import { MemoryLog } from "../../runtime/core/log/memory-log.js";
import { event } from "./log-bench.js";
import { logContract } from "./log-contract.js";

logContract("MemoryLog", () => {
  let log = new MemoryLog();
  return Promise.resolve({
    open: (clock) => {
      log = new MemoryLog({ now: () => clock.nowMs });
      return Promise.resolve(log);
    },
    dispose: () => log.close(),
  });
});

describe("the bounds of MemoryLog", () => {
  test("it says that a restart loses its events", () => {
    expect(new MemoryLog().durability).toBe("memory");
  });

  test("[LM1] it forgets epochs whose events it no longer holds", async () => {
    const log = new MemoryLog({ maxEvents: 2 });
    const limit = { maxEvents: 100, maxBytes: 100_000 };
    const epochs: number[] = [];
    for (let n = 1; n <= 6; n++) {
      const { epoch } = await log.claim("run");
      await log.append("run", epoch, [event(n)]);
      epochs.push(epoch);
    }
    expect(await log.read("run", `${epochs[0]}:1`, limit)).toMatchObject({ status: "unknown" });
    expect(await log.read("run", `${epochs[3]}:1`, limit)).toMatchObject({ status: "events", from: `${epochs[4]}:1` });
    expect(await log.read("run", `${epochs[5]}:1`, limit)).toMatchObject({ status: "events", texts: [] });
  });

  test.each([
    ["events", { maxEvents: 3 }],
    ["bytes", { maxBytes: 3 * JSON.stringify({ type: "tick", n: 1 }).length }],
  ])("[LM1] it keeps the newest %s", async (_, options) => {
    const log = new MemoryLog(options);
    const { epoch } = await log.claim("run");
    for (let n = 1; n <= 9; n++) await log.append("run", epoch, [event(n)]);
    const limit = { maxEvents: 100, maxBytes: 100_000 };
    expect(await log.read("run", `${epoch}:5`, limit)).toMatchObject({ status: "trimmed" });
    expect(await log.read("run", `${epoch}:6`, limit)).toMatchObject({ status: "events", from: `${epoch}:7`, at: `${epoch}:9` });
  });
});
