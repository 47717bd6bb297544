import { describe, expect, test } from "vitest";
import { ClientBench, identity, idOf, named, sentFrames, welcomeFrame } from "../../helpers/session-bench.js";
import type { EventsFrame } from "../../../runtime/core/session/server-event.js";

const events = (from: string, count: number, more: Partial<EventsFrame> = {}): EventsFrame => ({
  type: "$events",
  stream: "run",
  from,
  events: Array.from({ length: count }, (_, n) => ({ n })),
  ...more,
});

describe("handshake", () => {
  test("[HS1] the first frame is $hello, with the positions that the client holds", () => {
    const bench = new ClientBench(["run", "other"], { token: "t" });
    bench.happen({ kind: "start" });
    const hello = { type: "$hello", v: 1, protocol: identity, client: "c1", auth: "t" };
    expect(sentFrames(bench.happen({ kind: "opened", attempt: 1, isSession: true }))).toEqual([
      { ...hello, streams: [{ stream: "run" }, { stream: "other" }] },
    ]);
    bench.frame(welcomeFrame([{ stream: "run", mode: "snapshot" }, { stream: "other", mode: "snapshot" }]));
    bench.frame({ type: "$snapshot", stream: "run", at: "1:5", part: 1, of: 1, state: "{}" });
    bench.lose(1);
    bench.pass(30_000);
    expect(sentFrames(bench.happen({ kind: "opened", attempt: 2, isSession: true }))).toEqual([
      { ...hello, streams: [{ stream: "run", after: "1:5" }, { stream: "other" }] },
    ]);
  });

  test("[HS6] the client refuses a server that it cannot understand, for good", () => {
    const bench = new ClientBench();
    const outputs = bench.welcome([], 1, { protocol: { ...identity, name: "else" } });
    expect(outputs).toMatchObject([{ action: "drop", code: 4409 }]);
    expect(bench.phase).toBe("incompatible");
    expect(bench.wakeMs).toBeUndefined();
  });

  test("[HS6] it warns of another build of the same major version, and asks the matrix first", () => {
    const other = { ...identity, version: "1.9.0", digest: "sha256:b" };
    expect(new ClientBench().welcome([], 1, { protocol: other })).toMatchObject([{ action: "warn", protocol: other, verdict: "warn" }]);
    const knowing = new ClientBench([], { matrix: { "sha256:b": "same" } });
    expect(named(knowing.welcome([], 1, { protocol: other }), "warn")).toEqual([]);
    const strict = new ClientBench([], { matrix: { "sha256:b": "refuse" } });
    strict.welcome([], 1, { protocol: other });
    expect(strict.phase).toBe("incompatible");
  });

  test("[HS7] $welcome sets the heartbeat and how much may be unacknowledged", () => {
    const bench = new ClientBench(["run", "b", "c"]);
    for (const [n, stream] of ["run", "b", "c"].entries()) bench.command(n, stream);
    const verdicts = ["run", "b", "c"].map((stream) => ({ stream, mode: "snapshot" as const }));
    const limits = { maxUnacked: 2, maxStreams: 64, maxPayloadBytes: 1 };
    const outputs = bench.welcome(verdicts, 1, { limits, heartbeat: { intervalMs: 500, timeoutMs: 900 } });
    expect(sentFrames(outputs)).toMatchObject([{ type: "$command", id: idOf(0) }, { type: "$command", id: idOf(1) }]);
    expect(sentFrames(bench.pass(500))).toEqual([{ type: "$ping", n: 1 }]);
  });
});

