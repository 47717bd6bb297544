import { expect, test } from "vitest";
import type { AddressedOutput } from "../../../runtime/core/delivery/delivery.js";
import type { ConnectionInput, ConnectionOutput, DeliveryOptions } from "../../../runtime/core/delivery/served-connection.js";
import { DeliveryBench, idOf, named, readOf, serverOptions, sliceOf } from "../../helpers/session-bench.js";

const event = '{"type":"tick"}';

/** A connection in plain mode to stream "run", whose live set is at 1:5. */
class PlainBench {
  readonly delivery: DeliveryBench;

  constructor(options: DeliveryOptions = serverOptions()) {
    this.delivery = new DeliveryBench("1:5", options);
  }

  open(): readonly ConnectionOutput[] {
    return outputs(this.delivery.take({ kind: "openPlain", connection: 1, name: "1", stream: "run" }));
  }

  take(input: ConnectionInput): readonly ConnectionOutput[] {
    return outputs(this.delivery.takeOf(1, input));
  }

  tick(nowMs: number): readonly ConnectionOutput[] {
    this.delivery.nowMs = nowMs;
    return outputs(this.delivery.take({ kind: "tick" }));
  }

  /** Answers `greet` with `texts`. Without them the connection reads from 1:5 on. */
  greet(texts: readonly string[] | undefined): readonly ConnectionOutput[] {
    return this.take({ kind: "greeted", stream: "run", at: "1:5", texts });
  }

  get isLive(): boolean {
    return this.delivery.delivery.connection(1)?.subscriptions.get("run")?.phase === "live";
  }
}

function outputs({ tasks }: { readonly tasks: readonly AddressedOutput<number>[] }): readonly ConnectionOutput[] {
  return tasks.map(({ output }) => output);
}

function live(options?: DeliveryOptions): PlainBench {
  const bench = new PlainBench(options);
  bench.open();
  bench.greet([]);
  return bench;
}

/** A connection that is too far behind. */
function tooFarBehind(options: DeliveryOptions): PlainBench {
  const bench = live(options);
  bench.take({ kind: "congested", stream: "run", at: "1:5", isFull: false });
  bench.delivery.append(sliceOf(5, 164));
  expect(named(bench.take({ kind: "read", stream: "run", result: readOf(5, 64, 100) }), "send")).toEqual([]);
  return bench;
}

test("[PL5] a connection is greeted when it opens, and joins the live set at the head without a read", () => {
  const bench = new PlainBench();
  expect(bench.open()).toEqual([{ action: "greet", stream: "run" }]);
  expect(bench.greet([event, event])).toEqual([{ action: "send", texts: [event, event] }]);
  expect(bench.take({ kind: "writable" })).toEqual([]);
  expect(bench.isLive).toBe(true);
  expect(bench.delivery.append(sliceOf(5, 1)).broadcast?.connections).toEqual(new Set([1]));
});

test("[PL5] the server sends a long greeting in chunks, each when the socket has room", () => {
  const bench = new PlainBench(serverOptions({ chunk: { maxEvents: 64, maxBytes: 2 * event.length } }));
  bench.open();
  expect(bench.greet([event, event, event])).toEqual([{ action: "send", texts: [event, event] }]);
  expect(bench.take({ kind: "writable" })).toEqual([{ action: "send", texts: [event] }]);
});

test("[PL5] without a greeting the connection reads the log from its oldest event", () => {
  const bench = new PlainBench();
  bench.open();
  bench.take({ kind: "greeted", stream: "run", at: "1:2", texts: undefined });
  expect(bench.take({ kind: "read", stream: "run", result: readOf(2, 3) })).toEqual([{ action: "send", texts: [event, event, event] }]);
  bench.take({ kind: "writable" });
  expect(bench.isLive).toBe(true);
});

test("[PL5] the end of the stream closes the connection, after the last event", () => {
  const bench = live();
  bench.take({ kind: "congested", stream: "run", at: "1:5", isFull: true });
  bench.delivery.append(sliceOf(5, 1));
  expect(bench.delivery.take({ kind: "streamEnded", stream: "run", code: 1000, reason: "over" }).tasks).toEqual([]);
  bench.take({ kind: "writable" });
  expect(bench.take({ kind: "read", stream: "run", result: readOf(5, 1) })).toEqual([{ action: "send", texts: [event] }]);
  expect(bench.take({ kind: "writable" })).toEqual([{ action: "close", code: 1000, reason: "over" }]);
});

