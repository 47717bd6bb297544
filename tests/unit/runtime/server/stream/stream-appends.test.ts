import { setImmediate } from "node:timers/promises";
import { MemoryLog } from "@dagwire/runtime";
import { expect, test } from "vitest";
import { StreamAppends } from "../../../../../runtime/server/stream/stream-appends.js";
import type { AppendResult } from "../../../../../runtime/core/log/stream-log.js";

// A log on a disk rejects its appends in order, and another log may not.
test("[LG14] an append that fails before an earlier one has finished causes no unhandled rejection", async () => {
  const unhandled: unknown[] = [];
  const hear = (reason: unknown): unknown => unhandled.push(reason);
  process.on("unhandledRejection", hear);
  let answer: (result: AppendResult) => void = () => undefined;
  const results = [
    new Promise<AppendResult>((resolve) => (answer = resolve)),
    new Promise<AppendResult>((_, reject) => reject(new Error("the disk is full"))),
  ];
  const log = new MemoryLog();
  log.append = () => results.shift() ?? Promise.resolve({ status: "appended", at: "1:3" });
  const failures: unknown[] = [];
  const appends = new StreamAppends(
    { log, stream: "run", epoch: 1, head: "1:0" },
    { admit: (texts) => texts, onRefused: () => undefined, onFenced: () => undefined, onFailed: (thrown) => failures.push(thrown) },
  );
  for (const text of ["1", "2"]) {
    appends.add(text);
    appends.flush();
  }
  await setImmediate();
  answer({ status: "appended", at: "1:1" });
  expect(await appends.flushed()).toBe("1:1");
  process.off("unhandledRejection", hear);
  expect({ unhandled, failures }).toEqual({ unhandled: [], failures: [new Error("the disk is full")] });
  await expect(appends.append([{ kind: "event", text: "3" }])).rejects.toThrow("the disk is full");
});
