import { expect, test } from "vitest";
import { LiveSet } from "../../../runtime/core/delivery/live-set.js";
import { defaultDeliveryLimits } from "../../../runtime/core/delivery/served-connection.js";
import { eventsText, splitSlice } from "../../../runtime/core/delivery/session-frames.js";
import type { SharedSnapshot } from "../../../runtime/core/delivery/shared-snapshot.js";
import { sharedSnapshot, TextParts } from "../../../runtime/core/delivery/shared-snapshot.js";
import type { SnapshotFrame } from "../../../runtime/core/frames/server-event.js";
import { atHead, frames, identity, named, readOf, ServerBench, sliceOf } from "../../helpers/session-bench.js";

const opened = (after: string | undefined): ServerBench => {
  const bench = new ServerBench();
  bench.hello([after === undefined ? { stream: "run" } : { stream: "run", after }]);
  bench.step({ kind: "authorized", stream: "run" });
  return bench;
};

const stateAt = (at: string): SharedSnapshot => sharedSnapshot("run", { at, state: "{}" }, 300);

const loneSurrogate = /\p{Surrogate}/u;

test("[RS1] if the log holds the client's position, the server continues with the next event", () => {
  const bench = opened("1:3");
  expect(bench.step({ kind: "located", stream: "run", result: readOf(3, 1, 2) }).at(-1)).toMatchObject({
    action: "read",
    after: "1:3",
  });
  expect(frames(bench.step({ kind: "read", stream: "run", result: readOf(3, 3) }))).toMatchObject([
    { type: "$events", from: "1:4", events: [{}, {}, {}] },
  ]);
  expect(bench.step({ kind: "writable" })).toEqual([{ action: "join", stream: "run", cursor: "1:6" }]);
  expect(frames(bench.step({ kind: "joined", stream: "run", at: "1:6" }))).toEqual([
    { type: "$synced", stream: "run", at: "1:6", recovered: true },
  ]);
});

test("[RS1] a client that has missed nothing is live at once", () => {
  const [welcome] = frames(opened("1:3").step({ kind: "located", stream: "run", result: atHead("1:3") }));
  expect(welcome).toMatchObject({ streams: [{ mode: "live", from: "1:3", head: "1:3" }] });
});

test("[RS2] a client without a position gets the state, and has lost nothing", () => {
  const bench = opened(undefined);
  expect(bench.step({ kind: "located", stream: "run", result: atHead("1:9") }).at(-1)).toEqual({
    action: "snapshot",
    stream: "run",
    isNewest: false,
    form: "text",
  });
  const sent = frames(bench.step({ kind: "snapshot", stream: "run", snapshot: stateAt("1:8") }));
  expect(sent).toEqual([{ type: "$snapshot", stream: "run", at: "1:8", part: 1, of: 1, state: "{}" }]);
  expect(bench.step({ kind: "writable" })).toEqual([{ action: "join", stream: "run", cursor: "1:8" }]);
  expect(frames(bench.step({ kind: "joined", stream: "run", at: "1:8" }))).toMatchObject([{ recovered: true }]);
});

test.each([
  ["the same build", identity.digest, false],
  ["another build", "sha256:b", true],
])("[RS15] the server asks for the newest state only for a client of another build: %s", (_which, digest, isNewest) => {
  const bench = new ServerBench();
  bench.hello([{ stream: "run" }], { protocol: { ...identity, digest } });
  bench.step({ kind: "authorized", stream: "run" });
  const outputs = bench.step({ kind: "located", stream: "run", result: atHead("1:9") });
  expect(outputs.at(-1)).toEqual({ action: "snapshot", stream: "run", isNewest, form: "text" });
});

const lostTo = (status: "trimmed" | "unknown", reason: string): void => {
  const bench = opened("1:3");
  const outputs = bench.step({ kind: "located", stream: "run", result: { status, head: "7:9", oldest: "7:5" } });
  expect(frames(outputs)).toMatchObject([
    { type: "$welcome", streams: [{ mode: "snapshot" }] },
    { type: "$reset", stream: "run", reason },
  ]);
  expect(outputs.at(-1)).toEqual({ action: "snapshot", stream: "run", isNewest: false, form: "text" });
  bench.step({ kind: "snapshot", stream: "run", snapshot: stateAt("7:9") });
  bench.step({ kind: "writable" });
  expect(frames(bench.step({ kind: "joined", stream: "run", at: "7:9" }))).toMatchObject([{ type: "$synced", recovered: false }]);
};

