import { expect, test } from "vitest";
import { ClientBench, eventsFrame, sentFrames } from "../../helpers/session-bench.js";

test("[RS6] the client applies each event once and skips events that it has", () => {
  const bench = new ClientBench();
  bench.goLive("1:5");
  expect(bench.frame(eventsFrame("1:4", 2))).toEqual([]);
  expect(bench.frame(eventsFrame("1:5", 3))).toMatchObject([{ action: "events", from: "1:6", at: "1:7", events: [{ n: 1 }, { n: 2 }] }]);
  expect(bench.frame(eventsFrame("1:8", 1))).toMatchObject([{ action: "events", from: "1:8", at: "1:8" }]);
});

test("[RS7] after a gap the client applies nothing and connects again with its position", () => {
  const bench = new ClientBench();
  bench.goLive("1:5");
  expect(bench.frame(eventsFrame("1:7", 1))).toMatchObject([{ action: "drop", code: 4100 }]);
  expect(bench.phase).toBe("backoff");
  bench.pass(30_000);
  const [hello] = sentFrames(bench.step({ kind: "opened", attempt: 2, subprotocol: "dagwire.v1.1" }));
  expect(hello).toMatchObject({ streams: [{ stream: "run", after: "1:5" }] });
});

test.each([
  ["of another epoch", eventsFrame("2:1", 1)],
  ["that follow another position", eventsFrame("2:1", 1, { follows: "1:6" })],
])("[RS7] events %s are a gap", (_, frame) => {
  const bench = new ClientBench();
  bench.goLive("1:5");
  expect(bench.frame(frame)).toMatchObject([{ action: "drop", code: 4100 }]);
});

test("[RS7] a verdict with another position than the client's is a gap", () => {
  const bench = new ClientBench();
  bench.goLive("1:5");
  bench.lose(1);
  bench.pass(30_000);
  expect(bench.welcome([{ stream: "run", mode: "replay", from: "1:4", head: "1:9" }], 2)).toMatchObject([{ action: "drop", code: 4100 }]);
});

test("[RS5] the client continues with a new epoch if $events says which position it follows", () => {
  const bench = new ClientBench();
  bench.goLive("1:5");
  expect(bench.frame(eventsFrame("2:1", 2, { follows: "1:5" }))).toMatchObject([{ action: "events", from: "2:1", at: "2:2" }]);
  expect(bench.state.cursors.get("run")?.position).toBe("2:2");
});

test("[RS8] the client applies a snapshot when it has all parts, and a part with another `at` begins a new one", () => {
  const bench = new ClientBench();
  bench.welcome([{ stream: "run", mode: "snapshot" }]);
  const part = (at: string, n: number, state: string) => bench.frame({ type: "$snapshot", stream: "run", at, part: n, of: 2, state });
  expect(part("1:5", 1, '{"a"')).toMatchObject([{ action: "part", part: { part: 1 } }]);
  expect(part("1:8", 1, '{"b"')).toMatchObject([{ action: "part", part: { part: 1 } }]);
  expect(part("1:8", 2, ":1}")).toMatchObject([
    { action: "part", part: { part: 2 } },
    { action: "state", stream: "run", at: "1:8" },
  ]);
  expect(bench.state.cursors.get("run")).toMatchObject({ phase: "replay", position: "1:8" });
});

test("[RS8] the client closes the connection after a part that is not the next one", () => {
  const bench = new ClientBench();
  bench.welcome([{ stream: "run", mode: "snapshot" }]);
  expect(bench.frame({ type: "$snapshot", stream: "run", at: "1:5", part: 2, of: 2, state: "}" })).toMatchObject([
    { action: "drop", code: 4100 },
  ]);
});

test("[RS10] the client closes the connection after $synced at another position", () => {
  const bench = new ClientBench();
  bench.goLive("1:5");
  expect(bench.frame({ type: "$synced", stream: "run", at: "1:6", recovered: true })).toMatchObject([{ action: "drop", code: 4100 }]);
});

test("[RS11] the client reports a loss even if the connection breaks before $synced", () => {
  const bench = new ClientBench();
  bench.goLive("1:5");
  expect(bench.frame({ type: "$reset", stream: "run", reason: "trimmed" })).toEqual([
    { action: "reset", stream: "run", reason: "trimmed" },
  ]);
  bench.lose(1);
  bench.pass(30_000);
  bench.welcome([{ stream: "run", mode: "snapshot" }], 2);
  bench.frame({ type: "$snapshot", stream: "run", at: "1:9", part: 1, of: 1, state: "{}" }, 2);
  const outputs = bench.frame({ type: "$synced", stream: "run", at: "1:9", recovered: true }, 2);
  expect(outputs).toEqual([{ action: "synced", stream: "run", at: "1:9", recovered: false }]);
});

test("[SC3] conflated events without the position of the last event are an error", () => {
  const bench = new ClientBench();
  bench.goLive("1:5");
  expect(bench.frame(eventsFrame("1:6", 1, { conflated: true }))).toMatchObject([
    { action: "drop", code: 4100, reason: expect.stringContaining("expected upto, got nothing") },
  ]);
});

test("[SC3] conflated events move the position to the last event that they replace", () => {
  const bench = new ClientBench();
  bench.goLive("1:5");
  const outputs = bench.frame(eventsFrame("1:6", 1, { upto: "1:90", conflated: true }));
  expect(outputs).toMatchObject([{ action: "events", from: "1:6", at: "1:90", isConflated: true }]);
  expect(bench.frame(eventsFrame("1:91", 1))).toMatchObject([{ action: "events", at: "1:91" }]);
});
