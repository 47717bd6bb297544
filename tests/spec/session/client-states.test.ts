import { describe, expect, test } from "vitest";
import type { Verdict } from "../../../runtime/core/frames/types.js";
import { ClientBench, eventsFrame, identity, sentFrames, welcomeFrame } from "../../helpers/session-bench.js";

test("[CS1] the client ignores inputs of an earlier attempt", () => {
  const bench = new ClientBench();
  bench.goLive("1:5");
  bench.lose(1);
  bench.pass(30_000);
  bench.step({ kind: "opened", attempt: 2, subprotocol: "dagwire.v1.1" });
  const before = bench.state;
  bench.frame(eventsFrame("1:6", 1), 1);
  bench.lose(1, 1000);
  bench.step({ kind: "opened", attempt: 1, subprotocol: "dagwire.v1.1" });
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
  bench.step({ kind: "opened", attempt: 1, subprotocol: "dagwire.v1.1" });
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

test("[CS8] after a reconnect the client asks for no stream that was refused, and does not wait for it", () => {
  const bench = new ClientBench(["gone", "run"]);
  bench.welcome([
    { stream: "gone", mode: "refused", code: 4404 },
    { stream: "run", mode: "snapshot" },
  ]);
  bench.frame({ type: "$snapshot", stream: "run", at: "1:1", part: 1, of: 1, state: "{}" });
  bench.frame({ type: "$synced", stream: "run", at: "1:1", recovered: true });
  bench.lose(1);
  bench.pass(30_000);
  const hello = bench.step({ kind: "opened", attempt: 2, subprotocol: "dagwire.v1.1" });
  expect(sentFrames(hello)).toMatchObject([{ type: "$hello", streams: [{ stream: "run", after: "1:1" }] }]);
  bench.frame(welcomeFrame([{ stream: "run", mode: "replay", from: "1:1" }]), 2);
  bench.frame({ type: "$synced", stream: "run", at: "1:1", recovered: true }, 2);
  expect(bench.phase).toBe("live");
});

test("[CL2] [AU5] after 4202 the client dials at once, and sends the token that the driver has asked for", () => {
  const bench = new ClientBench(["run"], { token: "old", asksToken: true });
  bench.step({ kind: "start" });
  bench.step({ kind: "opened", attempt: 1, subprotocol: "dagwire.v1.1" });
  bench.lose(1, 4202);
  expect(bench.pass(0)).toEqual([{ action: "dial", attempt: 2 }]);
  bench.step({ kind: "token", token: "new" });
  expect(sentFrames(bench.step({ kind: "opened", attempt: 2, subprotocol: "dagwire.v1.1" }))).toMatchObject([{ auth: "new" }]);
});

describe("[AU6] after 4401 the client", () => {
  /** Dials and gets the refusal of its token. Returns the phase. */
  function refuse(bench: ClientBench, attempt: number): string {
    bench.step({ kind: "token", token: `t${attempt}` });
    bench.step({ kind: "opened", attempt, subprotocol: "dagwire.v1.1" });
    bench.lose(attempt, 4401);
    return bench.phase;
  }

  test("dials once more, at once and also after failures. A second 4401 ends it", () => {
    const bench = new ClientBench(["run"], { asksToken: true });
    bench.step({ kind: "start" });
    bench.lose(1);
    bench.pass(30_000);
    expect(refuse(bench, 2)).toBe("backoff");
    expect(bench.pass(0)).toEqual([{ action: "dial", attempt: 3 }]);
    expect(refuse(bench, 3)).toBe("closed");
    expect(bench.state.connection).toMatchObject({ code: 4401 });
  });

  test("dials once more after each time that it was live", () => {
    const bench = new ClientBench(["run"], { asksToken: true });
    bench.step({ kind: "start" });
    for (const attempt of [1, 3]) {
      expect(refuse(bench, attempt)).toBe("backoff");
      bench.pass(0);
      bench.goLive("1:5", attempt + 1);
      bench.lose(attempt + 1);
      bench.pass(30_000);
    }
    expect(refuse(bench, 5)).toBe("backoff");
  });

  test("is closed if the application gives no function for the token. In plain mode being live does not count", () => {
    const fixed = new ClientBench(["run"], { token: "t" });
    fixed.step({ kind: "start" });
    expect(refuse(fixed, 1)).toBe("closed");
    const plain = new ClientBench(["run"], { asksToken: true });
    plain.step({ kind: "start" });
    for (const [attempt, phase] of [
      [1, "backoff"],
      [2, "closed"],
    ] as const) {
      plain.step({ kind: "opened", attempt, subprotocol: undefined });
      expect(plain.phase).toBe("live");
      plain.lose(attempt, 4401);
      expect(plain.phase).toBe(phase);
      plain.pass(0);
    }
  });
});

describe("[CL4] the close code 1000", () => {
  test.each([
    ["dagwire.v1.1", "backoff"],
    ["dagwire.v1", "closed"],
    [undefined, "closed"],
  ] as const)("without a final $bye under %s: the client is in %s", (subprotocol, phase) => {
    const live = new ClientBench();
    live.goLive("1:5");
    live.lose(1);
    live.pass(30_000);
    live.step({ kind: "opened", attempt: 2, subprotocol });
    live.lose(2, 1000);
    expect(live.phase).toBe(phase);
    expect(live.state.connection).toMatchObject({ code: 1000 });
  });

  test("after a final $bye: the client is closed with the reason in it, also before $welcome", () => {
    const bye = { type: "$bye", reason: "the run is over", afterMs: 0, spreadMs: 0, final: true } as const;
    const early = new ClientBench();
    early.step({ kind: "start" });
    early.step({ kind: "opened", attempt: 1, subprotocol: "dagwire.v1.1" });
    const live = new ClientBench();
    live.goLive("1:5");
    for (const bench of [early, live]) {
      expect(bench.frame(bye)).toEqual([{ action: "drop", code: 1000, reason: "the run is over" }]);
      expect(bench.state.connection).toMatchObject({ phase: "closed", code: 1000, reason: "the run is over" });
      bench.lose(1, 1000);
      expect(bench.phase).toBe("closed");
    }
  });
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
  expect(sentFrames(bench.step({ kind: "opened", attempt: 2, subprotocol: "dagwire.v1.1" }))).toMatchObject([{ streams: [] }]);
});

test("[SB1] the client asks for another stream over the open connection, or else in $hello", () => {
  const bench = new ClientBench();
  bench.goLive("1:5");
  expect(sentFrames(bench.step({ kind: "subscribe", stream: "more" }))).toEqual([{ type: "$subscribe", stream: "more" }]);
  bench.frame({ type: "$subscribed", verdict: { stream: "more", mode: "snapshot" } });
  expect(bench.frame({ type: "$snapshot", stream: "more", at: "1:0", part: 1, of: 1, state: "{}" }).at(-1)).toMatchObject({
    action: "state",
  });
  bench.lose(1);
  bench.pass(30_000);
  expect(sentFrames(bench.step({ kind: "opened", attempt: 2, subprotocol: "dagwire.v1.1" }))).toMatchObject([
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
  bench.step({ kind: "opened", attempt: 1, subprotocol: "dagwire.v1.1" });
  bench.step({ kind: "subscribe", stream: "late" });
  bench.step({ kind: "unsubscribe", stream: "left" });
  const verdict = (stream: string): Verdict => ({ stream, mode: "snapshot", head: "1:5" });
  expect(sentFrames(bench.frame(welcomeFrame([verdict("run"), verdict("left")])))).toEqual([
    { type: "$subscribe", stream: "late" },
    { type: "$unsubscribe", stream: "left" },
  ]);
});
