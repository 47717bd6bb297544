import { expect, test } from "vitest";
import { ClientBench, finished, idOf, sentFrames, welcomeFrame } from "../../helpers/session-bench.js";

const snapshotOf = (stream: string) => ({ stream, mode: "snapshot" as const });
const sentIds = (outputs: Parameters<typeof sentFrames>[0]): readonly string[] =>
  sentFrames(outputs).flatMap((frame) => (frame.type === "$command" ? [frame.id] : []));

test("[CM1] the client sends one command of a stream at a time, and at most maxUnacked of all streams", () => {
  const bench = new ClientBench(["a", "b"]);
  for (const [n, stream] of [
    [1, "a"],
    [2, "a"],
    [3, "b"],
    [4, "b"],
  ] as const)
    bench.command(n, stream);
  expect(sentIds(bench.welcome([snapshotOf("a"), snapshotOf("b")]))).toEqual([idOf(1), idOf(3)]);
  expect(sentIds(bench.frame({ type: "$ack", id: idOf(1) }))).toEqual([idOf(2)]);
  expect(sentIds(bench.frame({ type: "$nack", id: idOf(3), code: "no", message: "" }))).toEqual([idOf(4)]);
});

test("[CM2] after $welcome the client sends the unfinished commands again, in order and with the same ids", () => {
  const bench = new ClientBench();
  bench.goLive("1:1");
  for (const n of [1, 2, 3]) bench.command(n);
  bench.frame({ type: "$ack", id: idOf(1), at: "1:2" });
  bench.lose(1);
  bench.nowMs = 2_000;
  bench.step({ kind: "timer" });
  expect(sentIds(bench.step({ kind: "opened", attempt: 2, subprotocol: "dagwire.v1.1" }))).toEqual([]);
  const outputs = bench.welcome([{ stream: "run", mode: "live", from: "1:1", head: "1:1" }], 2);
  expect(sentIds(outputs)).toEqual([idOf(2)]);
  expect(sentIds(bench.frame({ type: "$ack", id: idOf(2), at: "1:3", duplicate: true }, 2))).toEqual([idOf(3)]);
  expect(finished(bench.outputs).map(({ id }) => id)).toEqual([idOf(1), idOf(2)]);
});

test("[CM3] the client sends a command again after retryAfterMs, and a $nack without it is final", () => {
  const bench = new ClientBench();
  bench.goLive("1:1");
  bench.command(1);
  bench.command(2);
  expect(bench.frame({ type: "$nack", id: idOf(1), code: "unavailable", message: "", retryAfterMs: 700 })).toEqual([]);
  expect(bench.wakeMs).toBe(700);
  expect(sentIds(bench.pass(700))).toEqual([idOf(1)]);
  const decided = { id: idOf(9), event: { type: "go" } };
  const outputs = bench.frame({ type: "$nack", id: idOf(1), code: "conflict", message: "m", decided });
  expect(finished(outputs)).toEqual([{ id: idOf(1), outcome: { status: "rejected", code: "conflict", message: "m", decided } }]);
  expect(sentIds(outputs)).toEqual([idOf(2)]);
});

test("[CM4] a full outbox refuses a command at once, by count and by bytes", () => {
  const bench = new ClientBench(["run"], { maxCommands: 2 });
  expect([1, 2, 3].flatMap((n) => finished(bench.command(n)))).toEqual([{ id: idOf(3), outcome: { status: "full" } }]);
  const large = new ClientBench();
  large.command(1, "run", { text: "x".repeat(6_000) });
  expect(finished(large.command(2, "run", { text: "x".repeat(6_000) }))).toMatchObject([{ outcome: { status: "full" } }]);
});

test("[CM5] a command whose time is over is expired if it was never sent, and unconfirmed if it was", () => {
  const bench = new ClientBench();
  bench.command(1);
  bench.nowMs = 60_000;
  expect(finished(bench.step({ kind: "timer" }))).toEqual([{ id: idOf(1), outcome: { status: "expired" } }]);
  const sent = new ClientBench();
  sent.goLive("1:1");
  sent.command(1);
  sent.lose(1);
  sent.nowMs = 60_000;
  expect(finished(sent.step({ kind: "timer" }))).toEqual([{ id: idOf(1), outcome: { status: "unconfirmed" } }]);
});

test("[CM7] each time the client sends a command, ttlMs is the time for which the command may still begin", () => {
  const bench = new ClientBench();
  bench.command(1);
  bench.nowMs = 10_000;
  const sent = bench.welcome([snapshotOf("run")]);
  expect(sentFrames(sent)).toMatchObject([{ type: "$command", id: idOf(1), ttlMs: 50_000 }]);
  bench.lose(1);
  bench.pass(30_000);
  expect(sentFrames(bench.welcome([snapshotOf("run")], 2))).toMatchObject([{ type: "$command", id: idOf(1), ttlMs: 20_000 }]);
});

