import { expect, test } from "vitest";
import type { Verdict } from "../../../runtime/core/frames/types.js";
import { ClientBench, eventsFrame, identity, sentFrames, welcomeFrame } from "../../helpers/session-bench.js";

test("[CS1] the client ignores inputs of an earlier attempt", () => {
  const bench = new ClientBench();
  bench.goLive("1:5");
  bench.lose(1);
  bench.pass(30_000);
  bench.step({ kind: "opened", attempt: 2, isSession: true });
  const before = bench.state;
  bench.frame(eventsFrame("1:6", 1), 1);
  bench.lose(1, 1000);
  bench.step({ kind: "opened", attempt: 1, isSession: true });
  expect(bench.state).toEqual(before);
});

test("[CS5] after $bye the client waits the time in it, and no longer", () => {
  const bench = new ClientBench();
  bench.goLive("1:5");
  bench.random = 0.25;
  expect(bench.frame({ type: "$bye", reason: "restart", afterMs: 1_000, spreadMs: 8_000 })).toMatchObject([{ action: "drop", code: 1000 }]);
  expect(bench.wakeMs).toBe(3_000);
  expect(bench.pass(3_000)).toMatchObject([{ action: "dial", attempt: 2 }]);
});

test("[CS6] closed and incompatible are final", () => {
  const bench = new ClientBench();
  bench.goLive("1:5");
  bench.lose(1, 4403);
  expect(bench.phase).toBe("closed");
  bench.step({ kind: "online" });
  bench.step({ kind: "visible" });
  bench.pass(100_000);
  expect(bench.phase).toBe("closed");
  const other = new ClientBench();
  other.welcome([], 1, { protocol: { ...identity, name: "else" } });
  other.step({ kind: "stop", code: 1000, reason: "" });
  expect(other.phase).toBe("incompatible");
});

test("[CS7] the client gives up a server that sends no $welcome within 10 s", () => {
  const bench = new ClientBench();
  bench.step({ kind: "start" });
  bench.step({ kind: "opened", attempt: 1, isSession: true });
  expect(bench.wakeMs).toBe(10_000);
  expect(bench.pass(10_000)).toMatchObject([{ action: "drop" }]);
  expect(bench.phase).toBe("backoff");
});

test("[CS8] the client is live when every stream is, and not before", () => {
  const bench = new ClientBench(["run", "other", "gone"]);
  bench.welcome([
    { stream: "run", mode: "snapshot" },
    { stream: "other", mode: "snapshot" },
    { stream: "gone", mode: "refused", code: 4404 },
  ]);
  for (const stream of ["run", "other"]) {
    expect(bench.phase).toBe("syncing");
    bench.frame({ type: "$snapshot", stream, at: "1:1", part: 1, of: 1, state: "{}" });
    bench.frame({ type: "$synced", stream, at: "1:1", recovered: true });
  }
  expect(bench.phase).toBe("live");
});

test("[CL2] after 4202 the client asks for a token before it dials", () => {
  const bench = new ClientBench(["run"], { token: "old" });
  expect(bench.step({ kind: "start" })).toMatchObject([{ action: "dial", needsToken: false }]);
  bench.step({ kind: "opened", attempt: 1, isSession: true });
  bench.lose(1, 4202);
  expect(bench.pass(0)).toMatchObject([{ action: "dial", attempt: 2, needsToken: true }]);
  bench.step({ kind: "token", token: "new" });
  expect(sentFrames(bench.step({ kind: "opened", attempt: 2, isSession: true }))).toMatchObject([{ auth: "new" }]);
});

test("[AU2] the client sends a new token over the open connection", () => {
  const bench = new ClientBench();
  bench.goLive("1:1");
  expect(sentFrames(bench.step({ kind: "token", token: "new" }))).toEqual([{ type: "$auth", token: "new" }]);
});

test("[SB4] the client reports a subscription that the server ends, and does not ask for it again", () => {
  const bench = new ClientBench();
  bench.goLive("1:5");
  expect(bench.frame({ type: "$unsubscribed", stream: "run", code: 1000, reason: "over" })).toEqual([
    { action: "ended", stream: "run", code: 1000, reason: "over" },
  ]);
  bench.lose(1);
  bench.pass(30_000);
  expect(sentFrames(bench.step({ kind: "opened", attempt: 2, isSession: true }))).toMatchObject([{ streams: [] }]);
});

test("[SB1] the client asks for another stream over the open connection, or else in $hello", () => {
  const bench = new ClientBench();
  bench.goLive("1:5");
  expect(sentFrames(bench.step({ kind: "subscribe", stream: "more" }))).toEqual([{ type: "$subscribe", stream: "more" }]);
  bench.frame({ type: "$subscribed", verdict: { stream: "more", mode: "snapshot" } });
  expect(bench.frame({ type: "$snapshot", stream: "more", at: "1:0", part: 1, of: 1, state: "{}" })).toMatchObject([{ action: "state" }]);
  bench.lose(1);
  bench.pass(30_000);
  expect(sentFrames(bench.step({ kind: "opened", attempt: 2, isSession: true }))).toMatchObject([
    { streams: [{ stream: "run" }, { stream: "more" }] },
  ]);
});

test("[SB2] the client ignores frames of a stream that it has left", () => {
  const bench = new ClientBench();
  bench.goLive("1:5");
  expect(sentFrames(bench.step({ kind: "unsubscribe", stream: "run" }))).toEqual([{ type: "$unsubscribe", stream: "run" }]);
  expect(bench.frame(eventsFrame("1:6", 1))).toEqual([]);
});

test("[SB1] [SB2] a stream that the client follows or leaves between $hello and $welcome is followed or left after $welcome", () => {
  const bench = new ClientBench(["run", "left"]);
  bench.step({ kind: "start" });
  bench.step({ kind: "opened", attempt: 1, isSession: true });
  bench.step({ kind: "subscribe", stream: "late" });
  bench.step({ kind: "unsubscribe", stream: "left" });
  const verdict = (stream: string): Verdict => ({ stream, mode: "snapshot", head: "1:5" });
  expect(sentFrames(bench.frame(welcomeFrame([verdict("run"), verdict("left")])))).toEqual([
    { type: "$subscribe", stream: "late" },
    { type: "$unsubscribe", stream: "left" },
  ]);
});