describe("resume", () => {
  test("[RS6] events are applied once: those known are skipped", () => {
    const bench = new ClientBench();
    bench.goLive("1:5");
    expect(bench.frame(events("1:4", 2))).toEqual([]);
    expect(bench.frame(events("1:5", 3))).toMatchObject([{ action: "events", from: "1:6", at: "1:7", events: [{ n: 1 }, { n: 2 }] }]);
    expect(bench.frame(events("1:8", 1))).toMatchObject([{ action: "events", from: "1:8", at: "1:8" }]);
  });

  test("[RS7] a gap applies nothing: the client leaves and comes back with its position", () => {
    const bench = new ClientBench();
    bench.goLive("1:5");
    expect(bench.frame(events("1:7", 1))).toMatchObject([{ action: "drop", code: 4100 }]);
    expect(bench.phase).toBe("backoff");
    bench.pass(30_000);
    const [hello] = sentFrames(bench.happen({ kind: "opened", attempt: 2, isSession: true }));
    expect(hello).toMatchObject({ streams: [{ stream: "run", after: "1:5" }] });
  });

  test.each([
    ["of another epoch", events("2:1", 1)],
    ["that follow another position", events("2:1", 1, { follows: "1:6" })],
  ])("[RS7] events %s are a gap", (_, frame) => {
    const bench = new ClientBench();
    bench.goLive("1:5");
    expect(bench.frame(frame)).toMatchObject([{ action: "drop", code: 4100 }]);
  });

  test("[RS7] a verdict that goes on from elsewhere is a gap", () => {
    const bench = new ClientBench();
    bench.goLive("1:5");
    bench.lose(1);
    bench.pass(30_000);
    expect(bench.welcome([{ stream: "run", mode: "replay", from: "1:4", head: "1:9" }], 2)).toMatchObject([{ action: "drop", code: 4100 }]);
  });

  test("[RS5] an epoch that says what it follows is gone on with", () => {
    const bench = new ClientBench();
    bench.goLive("1:5");
    expect(bench.frame(events("2:1", 2, { follows: "1:5" }))).toMatchObject([{ action: "events", from: "2:1", at: "2:2" }]);
    expect(bench.state.cursors.get("run")?.position).toBe("2:2");
  });

  test("[RS8] a snapshot counts when all its parts are there; another `at` starts over", () => {
    const bench = new ClientBench();
    bench.welcome([{ stream: "run", mode: "snapshot" }]);
    const part = (at: string, n: number, state: string) => bench.frame({ type: "$snapshot", stream: "run", at, part: n, of: 2, state });
    expect(part("1:5", 1, '{"a"')).toEqual([]);
    expect(part("1:8", 1, '{"b"')).toEqual([]);
    expect(part("1:8", 2, ":1}")).toEqual([{ action: "state", stream: "run", at: "1:8", text: '{"b":1}' }]);
    expect(bench.state.cursors.get("run")).toMatchObject({ phase: "replay", position: "1:8" });
  });

  test("[RS8] a part out of turn makes the client leave", () => {
    const bench = new ClientBench();
    bench.welcome([{ stream: "run", mode: "snapshot" }]);
    expect(bench.frame({ type: "$snapshot", stream: "run", at: "1:5", part: 2, of: 2, state: "}" })).toMatchObject([{ action: "drop", code: 4100 }]);
  });

  test("[RS10] $synced at another position makes the client leave", () => {
    const bench = new ClientBench();
    bench.goLive("1:5");
    expect(bench.frame({ type: "$synced", stream: "run", at: "1:6", recovered: true })).toMatchObject([{ action: "drop", code: 4100 }]);
  });

  test("[RS11] a loss is told even where the connection broke before it could be", () => {
    const bench = new ClientBench();
    bench.goLive("1:5");
    expect(bench.frame({ type: "$reset", stream: "run", reason: "trimmed" })).toEqual([{ action: "reset", stream: "run", reason: "trimmed" }]);
    bench.lose(1);
    bench.pass(30_000);
    bench.welcome([{ stream: "run", mode: "snapshot" }], 2);
    bench.frame({ type: "$snapshot", stream: "run", at: "1:9", part: 1, of: 1, state: "{}" }, 2);
    const outputs = bench.frame({ type: "$synced", stream: "run", at: "1:9", recovered: true }, 2);
    expect(outputs).toEqual([{ action: "synced", stream: "run", at: "1:9", recovered: false }]);
  });

  test("[SC3] conflated events move the position to the last that they stand for", () => {
    const bench = new ClientBench();
    bench.goLive("1:5");
    const outputs = bench.frame(events("1:6", 1, { upto: "1:90", conflated: true }));
    expect(outputs).toMatchObject([{ action: "events", from: "1:6", at: "1:90", isConflated: true }]);
    expect(bench.frame(events("1:91", 1))).toMatchObject([{ action: "events", at: "1:91" }]);
  });
});

