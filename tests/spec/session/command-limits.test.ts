import { expect, test } from "vitest";
import { frames, idOf, named, ServerBench } from "../../helpers/session-bench.js";

test("[CM14] the server refuses a command to a stream that the connection does not follow", () => {
  const bench = new ServerBench();
  bench.goLive();
  const outputs = bench.frame({ type: "$command", id: idOf(1), stream: "other", event: {} });
  expect(frames(outputs)).toMatchObject([{ type: "$nack", code: "not_subscribed" }]);
});

test("[LM2] at most 8 commands of a connection are unfinished at once", () => {
  const bench = new ServerBench();
  bench.goLive();
  for (let n = 1; n <= 8; n++) expect(named(bench.command(n), "submit")).toHaveLength(1);
  expect(frames(bench.command(9))).toMatchObject([{ type: "$nack", code: "rate_limited", retryAfterMs: 1_000 }]);
  expect(bench.command(8)).toEqual([]);
  bench.step({ kind: "finished", id: idOf(1), finish: { kind: "refused", code: "no", message: "" } });
  expect(named(bench.command(9), "submit")).toHaveLength(1);
});

test("[LM3] a connection may send 40 commands at once and 20 a second on average", () => {
  const bench = new ServerBench({ maxUnacked: 1_000 });
  bench.goLive();
  let n = 0;
  const submitted = (): number => {
    let count = 0;
    while (named(bench.command(++n), "submit").length > 0) count++;
    return count;
  };
  expect(submitted()).toBe(40);
  expect(frames(bench.command(++n))).toMatchObject([{ code: "rate_limited", retryAfterMs: 50 }]);
  bench.nowMs += 50;
  expect(submitted()).toBe(1);
  bench.nowMs += 1_000;
  expect(submitted()).toBe(20);
  bench.nowMs += 100_000;
  expect(submitted()).toBe(40);
});

test("[LM4] the server closes a client that keeps sending too fast with 4129", () => {
  const bench = new ServerBench({ maxUnacked: 0 });
  bench.goLive();
  for (let n = 1; n <= 40; n++) expect(named(bench.command(n), "close")).toEqual([]);
  expect(named(bench.command(41), "close")).toMatchObject([{ code: 4129 }]);
});
