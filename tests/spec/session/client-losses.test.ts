import { describe, expect, test } from "vitest";
import type { Loss, StreamLoss } from "../../../runtime/core/client-steps/stream-loss.js";
import { clientEvents } from "../../../runtime/core/frames/client-event-validator.js";
import { ClientBench, identity, named, sentFrames } from "../../helpers/session-bench.js";

const newer = { ...identity, version: "1.10.0", digest: "sha256:b" };
const welcome = { protocol: newer, features: ["loss", "later"] };

/** Returns a live client of stream "run", whose server is newer if `more` says nothing else. */
function liveBench(more: Parameters<ClientBench["goLive"]>[2] = welcome): ClientBench {
  const bench = new ClientBench(["run"], { digest: "sha256:a.1" });
  bench.goLive("1:5", 1, more);
  bench.random = 0;
  return bench;
}

const unknown = (count = 1, name = "node_skipped"): readonly Loss[] =>
  Array.from({ length: count }, () => ({ kind: "unknown", name, reason: "is no server event", at: "1:6" }));
const refusedState: readonly Loss[] = [{ kind: "state", reason: "/gates: expected an object, got nothing", at: "1:5" }];
const miss = (bench: ClientBench, losses = unknown()): ReturnType<ClientBench["step"]> =>
  bench.step({ kind: "missed", stream: "run", losses });
const lossOf = (bench: ClientBench): StreamLoss | undefined => bench.state.losses["run"];
/** Returns the outputs without the news of the account, which `lossOf` shows. */
const others = (outputs: ReturnType<ClientBench["step"]>): ReturnType<ClientBench["step"]> =>
  outputs.filter(({ action }) => action !== "loss");

/** Answers the request for the state, and makes the stream live again. */
function answer(bench: ClientBench, at = "1:9"): void {
  bench.frame({ type: "$subscribed", verdict: { stream: "run", mode: "snapshot", head: at } });
  bench.frame({ type: "$snapshot", stream: "run", at, part: 1, of: 1, state: "{}" });
  bench.frame({ type: "$synced", stream: "run", at, recovered: true });
}

/** Returns the time until the client asks for the state. */
function healTime(bench: ClientBench): number {
  const fromMs = bench.nowMs;
  for (;;) {
    const outputs = bench.pass(100);
    if (sentFrames(outputs).some(({ type }) => type === "$subscribe")) return bench.nowMs - fromMs;
    if (bench.nowMs - fromMs > 200_000) return Infinity;
    // The server answers each `$ping`, and so on.
    bench.frame({ type: "$pong", n: 0 });
  }
}

describe("[LS3] losses", () => {
  test("are counted by stream, and the client stays live", () => {
    const bench = liveBench();
    miss(bench, unknown(2));
    miss(bench, [{ kind: "refused", name: "node_state", reason: "wrong" }]);
    expect(bench.phase).toBe("live");
    expect(lossOf(bench)).toEqual({
      server: { version: "1.10.0", digest: "sha256:b" },
      isOlder: true,
      unknown: 2,
      refused: 1,
      states: 0,
      last: { kind: "refused", name: "node_state", reason: "wrong" },
      isHealed: false,
    });
    const older = liveBench({ protocol: { ...newer, version: "1.1.9" } });
    miss(older);
    expect(lossOf(older)?.isOlder).toBe(false);
  });

  test("of a stream that the client has left are forgotten", () => {
    const bench = liveBench();
    miss(bench);
    bench.step({ kind: "unsubscribe", stream: "run" });
    miss(bench);
    expect(bench.state.losses).toEqual({});
  });
});

describe("[LS1] [LS5] $loss", () => {
  test("is sent at once, and then at most every 10 s, with the losses since the last one", () => {
    const bench = new ClientBench();
    bench.goLive("1:5", 1, welcome);
    const loss = { type: "$loss", stream: "run", unknown: 1, refused: 0, states: 0, names: ["node_skipped"] };
    expect(sentFrames(miss(bench))).toEqual([loss]);
    const long = "x".repeat(200);
    for (let n = 0; n < 20; n++) expect(sentFrames(miss(bench, unknown(1, n === 0 ? long : `e${n}`)))).toEqual([]);
    expect(bench.pass(9_999)).toEqual([]);
    const [second] = sentFrames(bench.pass(1));
    expect(second).toMatchObject({ unknown: 20, names: { length: 16, 0: "x".repeat(128) } });
    expect(clientEvents.validate(second)).toBe(true);
    miss(bench, unknown(1_000_001));
    const [third] = sentFrames(bench.pass(10_000));
    expect(clientEvents.validate(third)).toBe(true);
  });

  test("is never sent to a server that does not name the feature, and comes late after a lost connection", () => {
    const bench = new ClientBench();
    bench.goLive("1:5", 1, { protocol: newer });
    expect(sentFrames(miss(bench))).toEqual([]);
    expect(bench.wakeMs).toBe(15_000);
    bench.lose(1);
    bench.pass(30_000);
    const outputs = bench.welcome([{ stream: "run", mode: "live", from: "1:5", head: "1:5" }], 2, welcome);
    expect(sentFrames(outputs)).toMatchObject([{ type: "$loss", unknown: 1 }]);
  });
});

