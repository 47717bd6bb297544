import { expect, test } from "vitest";
import type { LogRecord } from "../../runtime/core/log/stream-log.js";
import { commandId, event, noLimit, numbers, outcome } from "./log-bench.js";
import type { Bench } from "./log-bench.js";

const circular: { self?: unknown } = {};
circular.self = circular;

function withResult(value: unknown): LogRecord {
  return { kind: "outcome", outcome: { ...outcome(commandId(7), "gate").outcome, result: { status: "accepted", value } } };
}

/** Records that no log can store. The last three come from programs in plain JavaScript. */
const unfit: readonly (readonly [string, LogRecord])[] = [
  ["a BigInt as its result", withResult(1n)],
  ["a circular result", withResult(circular)],
  ["a result whose toJSON throws", withResult({ toJSON: () => JSON.parse("no JSON") as unknown })],
  ["an event that is no text", { kind: "event", text: JSON.parse("7") as string }],
  ["an id that is no text", { kind: "outcome", outcome: { ...outcome(commandId(8)).outcome, id: JSON.parse("7") as string } }],
  ["a gate that is no text", { kind: "outcome", outcome: outcome(commandId(9), JSON.parse("7") as string).outcome }],
];

/** A log checks and encodes every record of an append before it writes the first one. */
export function recordSuite(bench: Bench): void {
  test.each(unfit)("[LG2] an append with %s is refused whole and alone, and the stream continues", async (_, record) => {
    const { log, epoch } = bench;
    const results = await Promise.allSettled([
      log.append("run", epoch, [event(1)]),
      log.append("run", epoch, [event(2), outcome(commandId(1), "other"), record]),
      log.append("run", epoch, [event(3), outcome(commandId(2))]),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(results[1]).toMatchObject({
      reason: expect.objectContaining({ message: expect.stringMatching(/^cannot append .*expected .*got/) }),
    });
    expect(numbers(await log.read("run", undefined, noLimit))).toEqual([1, 3]);
    expect([await log.outcome("run", commandId(1)), await log.decision("run", "other"), await log.decision("run", "gate")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(await log.outcome("run", commandId(2))).toMatchObject({ at: `${epoch}:2` });
  });

  test("[LG6] an outcome is a copy, so later changes of the result change nothing", async () => {
    const value = { text: "before" };
    await bench.append(withResult(value));
    value.text = "after";
    expect(await bench.log.outcome("run", commandId(7))).toMatchObject({ result: { status: "accepted", value: { text: "before" } } });
  });
}