test("[PL5] a drain closes the connection with 1012", () => {
  expect(outputs(live().delivery.take({ kind: "drain", reason: "restart", afterMs: 10, spreadMs: 20 }))).toEqual([
    { action: "close", code: 1012, reason: "restart" },
  ]);
});

test("[PL5] commands have the rate limit of a session, and a refusal is sent as the application's error event", () => {
  const bench = live(serverOptions({ commandRate: { perSecond: 1, burst: 1 } }));
  const command = { id: idOf(1), stream: "run", event: { type: "go" } };
  expect(bench.take({ kind: "command", command })).toEqual([{ action: "submit", command }]);
  const message = "expected at most 1 events at once and 1 a second, got more. Send it again after 1000 ms.";
  expect(bench.take({ kind: "command", command: { ...command, id: idOf(2) } })).toEqual([
    { action: "refuse", id: idOf(2), code: "rate_limited", message },
  ]);
  expect(bench.take({ kind: "finished", id: idOf(1), finish: { kind: "refused", code: "no", message: "not now" } })).toEqual([
    { action: "refuse", id: idOf(1), code: "no", message: "not now" },
  ]);
  expect(bench.take({ kind: "command", command: { ...command, id: idOf(3) } })).toEqual([
    { action: "close", code: 4129, reason: "too many commands" },
  ]);
});

test("[PL5] the server closes a full socket that makes no progress for 30 s with 4113", () => {
  const bench = live();
  bench.take({ kind: "congested", stream: "run", at: "1:5", isFull: true });
  expect(bench.tick(29_999)).toEqual([]);
  expect(bench.tick(30_000)).toMatchObject([{ action: "close", code: 4113 }]);
});

test("[PL6] a connection that is too far behind gets conflated events", () => {
  const bench = tooFarBehind(serverOptions({ maxReplayEvents: 100 }, { canConflate: true }));
  const slice = { texts: ['{"last":1}'], after: "1:5", from: "1:6", at: "1:169", count: 5 };
  expect(bench.take({ kind: "conflated", stream: "run", slice })).toEqual([{ action: "send", texts: ['{"last":1}'] }]);
  expect(bench.take({ kind: "writable" })).toMatchObject([{ action: "read", after: "1:169" }]);
});

test("[PL6] without conflation the connection is greeted again", () => {
  const bench = tooFarBehind(serverOptions({ maxReplayEvents: 100 }, { canConflate: true }));
  expect(bench.take({ kind: "conflated", stream: "run", slice: undefined })).toEqual([{ action: "greet", stream: "run" }]);
  expect(bench.greet([event])).toEqual([{ action: "send", texts: [event] }]);
});

test("[PL6] without a greeting the connection reads every event, as long as the log holds them", () => {
  const bench = tooFarBehind(serverOptions({ maxReplayEvents: 100 }));
  expect(bench.greet(undefined)).toMatchObject([{ action: "read", after: "1:5" }]);
  expect(named(bench.take({ kind: "read", stream: "run", result: readOf(5, 64, 100) }), "send")).toHaveLength(1);
  bench.take({ kind: "writable" });
  bench.take({ kind: "read", stream: "run", result: { status: "trimmed", head: "1:900", oldest: "1:800" } });
  expect(bench.greet(undefined)).toEqual([{ action: "close", code: 4113, reason: "slow consumer: fell out of the retained log" }]);
});

test("[PL7] if a stream begins anew, connections that have not read the old one to its end are closed with 1012", () => {
  const bench = live();
  bench.take({ kind: "congested", stream: "run", at: "1:5", isFull: true });
  bench.delivery.take({ kind: "streamEnded", stream: "run", code: 1000, reason: "over" });
  expect(outputs(bench.delivery.take({ kind: "streamRemoved", stream: "run" }))).toEqual([{ action: "close", code: 1012, reason: "over" }]);
});
