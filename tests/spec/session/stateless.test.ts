import { expect, test } from "vitest";
import type { LogReadResult } from "../../../runtime/core/log/stream-log.js";
import { ClientBench, eventsFrame, frames, named, readOf, ServerBench } from "../../helpers/session-bench.js";

const trimmed: LogReadResult = { status: "trimmed", head: "1:9", oldest: "1:6" };

function bench(limits: { readonly maxReplayEvents?: number } = {}): ServerBench {
  return new ServerBench(limits, { isStateless: true, canConflate: true });
}

function located(server: ServerBench, result: LogReadResult, after?: string): ReturnType<ServerBench["step"]> {
  server.hello([after === undefined ? { stream: "run" } : { stream: "run", after }]);
  server.step({ kind: "authorized", stream: "run" });
  return server.step({ kind: "located", stream: "run", after, result });
}

test("[RS2] the server begins with the oldest event for a client without a position", () => {
  const server = bench();
  const outputs = located(server, readOf(0, 1, 8));
  expect(frames(outputs)).toMatchObject([{ type: "$welcome", streams: [{ stream: "run", mode: "replay", from: "1:0", head: "1:9" }] }]);
  expect(named(outputs, "read")).toMatchObject([{ after: "1:0" }]);
});

test("[RS2] the server says recovered: false if the log no longer holds the first event", () => {
  const server = bench();
  const outputs = located(server, trimmed);
  expect(frames(outputs)).toMatchObject([{ type: "$welcome", streams: [{ mode: "replay", from: "1:6", head: "1:9" }] }]);
  server.step({ kind: "writable" });
  server.step({ kind: "read", stream: "run", result: readOf(6, 3) });
  server.step({ kind: "writable" });
  expect(frames(server.step({ kind: "joined", stream: "run", at: "1:9" }))).toMatchObject([{ type: "$synced", recovered: false }]);
});

test("[RS3] after a trimmed position the server sends $reset and a new verdict, and continues at the oldest event", () => {
  const server = bench();
  const outputs = located(server, trimmed, "1:2");
  expect(frames(outputs).map(({ type }) => type)).toEqual(["$welcome", "$reset"]);
  expect(outputs.at(-1)).toEqual({ action: "oldest", stream: "run" });
  const answer = server.step({ kind: "oldest", stream: "run", at: "1:6", head: "1:9" });
  expect(frames(answer)).toEqual([{ type: "$subscribed", verdict: { stream: "run", mode: "replay", from: "1:6", head: "1:9" } }]);
  expect(named(answer, "read")).toMatchObject([{ after: "1:6" }]);
});

test("[SC3] a connection far behind reads every event if the events cannot be conflated", () => {
  const server = bench({ maxReplayEvents: 5 });
  located(server, readOf(0, 1, 99), "1:0");
  const asked = server.step({ kind: "read", stream: "run", result: readOf(0, 10, 90) });
  expect(asked).toMatchObject([{ action: "conflate" }]);
  expect(server.step({ kind: "conflated", stream: "run", slice: undefined })).toMatchObject([{ action: "read", after: "1:0" }]);
  expect(frames(server.step({ kind: "read", stream: "run", result: readOf(0, 10, 90) }))).toMatchObject([{ type: "$events", from: "1:1" }]);
});

test("[RS2] [RS3] a client takes its position from a replay verdict, at first and after $reset", () => {
  const client = new ClientBench();
  client.welcome([{ stream: "run", mode: "replay", from: "1:0", head: "1:2" }]);
  expect(client.frame(eventsFrame("1:1", 2))).toMatchObject([{ action: "events", from: "1:1", at: "1:2" }]);
  client.frame({ type: "$reset", stream: "run", reason: "trimmed" });
  expect(client.frame({ type: "$subscribed", verdict: { stream: "run", mode: "replay", from: "1:6", head: "1:7" } })).toEqual([]);
  expect(client.frame(eventsFrame("1:7", 1))).toMatchObject([{ action: "events", from: "1:7" }]);
  expect(client.frame({ type: "$synced", stream: "run", at: "1:7", recovered: true })).toMatchObject([
    { action: "synced", recovered: false },
  ]);
});
