import { expect, test } from "vitest";
import { commandId, event, nowMs, outcome } from "./log-bench.js";
import type { Bench } from "./log-bench.js";

/** A log does not believe the clock of its caller. */
export function clockSuite(bench: Bench): void {
  const day = 86_400_000;
  const ahead = { outcomesBeforeMs: nowMs + 29 * day, outcomesKeptMs: day };

  test("[LG8] a trim by a clock that is 30 days ahead removes no outcome of the last day, and later ids are taken", async () => {
    const [old, recent, newest] = [commandId(1, nowMs - 2 * day), commandId(2, nowMs - day), commandId(3, nowMs)];
    await bench.append(event(1), outcome(old), outcome(recent), outcome(newest));
    await bench.log.trim("run", ahead);
    expect(await bench.log.outcome("run", old)).toBe("forgotten");
    expect([await bench.log.outcome("run", recent), await bench.log.outcome("run", newest)]).toMatchObject([
      { id: recent },
      { id: newest },
    ]);
    expect((await bench.append(event(2), outcome(commandId(4, nowMs + 1_000)))).status).toBe("appended");
    expect(await bench.append(event(3), outcome(commandId(5, nowMs - 3 * day)))).toEqual({ status: "forgotten" });
  });

  test("[LG8] the horizon moves only past outcomes that the log has removed", async () => {
    await bench.log.trim("run", { outcomesBeforeMs: nowMs + 30 * day });
    expect((await bench.append(outcome(commandId(1, nowMs)))).status).toBe("appended");
    await bench.log.trim("run", { outcomesBeforeMs: nowMs + 30 * day });
    expect(await bench.log.outcome("run", commandId(1, nowMs))).toBe("forgotten");
    expect(await bench.append(outcome(commandId(2, nowMs)))).toEqual({ status: "forgotten" });
    expect((await bench.append(outcome(commandId(3, nowMs + 1)))).status).toBe("appended");
  });

  test("[LG8] an id whose time is 30 days ahead moves no horizon past the other ids", async () => {
    await bench.append(outcome(commandId(1, nowMs)), outcome(commandId(2, nowMs + 30 * day)));
    await bench.log.trim("run", ahead);
    expect((await bench.append(outcome(commandId(3, nowMs + 1)))).status).toBe("appended");
    expect(await bench.log.outcome("run", commandId(2, nowMs + 30 * day))).toMatchObject({ id: commandId(2, nowMs + 30 * day) });
  });

  test("[LG8] the horizon of a stream with names too long for LMDB moves in the same way", async () => {
    const stream = "x".repeat(2_000);
    const { epoch } = await bench.log.claim(stream);
    await bench.log.append(stream, epoch, [outcome(commandId(1, nowMs - 2 * day)), outcome(commandId(2, nowMs))]);
    await bench.log.trim(stream, ahead);
    expect(await bench.log.outcome(stream, commandId(1, nowMs - 2 * day))).toBe("forgotten");
    expect(await bench.log.outcome(stream, commandId(2, nowMs))).toMatchObject({ id: commandId(2, nowMs) });
    expect((await bench.log.append(stream, epoch, [outcome(commandId(3, nowMs + 1))])).status).toBe("appended");
  });
}
