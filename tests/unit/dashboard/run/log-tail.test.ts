import { describe, expect, it } from "vitest";
import { type LogTail, appendLog, logTail, maxLogLength } from "../../../../examples/dashboard/src/run/log-tail.js";
import { nodeLog } from "../run-events.js";

const textOf = ({ chunks }: LogTail): string => chunks.map(({ text }) => text).join("");

describe("appendLog", () => {
  it("merges adjacent chunks of one channel", () => {
    const log = [nodeLog(0, "to"), nodeLog(2, "ken"), nodeLog(5, "s")].reduce(appendLog, logTail([]));
    expect(log.chunks).toMatchObject([{ kind: "text", channel: "stdout", text: "tokens" }]);
  });

  it("does not append text twice, and counts bytes instead of characters", () => {
    const log = [nodeLog(0, "hé"), nodeLog(0, "hé"), nodeLog(1, "é!"), nodeLog(4, "?")].reduce(appendLog, logTail([]));
    expect(textOf(log)).toBe("hé!?");
  });

  it("marks the place of missing text", () => {
    const log = [nodeLog(0, "a"), nodeLog(1_501, "b")].reduce(appendLog, logTail([]));
    expect(log.chunks.map(({ kind, text }) => [kind, text])).toEqual([
      ["text", "a"],
      ["gap", "1,500 bytes of stdout are missing"],
      ["text", "b"],
    ]);
  });

  it("keeps channels apart and in order of arrival", () => {
    const log = [nodeLog(0, "out"), nodeLog(0, "err", { channel: "stderr" }), nodeLog(3, "put")].reduce(appendLog, logTail([]));
    expect(log.chunks.map(({ channel, text }) => `${channel}:${text}`)).toEqual(["stdout:out", "stderr:err", "stdout:put"]);
  });

  it("starts at 0 with every attempt, and drops late text of an earlier one", () => {
    const log = [nodeLog(0, "one"), nodeLog(0, "two", { attempt: 2 }), nodeLog(3, "late")].reduce(appendLog, logTail([]));
    expect(log.chunks.map(({ text }) => text)).toEqual(["one", "attempt 2", "two"]);
  });

  it.each([
    ["one long chunk", 1, 250_000],
    ["many chunks", 40, 10_000],
    ["a token stream", 4_000, 100],
  ])("stays bounded: %s", (_name, count, length) => {
    const chunks = Array.from({ length: count }, (_, index) => nodeLog(index * length, "x".repeat(length)));
    const log = chunks.reduce(appendLog, logTail([]));
    expect(textOf(log).length).toBe(log.length);
    expect(log.length).toBeLessThanOrEqual(maxLogLength);
    expect(log.length).toBeGreaterThan(maxLogLength / 2);
    expect(log.isCut).toBe(true);
  });
});