test("[RS3] a client whose position is trimmed gets a reset after $welcome, and has lost events", () => lostTo("trimmed", "trimmed"));

test("[RS4] a client with a position that the log never had gets a reset for another epoch", () => lostTo("unknown", "epoch"));

test("[RS3] a connection also gets a reset if the log is trimmed while it reads", () => {
  const bench = opened("1:3");
  bench.step({ kind: "located", stream: "run", result: readOf(3, 1, 5) });
  const outputs = bench.step({ kind: "read", stream: "run", result: { status: "trimmed", head: "1:90", oldest: "1:80" } });
  expect(frames(outputs)).toMatchObject([{ type: "$reset", reason: "trimmed" }]);
});

test("[RS5] $events at the beginning of an epoch say which position they follow", () => {
  const text = eventsText("run", { texts: ['{"a":1}'], after: "1:5", from: "2:1", follows: "1:5", at: "2:1", count: 5 });
  expect(JSON.parse(text) as SnapshotFrame).toEqual({ type: "$events", stream: "run", from: "2:1", follows: "1:5", events: [{ a: 1 }] });
});

test("[RS9] a snapshot is cut into parts, never within a character", () => {
  const state = JSON.stringify({ text: "😀".repeat(500) });
  for (const maxBytes of [9, 10, 11, 300]) {
    const { chunks, length } = sharedSnapshot("run", { at: "1:5", state }, maxBytes);
    const parts = chunks.flat().map((text) => JSON.parse(text) as SnapshotFrame);
    expect(length).toBe(state.length);
    expect(parts.map(({ part }) => part)).toEqual(parts.map((_, index) => index + 1));
    expect(parts.every(({ state: piece, of }) => !loneSurrogate.test(piece) && of === parts.length)).toBe(true);
    expect(parts.map(({ state: piece }) => piece).join("")).toBe(state);
    const inParts = new TextParts(maxBytes);
    for (const unit of state.split("")) inParts.add(unit);
    expect(inParts.finish()).toEqual(parts.map(({ state: piece }) => piece));
  }
});

test("[RS10] a connection joins the live set at its head, and reads on if it is behind", () => {
  const live = new LiveSet<number>("1:6");
  expect(live.join(1, "1:5")).toBe("behind");
  expect(live.join(1, "1:6")).toBe("joined");
  const bench = opened("1:3");
  bench.step({ kind: "located", stream: "run", result: atHead("1:3") });
  expect(bench.step({ kind: "behind", stream: "run" })).toMatchObject([{ action: "read", after: "1:3" }]);
});

test("[RS12] the server reads the next chunk only when the socket has room", () => {
  const bench = opened("1:0");
  bench.step({ kind: "located", stream: "run", result: readOf(0, 1, 200) });
  const outputs = bench.step({ kind: "read", stream: "run", result: readOf(0, 64, 137) });
  expect(named(outputs, "read")).toEqual([]);
  expect(bench.step({ kind: "writable" })).toEqual([
    { action: "read", stream: "run", after: "1:64", limit: { maxEvents: 64, maxBytes: 65_536 } },
  ]);
});

test("[RS12] a frame holds at most 64 events and 64 KiB, or one event", () => {
  const limit = defaultDeliveryLimits.chunk;
  const many = splitSlice(sliceOf(5, 150), limit);
  expect(many.map(({ texts }) => texts.length)).toEqual([64, 64, 22]);
  expect(many.map(({ after, from, at }) => [after, from, at])).toEqual([
    ["1:5", "1:6", "1:69"],
    ["1:69", "1:70", "1:133"],
    ["1:133", "1:134", "1:155"],
  ]);
  const large = JSON.stringify({ text: "ü".repeat(20_000) });
  expect(splitSlice(sliceOf(0, 3, large), limit).map(({ texts }) => texts.length)).toEqual([1, 1, 1]);
  expect(splitSlice({ ...sliceOf(0, 65), follows: "0:9" }, limit).map(({ follows }) => follows)).toEqual(["0:9", undefined]);
});