describe("[RS14] after a loss the client asks for the state again", () => {
  test("after 1 s, then 2, 4 … 55 s while more are lost, and after 1 s again when a minute was quiet", () => {
    const bench = liveBench();
    const waits = [1, 2, 4, 8, 16, 32, 55, 55].map((seconds) => seconds * 1_000);
    for (const wait of waits) {
      miss(bench);
      miss(bench);
      expect(healTime(bench)).toBe(wait);
      expect(lossOf(bench)?.isHealed).toBe(false);
      answer(bench);
      expect(lossOf(bench)?.isHealed).toBe(true);
    }
    for (let second = 0; second < 61; second++) {
      bench.pass(1_000);
      bench.frame({ type: "$pong", n: 0 });
    }
    miss(bench);
    expect(healTime(bench)).toBe(1_000);
  });

  test("at a random time, so that clients that lose the same event do not all ask at once", () => {
    const waits = Array.from({ length: 100 }, (_, index) => {
      const bench = liveBench();
      bench.random = index / 100;
      miss(bench);
      return healTime(bench);
    });
    expect([Math.min(...waits), Math.max(...waits)]).toEqual([1_000, 6_000]);
    const atOnce = waits.map((wait) => waits.filter((other) => other === wait).length);
    expect(Math.max(...atOnce)).toBeLessThanOrEqual(4);
  });

  test("the application learns that events were missed, and frames of the earlier subscription change nothing", () => {
    const bench = liveBench();
    miss(bench);
    expect(sentFrames(bench.pass(1_000))).toEqual([
      { type: "$unsubscribe", stream: "run" },
      { type: "$subscribe", stream: "run" },
    ]);
    const events = bench.frame({ type: "$events", stream: "run", from: "1:6", events: [{ n: 1 }] });
    const late = [...events, ...bench.frame({ type: "$synced", stream: "run", at: "1:6", recovered: true })];
    expect(late).toEqual([]);
    expect(bench.phase).toBe("live");
    answer(bench);
    expect(named(bench.outputs, "synced").at(-1)).toMatchObject({ at: "1:9", recovered: false });
  });

  test("over the next connection, if this one is lost before", () => {
    const bench = liveBench();
    miss(bench);
    bench.lose(1);
    bench.pass(30_000);
    const outputs = bench.welcome([{ stream: "run", mode: "live", from: "1:5", head: "1:5" }], 2, { protocol: identity });
    expect(sentFrames(outputs).map(({ type }) => type)).toEqual(["$hello", "$unsubscribe", "$subscribe"].slice(1));
  });

  test("not from a server of the same build, and not if the protocol has no state", () => {
    const same = liveBench({ protocol: { ...identity, digest: "sha256:a.1" }, features: ["loss"] });
    miss(same);
    expect(healTime(same)).toBe(Infinity);
    const bare = new ClientBench();
    bare.goLive("1:5", 1, welcome);
    miss(bare);
    expect(healTime(bare)).toBe(Infinity);
  });
});

describe("[LS4] after a state that it refuses the client reports and leaves", () => {
  test.each([
    ["incompatible, if the digests differ", newer, "incompatible", 4409, "1.10.0"],
    ["closed, if they are equal", { ...identity, digest: "sha256:a.1" }, "closed", 4400, "1.2.0"],
  ])("%s", (_, protocol, phase, code, version) => {
    const bench = liveBench({ protocol, features: ["loss"] });
    const outputs = miss(bench, refusedState);
    const reason = `this page's version 1.2.0 cannot read the state of toy ${version}: /gates: expected an object, got nothing`;
    expect(others(outputs)).toEqual([
      { action: "send", frame: { type: "$loss", stream: "run", unknown: 0, refused: 0, states: 1, names: [] } },
      { action: "drop", code, reason },
    ]);
    expect(bench.state.connection).toMatchObject({ phase, code, reason });
    expect(lossOf(bench)).toMatchObject({ states: 1, isHealed: false });
    expect(bench.wakeMs).toBeUndefined();
  });
});
