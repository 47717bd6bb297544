import { expect, test } from "vitest";
import { ClientBench, eventsFrame, sentFrames } from "../../helpers/session-bench.js";

test("[HB1] the client sends $ping after a time of silence, and any frame shows that the server is alive", () => {
  const bench = new ClientBench();
  bench.goLive("1:5");
  bench.pass(14_000);
  bench.frame(eventsFrame("1:6", 1));
  expect(bench.wakeMs).toBe(29_000);
  expect(sentFrames(bench.pass(15_000))).toEqual([{ type: "$ping", n: 1 }]);
});

test("[HB2] $pong gives the round trip time", () => {
  const bench = new ClientBench();
  bench.goLive("1:5");
  bench.pass(15_000);
  bench.nowMs += 120;
  bench.frame({ type: "$pong", n: 1 });
  expect(bench.state.heartbeat.roundTripMs).toBe(120);
  expect(bench.phase).toBe("live");
});

test("[HB3] without $pong for 3 s the connection is stale, until a frame comes", () => {
  const bench = new ClientBench();
  bench.goLive("1:5");
  bench.pass(15_000);
  bench.pass(3_000);
  expect(bench.phase).toBe("stale");
  bench.frame(eventsFrame("1:6", 1));
  expect(bench.phase).toBe("live");
});

test("[HB4] after timeoutMs of silence the client closes the socket and dials again", () => {
  const bench = new ClientBench();
  bench.goLive("1:5");
  bench.pass(15_000);
  bench.pass(3_000);
  expect(bench.wakeMs).toBe(40_000);
  expect(bench.pass(22_000)).toMatchObject([{ action: "drop" }]);
  expect(bench.phase).toBe("backoff");
});

test.each(["visible", "online"] as const)("[HB5] after %s the client sends $ping at once, and gives up after 3 s of silence", (kind) => {
  const bench = new ClientBench();
  bench.goLive("1:5");
  expect(sentFrames(bench.step({ kind }))).toEqual([{ type: "$ping", n: 1 }]);
  expect(bench.pass(3_000)).toMatchObject([{ action: "drop" }]);
});

test("[HB4] the silence of a connection begins with its opening, not with the last frame of the connection before", () => {
  const bench = new ClientBench();
  bench.goLive("1:5");
  bench.lose(1);
  bench.pass(100_000);
  bench.step({ kind: "opened", attempt: 2, subprotocol: "dagwire.v1.1" });
  expect(bench.state.heartbeat).toMatchObject({ heardAtMs: 100_000 });
  expect(bench.state.cursors.get("run")).toMatchObject({ phase: "asked", position: "1:5" });
  expect(bench.step({ kind: "timer" })).toEqual([]);
  expect(bench.wakeMs).toBe(110_000);
});

test("[HB5] a client that waits dials at once after visible", () => {
  const bench = new ClientBench();
  bench.step({ kind: "start" });
  bench.lose(1);
  expect(bench.step({ kind: "visible" })).toMatchObject([{ action: "dial", attempt: 2 }]);
});
