import { expect, test } from "vitest";
import type { LogSlice } from "../../runtime/core/log/stream-log.js";
import { commandId, event, noLimit, nowMs, numbers, outcome } from "./log-bench.js";
import type { Bench } from "./log-bench.js";

/** Appends that are numbered within a claim. */
export function numberSuite(bench: Bench): void {
  test("[LG23] an append that comes again under its number is appended once, and gets the same answer", async () => {
    const { log, epoch } = bench;
    const heard: LogSlice[] = [];
    log.tail("run", (slice) => heard.push(slice));
    const first = await log.append("run", epoch, [event(1), outcome(commandId(1))], 1);
    expect(first).toEqual({ status: "appended", at: `${epoch}:1` });
    const both = [log.append("run", epoch, [event(2)], 2), log.append("run", epoch, [event(2)], 2)];
    expect(await Promise.all(both)).toEqual([
      { status: "appended", at: `${epoch}:2` },
      { status: "appended", at: `${epoch}:2` },
    ]);
    expect(await log.append("run", epoch, [event(1), outcome(commandId(1))], 1)).toEqual(first);
    expect(numbers(await log.read("run", undefined, noLimit))).toEqual([1, 2]);
    expect(heard.map(({ texts }) => texts.length)).toEqual([1, 1]);
  });

  test("[LG23] four appends may be under way, and each of them may come again", async () => {
    const { log, epoch } = bench;
    const all = [1, 2, 3, 4, 1, 2, 3, 4, 5].map((number) => log.append("run", epoch, [event(number)], number));
    expect((await Promise.all(all)).map((result) => (result.status === "appended" ? result.at : result.status))).toEqual(
      [1, 2, 3, 4, 1, 2, 3, 4, 5].map((number) => `${epoch}:${number}`),
    );
    expect(numbers(await log.read("run", undefined, noLimit))).toEqual([1, 2, 3, 4, 5]);
  });

  test("[LG23] an append that leaves out a number is a gap, which names the last number of the log", async () => {
    const { log, epoch } = bench;
    expect(await log.append("run", epoch, [event(2), outcome(commandId(1))], 2)).toEqual({ status: "gap", last: 0 });
    await log.append("run", epoch, [event(1)], 1);
    expect(await log.append("run", epoch, [event(3)], 3)).toEqual({ status: "gap", last: 1 });
    expect(numbers(await log.read("run", undefined, noLimit))).toEqual([1]);
    expect(await log.outcome("run", commandId(1))).toBeUndefined();
  });

  test("[LG23] the log remembers the newest eight answers", async () => {
    const { log, epoch } = bench;
    for (let number = 1; number <= 10; number++) await log.append("run", epoch, [event(number)], number);
    expect(await log.append("run", epoch, [event(3)], 3)).toEqual({ status: "appended", at: `${epoch}:3` });
    expect(await log.append("run", epoch, [event(2)], 2)).toEqual({ status: "gap", last: 10 });
    expect(numbers(await log.read("run", undefined, noLimit))).toHaveLength(10);
  });

  test("[LG23] a refused append uses up its number, and its answer comes again", async () => {
    const { log, epoch } = bench;
    await log.append("run", epoch, [outcome(commandId(1), "gate"), outcome(commandId(2, nowMs - 1_000))], 1);
    await log.trim("run", { outcomesBeforeMs: nowMs - 500 });
    const refused = [
      { records: [event(1), outcome(commandId(1))], number: 2, answer: { status: "duplicate", outcome: { id: commandId(1) } } },
      { records: [event(2), outcome(commandId(3), "gate")], number: 3, answer: { status: "decided", outcome: { id: commandId(1) } } },
      { records: [event(3), outcome(commandId(2, nowMs - 1_000))], number: 4, answer: { status: "forgotten" } },
    ];
    for (const { records, number, answer } of refused) expect(await log.append("run", epoch, records, number)).toMatchObject(answer);
    for (const { records, number, answer } of refused) expect(await log.append("run", epoch, records, number)).toMatchObject(answer);
    expect(await log.append("run", epoch, [event(4)], 5)).toEqual({ status: "appended", at: `${epoch}:1` });
  });

  test("[LG23] a new claim counts from 1 again, and refuses the numbers of the claim before", async () => {
    const { log, epoch } = bench;
    await log.append("run", epoch, [event(1)], 1);
    const next = await log.claim("run");
    expect(await log.append("run", epoch, [event(2)], 2)).toEqual({ status: "fenced", epoch: next.epoch });
    expect(await log.append("run", epoch, [event(1)], 1)).toEqual({ status: "fenced", epoch: next.epoch });
    expect(await log.append("run", next.epoch, [event(2)], 1)).toEqual({ status: "appended", at: `${next.epoch}:1` });
    expect(await log.append("run", next.epoch, [event(2)], 1)).toEqual({ status: "appended", at: `${next.epoch}:1` });
  });
}
