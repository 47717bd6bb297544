import { expect, test } from "vitest";
import { frames, named, ServerBench } from "../../helpers/session-bench.js";

test("[HB6] the server pings at each interval, and terminates a connection that is silent for too long", () => {
  const bench = new ServerBench();
  bench.goLive();
  bench.nowMs = 15_000;
  expect(bench.step({ kind: "tick" })).toEqual([{ action: "ping" }]);
  bench.step({ kind: "heard" });
  bench.nowMs = 54_000;
  expect(named(bench.step({ kind: "tick" }), "terminate")).toEqual([]);
  bench.nowMs = 55_000;
  expect(named(bench.step({ kind: "tick" }), "terminate")).toHaveLength(1);
});

test("[HB6] a full socket has to make progress, because a ping cannot pass it", () => {
  const bench = new ServerBench({ progressTimeoutMs: 100_000 });
  bench.goLive();
  bench.step({ kind: "congested", stream: "run", at: "1:5", isFull: true });
  bench.nowMs = 60_000;
  expect(bench.step({ kind: "tick" })).toEqual([]);
});

test("[HB2] the server answers $ping with its number", () => {
  const bench = new ServerBench();
  bench.goLive();
  expect(frames(bench.frame({ type: "$ping", n: 7 }))).toEqual([{ type: "$pong", n: 7 }]);
});
