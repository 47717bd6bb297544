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
