import { expect, test } from "vitest";
import { defaultDeliveryLimits } from "../../../runtime/core/delivery/served-connection.js";
import { atHead, frames, named, readOf, ServerBench } from "../../helpers/session-bench.js";

test("[SB1] the server answers $subscribe with a verdict", () => {
  const bench = new ServerBench();
  bench.goLive();
  expect(bench.frame({ type: "$subscribe", stream: "b" })).toEqual([{ action: "authorize", stream: "b" }]);
  bench.step({ kind: "authorized", stream: "b" });
  const outputs = bench.step({ kind: "located", stream: "b", result: atHead("1:0") });
  expect(frames(outputs)).toEqual([{ type: "$subscribed", verdict: { stream: "b", mode: "snapshot", head: "1:0" } }]);
  expect(outputs.at(-1)).toEqual({ action: "snapshot", stream: "b", isNewest: false, form: "text" });
});

test("[SB2] $unsubscribe removes the connection from the live set, and a late answer of the log changes nothing", () => {
  const bench = new ServerBench();
  bench.goLive();
  expect(bench.frame({ type: "$unsubscribe", stream: "run" })).toEqual([{ action: "leave", stream: "run" }]);
  bench.frame({ type: "$subscribe", stream: "run", after: "1:2" });
  expect(bench.step({ kind: "read", stream: "run", result: readOf(5, 1) })).toEqual([]);
});

test("[SB2] an answer of the log to an earlier $subscribe is ignored after a later one", () => {
  const bench = new ServerBench();
  bench.goLive();
  bench.frame({ type: "$subscribe", stream: "b", after: "1:3" });
  bench.frame({ type: "$unsubscribe", stream: "b" });
  bench.frame({ type: "$subscribe", stream: "b" });
  bench.step({ kind: "authorized", stream: "b" });
  expect(bench.step({ kind: "located", stream: "b", after: "1:3", result: readOf(3, 1) })).toEqual([]);
  expect(frames(bench.step({ kind: "located", stream: "b", after: undefined, result: atHead("1:4") }))).toMatchObject([
    { type: "$subscribed", verdict: { stream: "b", mode: "snapshot" } },
  ]);
});

test("[SB2] a late read of an earlier subscription brings its events to no later one", () => {
  const bench = new ServerBench();
  bench.hello([{ stream: "run", after: "1:3" }]);
  bench.step({ kind: "authorized", stream: "run" });
  bench.step({ kind: "located", stream: "run", result: readOf(3, 1, 4) });
  bench.step({ kind: "writable" });
  bench.frame({ type: "$unsubscribe", stream: "run" });
  bench.frame({ type: "$subscribe", stream: "run", after: "1:6" });
  bench.step({ kind: "authorized", stream: "run" });
  bench.step({ kind: "located", stream: "run", after: "1:6", result: readOf(6, 1, 1) });
  const late = bench.step({ kind: "read", stream: "run", result: readOf(4, 2, 2) });
  expect(frames(late)).toEqual([]);
  expect(named(late, "read")).toEqual([{ action: "read", stream: "run", after: "1:6", limit: defaultDeliveryLimits.chunk }]);
  expect(frames(bench.step({ kind: "read", stream: "run", result: readOf(6, 2) }))).toMatchObject([{ type: "$events", from: "1:7" }]);
});

test("[RS10] a connection leaves the live set that it has joined at another position than that of its subscription", () => {
  const bench = new ServerBench();
  bench.hello([{ stream: "run", after: "1:3" }]);
  bench.step({ kind: "authorized", stream: "run" });
  bench.step({ kind: "located", stream: "run", result: readOf(3, 1, 4) });
  expect(named(bench.step({ kind: "joined", stream: "run", at: "1:2" }), "leave")).toEqual([{ action: "leave", stream: "run" }]);
  expect(named(bench.step({ kind: "joined", stream: "other", at: "1:2" }), "leave")).toEqual([{ action: "leave", stream: "other" }]);
  expect(bench.state.subscriptions.get("run")?.phase).toBe("replay");
});

test("[SB3] the server refuses one stream too many, and the connection stays", () => {
  const bench = new ServerBench({ maxStreams: 1 });
  bench.goLive();
  expect(frames(bench.frame({ type: "$subscribe", stream: "b" }))).toMatchObject([{ type: "$subscribed", verdict: { mode: "refused" } }]);
  expect(bench.state.phase).toBe("open");
  expect(named(new ServerBench({ maxStreams: 1 }).hello([{ stream: "a" }, { stream: "b" }]), "close")).toMatchObject([{ code: 4400 }]);
});

test("[SB4] the server tells subscribers that the stream has ended", () => {
  const bench = new ServerBench();
  bench.goLive();
  const outputs = bench.step({ kind: "ended", stream: "run", code: 1000, reason: "over" });
  expect(frames(outputs)).toEqual([{ type: "$unsubscribed", stream: "run", code: 1000, reason: "over" }]);
  expect(named(outputs, "leave")).toHaveLength(1);
});

test("[CS5] the server sends $bye, and later closes the connections that are still there with 1012", () => {
  const bench = new ServerBench();
  bench.goLive();
  expect(frames(bench.step({ kind: "bye", reason: "restart", afterMs: 100, spreadMs: 9_000 }))).toEqual([
    { type: "$bye", reason: "restart", afterMs: 100, spreadMs: 9_000 },
  ]);
  expect(bench.command(1)).toEqual([]);
  bench.nowMs = 5_000;
  expect(named(bench.step({ kind: "tick" }), "close")).toMatchObject([{ code: 1012 }]);
});

test("[SB5] if the log removes a stream while a connection reads it, the subscription ends", () => {
  const bench = new ServerBench();
  bench.hello([{ stream: "run", after: "1:3" }]);
  bench.step({ kind: "authorized", stream: "run" });
  bench.step({ kind: "located", stream: "run", result: readOf(3, 1, 2) });
  const outputs = bench.step({ kind: "read", stream: "run", result: undefined });
  expect(frames(outputs)).toEqual([{ type: "$unsubscribed", stream: "run", code: 4404, reason: "the stream is gone" }]);
});

test("[AU10] when the application asks again, the server authorizes each subscription, and ends the refused ones", () => {
  const bench = new ServerBench();
  bench.goLive();
  bench.frame({ type: "$subscribe", stream: "b" });
  bench.step({ kind: "authorized", stream: "b" });
  bench.step({ kind: "located", stream: "b", result: atHead("1:0") });
  expect(bench.step({ kind: "reauthorize" })).toEqual([
    { action: "authorize", stream: "run" },
    { action: "authorize", stream: "b" },
  ]);
  expect(bench.step({ kind: "authorized", stream: "run" })).toEqual([]);
  const refused = bench.step({ kind: "authorized", stream: "b", code: 4403 });
  expect(frames(refused)).toMatchObject([{ type: "$unsubscribed", stream: "b", code: 4403 }]);
  expect(Array.from(bench.state.subscriptions.keys())).toEqual(["run"]);
});
