import { expect, test } from "vitest";
import { MemoryLog } from "../../runtime/core/log/memory-log.js";
import type { AppendResult, Checkpoint, LogReadResult, LogRecord, ReadRequest, TrimRequest } from "../../runtime/core/log/stream-log.js";
import { checkReadBefore, checkTimes } from "./history-suite.js";
import { nowMs } from "./log-bench.js";
import type { Bench, Clock } from "./log-bench.js";
import { checkCheckpoints } from "./retention-suite.js";

type Check = (bench: Pick<Bench, "log" | "epoch" | "clock">) => Promise<void>;

/** A log that keeps the time of its clock, also if that has gone back. */
class BackwardLog extends MemoryLog {
  readonly #clock: Clock;
  readonly #times: number[] = [];

  constructor(clock: Clock) {
    super({ now: () => clock.nowMs });
    this.#clock = clock;
  }

  override append(stream: string, epoch: number, records: readonly LogRecord[], number?: number): Promise<AppendResult> {
    for (const { kind } of records) if (kind === "event") this.#times.push(this.#clock.nowMs);
    return super.append(stream, epoch, records, number);
  }

  override async read(stream: string, after: string | undefined, request: ReadRequest): Promise<LogReadResult | undefined> {
    const result = await super.read(stream, after, request);
    if (result?.status !== "events") return result;
    const { count, texts } = result;
    return { ...result, times: this.#times.slice(count, count + texts.length).map((storedMs) => ({ count: 1, storedMs })) };
  }
}

/** A log whose pages that go back begin after the first event of an epoch. */
class SkippingLog extends MemoryLog {
  override async readBefore(stream: string, before: string | undefined, request: ReadRequest): Promise<LogReadResult | undefined> {
    const result = await super.readBefore(stream, before, request);
    if (result?.status !== "events" || result.follows === undefined || result.texts.length === 1) return result;
    const { follows: _, ...rest } = result;
    return { ...rest, texts: result.texts.slice(1), after: result.from, count: result.count + 1 };
  }
}

/** A log that removes the states before the newest one at each trim. */
class ForgettingLog extends MemoryLog {
  #trimmed = false;

  override trim(stream: string, request: TrimRequest): Promise<void> {
    this.#trimmed = true;
    return super.trim(stream, request);
  }

  override async checkpoints(stream: string): Promise<readonly Checkpoint[]> {
    const all = await super.checkpoints(stream);
    return this.#trimmed ? all.slice(-1) : all;
  }
}

const bugs: readonly (readonly [string, (clock: Clock) => MemoryLog, Check])[] = [
  ["times that go back", (clock) => new BackwardLog(clock), checkTimes],
  ["a checkpoint that is trimmed too early", () => new ForgettingLog(), checkCheckpoints],
  ["a page that skips the first event of an epoch", () => new SkippingLog(), checkReadBefore],
];

test.each(bugs)("the contract suite finds the bug: %s", async (_, create, check) => {
  const clock = { nowMs };
  const run = async (log: MemoryLog): Promise<void> => check({ log, epoch: (await log.claim("run")).epoch, clock });
  await run(new MemoryLog({ now: () => clock.nowMs }));
  clock.nowMs = nowMs;
  await expect(run(create(clock))).rejects.toThrow();
});