describe("states", () => {
  test("[CS1] what belongs to an earlier attempt is ignored", () => {
    const bench = new ClientBench();
    bench.goLive("1:5");
    bench.lose(1);
    bench.pass(30_000);
    bench.happen({ kind: "opened", attempt: 2, isSession: true });
    const before = bench.state;
    bench.frame(events("1:6", 1), 1);
    bench.lose(1, 1000);
    bench.happen({ kind: "opened", attempt: 1, isSession: true });
    expect(bench.state).toEqual(before);
  });

  test("[CS5] after $bye the client waits as it was told, and no longer", () => {
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
    bench.happen({ kind: "online" });
    bench.happen({ kind: "visible" });
    bench.pass(100_000);
    expect(bench.phase).toBe("closed");
    const other = new ClientBench();
    other.welcome([], 1, { protocol: { ...identity, name: "else" } });
    other.happen({ kind: "stop", code: 1000, reason: "" });
    expect(other.phase).toBe("incompatible");
  });

  test("[CS7] a server that does not welcome within 10 s is given up", () => {
    const bench = new ClientBench();
    bench.happen({ kind: "start" });
    bench.happen({ kind: "opened", attempt: 1, isSession: true });
    expect(bench.wakeMs).toBe(10_000);
    expect(bench.pass(10_000)).toMatchObject([{ action: "drop" }]);
    expect(bench.phase).toBe("backoff");
  });

  test("[CS8] it is live when every stream is, and not before", () => {
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
    expect(bench.happen({ kind: "start" })).toMatchObject([{ action: "dial", needsToken: false }]);
    bench.happen({ kind: "opened", attempt: 1, isSession: true });
    bench.lose(1, 4202);
    expect(bench.pass(0)).toMatchObject([{ action: "dial", attempt: 2, needsToken: true }]);
    bench.happen({ kind: "token", token: "new" });
    expect(sentFrames(bench.happen({ kind: "opened", attempt: 2, isSession: true }))).toMatchObject([{ auth: "new" }]);
  });

  test("[AU2] a new token goes out over the open connection", () => {
    const bench = new ClientBench();
    bench.goLive("1:1");
    expect(sentFrames(bench.happen({ kind: "token", token: "new" }))).toEqual([{ type: "$auth", token: "new" }]);
  });

  test("[SB4] a subscription that the server ends is told and not asked for again", () => {
    const bench = new ClientBench();
    bench.goLive("1:5");
    expect(bench.frame({ type: "$unsubscribed", stream: "run", code: 1000, reason: "over" })).toEqual([{ action: "ended", stream: "run", code: 1000, reason: "over" }]);
    bench.lose(1);
    bench.pass(30_000);
    expect(sentFrames(bench.happen({ kind: "opened", attempt: 2, isSession: true }))).toMatchObject([{ streams: [] }]);
  });

  test("[SB1] a stream is added to an open connection, and asked for in $hello otherwise", () => {
    const bench = new ClientBench();
    bench.goLive("1:5");
    expect(sentFrames(bench.happen({ kind: "subscribe", stream: "more" }))).toEqual([{ type: "$subscribe", stream: "more" }]);
    bench.frame({ type: "$subscribed", verdict: { stream: "more", mode: "snapshot" } });
    expect(bench.frame({ type: "$snapshot", stream: "more", at: "1:0", part: 1, of: 1, state: "{}" })).toMatchObject([{ action: "state" }]);
    bench.lose(1);
    bench.pass(30_000);
    expect(sentFrames(bench.happen({ kind: "opened", attempt: 2, isSession: true }))).toMatchObject([{ streams: [{ stream: "run" }, { stream: "more" }] }]);
  });

  test("[SB2] what comes for a stream that was left is ignored", () => {
    const bench = new ClientBench();
    bench.goLive("1:5");
    expect(sentFrames(bench.happen({ kind: "unsubscribe", stream: "run" }))).toEqual([{ type: "$unsubscribe", stream: "run" }]);
    expect(bench.frame(events("1:6", 1))).toEqual([]);
  });
});

describe("heartbeat", () => {
  test("[HB1] the client asks after a while of silence, and any frame is a sign of life", () => {
    const bench = new ClientBench();
    bench.goLive("1:5");
    bench.pass(14_000);
    bench.frame(events("1:6", 1));
    expect(bench.wakeMs).toBe(29_000);
    expect(sentFrames(bench.pass(15_000))).toEqual([{ type: "$ping", n: 1 }]);
  });

  test("[HB2] the answer tells the round trip", () => {
    const bench = new ClientBench();
    bench.goLive("1:5");
    bench.pass(15_000);
    bench.nowMs += 120;
    bench.frame({ type: "$pong", n: 1 });
    expect(bench.state.pulse.roundTripMs).toBe(120);
    expect(bench.phase).toBe("live");
  });

  test("[HB3] without an answer for 3 s the connection is stale, until something is heard", () => {
    const bench = new ClientBench();
    bench.goLive("1:5");
    bench.pass(15_000);
    bench.pass(3_000);
    expect(bench.phase).toBe("stale");
    bench.frame(events("1:6", 1));
    expect(bench.phase).toBe("live");
  });

  test("[HB4] after timeoutMs of silence the socket is dropped and dialled again", () => {
    const bench = new ClientBench();
    bench.goLive("1:5");
    bench.pass(15_000);
    bench.pass(3_000);
    expect(bench.wakeMs).toBe(40_000);
    expect(bench.pass(22_000)).toMatchObject([{ action: "drop" }]);
    expect(bench.phase).toBe("backoff");
  });

  test.each(["visible", "online"] as const)("[HB5] %s asks at once, and 3 s of silence are enough then", (kind) => {
    const bench = new ClientBench();
    bench.goLive("1:5");
    expect(sentFrames(bench.happen({ kind }))).toEqual([{ type: "$ping", n: 1 }]);
    expect(bench.pass(3_000)).toMatchObject([{ action: "drop" }]);
  });

  test("[HB5] visible dials at once while waiting", () => {
    const bench = new ClientBench();
    bench.happen({ kind: "start" });
    bench.lose(1);
    expect(bench.happen({ kind: "visible" })).toMatchObject([{ action: "dial", attempt: 2 }]);
  });
});

describe("plain mode", () => {
  test("[PL1] a server that speaks no sessions is live as it opens, and commands go out as bare events", () => {
    const bench = new ClientBench();
    bench.command(1);
    bench.happen({ kind: "start" });
    const outputs = bench.happen({ kind: "opened", attempt: 1, isSession: false });
    expect(outputs).toEqual([
      { action: "sendEvent", event: { type: "go", n: 1 } },
      { action: "settle", id: idOf(1), settlement: { outcome: "sent" } },
    ]);
    expect(bench.phase).toBe("live");
    expect(bench.wakeMs).toBeUndefined();
  });
});