test("[CM14] the refusal of a command to a stream that has ended says how the stream has ended", () => {
  const bench = new ClientBench();
  bench.goLive("1:1");
  bench.frame({ type: "$unsubscribed", stream: "run", code: 4404, reason: "the run is over" });
  bench.command(1);
  const nack = { type: "$nack", id: idOf(1), code: "not_subscribed", message: "another reason" } as const;
  expect(finished(bench.frame(nack))).toMatchObject([
    { outcome: { status: "rejected", code: "not_subscribed", message: 'Stream "run" has ended (4404, the run is over).' } },
  ]);
});

test("[CM5] a command that was sent before a reload of the page is unconfirmed", () => {
  const bench = new ClientBench();
  bench.step({ kind: "command", command: { id: idOf(1), stream: "run", event: {}, wasSent: true, ttlMs: 500 } });
  expect(finished(bench.pass(500))).toEqual([{ id: idOf(1), outcome: { status: "unconfirmed" } }]);
});

test("[CM18] a command without a stream waits for $welcome and goes to the stream in it", () => {
  const bench = new ClientBench([]);
  bench.command(1, "");
  bench.step({ kind: "start" });
  expect(sentIds(bench.step({ kind: "opened", attempt: 1, subprotocol: "dagwire.v1.1" }))).toEqual([]);
  bench.command(2, "");
  bench.command(3, "run");
  expect(sentFrames(bench.frame(welcomeFrame([snapshotOf("run")])))).toMatchObject([{ type: "$command", id: idOf(1), stream: "run" }]);
  expect(sentFrames(bench.frame({ type: "$ack", id: idOf(1) }))).toMatchObject([{ type: "$command", id: idOf(2), stream: "run" }]);
  expect(sentIds(bench.frame({ type: "$ack", id: idOf(2) }))).toEqual([idOf(3)]);
});

test("[CM18] the command keeps this stream if the connection breaks before the outcome", () => {
  const bench = new ClientBench([]);
  bench.command(1, "");
  bench.welcome([snapshotOf("run")]);
  bench.lose(1);
  bench.pass(30_000);
  expect(sentFrames(bench.welcome([snapshotOf("run")], 2))).toMatchObject([{ type: "$command", id: idOf(1), stream: "run" }]);
  expect(sentFrames(bench.outputs).map(({ type }) => type)).toEqual(["$hello", "$command", "$hello", "$command"]);
});

test("[CM18] if $welcome names several streams or none, the command is rejected with not_subscribed and is not sent", () => {
  for (const named of [["a", "b"], []]) {
    const bench = new ClientBench([]);
    bench.command(1, "");
    const outputs = bench.welcome(named.map(snapshotOf));
    expect(sentIds(outputs)).toEqual([]);
    expect(finished(outputs)).toMatchObject([{ id: idOf(1), outcome: { status: "rejected", code: "not_subscribed" } }]);
  }
});

test("[CM18] without $welcome the command expires, and a server without sessions gets it as an event", () => {
  const silent = new ClientBench([]);
  silent.command(1, "");
  expect(finished(silent.pass(60_000))).toEqual([{ id: idOf(1), outcome: { status: "expired" } }]);
  const plain = new ClientBench([]);
  plain.command(1, "");
  plain.step({ kind: "start" });
  const outputs = plain.step({ kind: "opened", attempt: 1, subprotocol: undefined });
  expect(outputs).toContainEqual({ action: "sendEvent", event: { type: "go", n: 1 } });
});

test("[CM6] closing finishes the other commands, and a later command is finished at once", () => {
  const bench = new ClientBench();
  bench.goLive("1:1");
  bench.command(1);
  bench.command(2);
  const outputs = bench.step({ kind: "stop", code: 1000, reason: "" });
  expect(finished(outputs).map(({ outcome }) => outcome.status)).toEqual(["unconfirmed", "closed"]);
  expect(finished(bench.command(3))).toEqual([{ id: idOf(3), outcome: { status: "closed" } }]);
});

test("[CM27] a command that waits for one principal is never sent for another one", () => {
  const bench = new ClientBench();
  bench.command(1);
  bench.goLive("1:1", 1, { principal: { id: "ada" } });
  bench.command(2);
  bench.lose(1);
  bench.command(3);
  bench.pass(60_000 - 1);
  const outputs = bench.welcome([{ stream: "run", mode: "live", from: "1:1", head: "1:1" }], 2, { principal: { id: "eve" } });
  expect(finished(outputs)).toEqual(
    [1, 2, 3].map((n) => ({ id: idOf(n), outcome: { status: "rejected", code: "forbidden", message: expect.any(String) as string } })),
  );
  expect(sentFrames(outputs).filter(({ type }) => type === "$command")).toEqual([]);
  bench.command(4);
  expect(bench.state.outbox).toMatchObject([{ id: idOf(4), by: "eve" }]);
});
