import { expect, test } from "vitest";
import type { Subprotocol } from "../../../runtime/core/base/subprotocols.js";
import type { ConnectionOutput } from "../../../runtime/core/delivery/served-connection.js";
import { serverEvents } from "../../../runtime/core/frames/server-event-validator.js";
import { atHead, frames, identity, named, readOf, ServerBench } from "../../helpers/session-bench.js";

const opened = (after: string | undefined): ServerBench => {
  const bench = new ServerBench();
  bench.hello([after === undefined ? { stream: "run" } : { stream: "run", after }]);
  bench.step({ kind: "authorized", stream: "run" });
  return bench;
};

/** Returns a session of a subprotocol, and the outputs of its `$welcome`. */
function liveBench(subprotocol: Subprotocol): { readonly bench: ServerBench; readonly welcome: readonly ConnectionOutput[] } {
  const bench = new ServerBench({}, {}, { subprotocol });
  bench.hello([{ stream: "run", after: "1:5" }]);
  bench.step({ kind: "authorized", stream: "run" });
  return { bench, welcome: bench.step({ kind: "located", stream: "run", result: atHead("1:5") }) };
}

test("[HS2] the server sends $welcome when every stream has its verdict", () => {
  const bench = new ServerBench();
  expect(bench.hello([{ stream: "run", after: "1:3" }, { stream: "new" }, { stream: "secret" }])).toEqual([
    { action: "authorize", stream: "run" },
    { action: "authorize", stream: "new" },
    { action: "authorize", stream: "secret" },
  ]);
  expect(bench.step({ kind: "authorized", stream: "run" })).toEqual([{ action: "locate", stream: "run", after: "1:3" }]);
  bench.step({ kind: "authorized", stream: "new" });
  bench.step({ kind: "authorized", stream: "secret", code: 4403 });
  bench.step({ kind: "located", stream: "run", result: readOf(3, 1, 1) });
  const [welcome] = frames(bench.step({ kind: "located", stream: "new", result: atHead("1:0") }));
  expect(welcome).toMatchObject({ type: "$welcome", protocol: identity, durability: "durable", limits: { maxUnacked: 8 } });
  expect(welcome).toMatchObject({
    streams: [
      { stream: "secret", mode: "refused", code: 4403 },
      { stream: "run", mode: "replay", from: "1:3", head: "1:5" },
      { stream: "new", mode: "snapshot", head: "1:0" },
    ],
  });
  expect(serverEvents.validate(welcome)).toBe(true);
});

test("[HS3] another first frame, a second $hello and a broken frame close with 4400", () => {
  expect(new ServerBench().frame({ type: "$ping", n: 1 })).toMatchObject([{ action: "close", code: 4400 }]);
  const bench = new ServerBench();
  bench.goLive();
  expect(named(bench.hello(), "close")).toMatchObject([{ code: 4400 }]);
  expect(new ServerBench().step({ kind: "invalid", reason: "no JSON" })).toMatchObject([{ action: "close", code: 4400 }]);
});

test("[HS10] [LS1] under dagwire.v1.1 $welcome lists the features, and $loss is counted; under dagwire.v1 neither exists", () => {
  const loss = { stream: "run", unknown: 2, refused: 1, states: 0, names: ["node_skipped"] };
  const [welcome] = frames(liveBench("dagwire.v1.1").welcome);
  expect(welcome).toMatchObject({ type: "$welcome", features: ["loss", "principal", "history"] });
  expect(serverEvents.validate(welcome)).toBe(true);
  expect(liveBench("dagwire.v1.1").bench.frame({ type: "$loss", ...loss })).toEqual([{ action: "loss", loss }]);

  const older = liveBench("dagwire.v1");
  expect(frames(older.welcome)[0]).not.toHaveProperty("features");
  expect(older.bench.frame({ type: "$loss", ...loss })).toMatchObject([{ action: "close", code: 4400 }]);
});

test("[HS4] the server closes a client that sends no $hello for 5 s with 4108", () => {
  const bench = new ServerBench();
  bench.nowMs = 4_999;
  expect(bench.step({ kind: "tick" })).toEqual([]);
  bench.nowMs = 5_000;
  expect(bench.step({ kind: "tick" })).toMatchObject([{ action: "close", code: 4108 }]);
});

test.each([
  ["another name", { ...identity, name: "else" }, {}, true],
  ["another digest, same major", { ...identity, digest: "b" }, {}, false],
  ["another major", { ...identity, digest: "b", version: "2.0.0" }, {}, true],
  [
    "another major that the matrix allows",
    { ...identity, digest: "b", version: "2.0.0" },
    { b: { asServer: "refuse", asClient: "warn" } as const },
    false,
  ],
  [
    "the same major that the matrix forbids",
    { ...identity, digest: "b" },
    { b: { asServer: "accept", asClient: "refuse" } as const },
    true,
  ],
])("[HS5] %s is judged before the server sends anything", (_, protocol, matrix, isRefused) => {
  const outputs = new ServerBench({}, { matrix }).hello([{ stream: "run" }], { protocol });
  expect(outputs).toMatchObject(isRefused ? [{ action: "close", code: 4409 }] : [{ action: "warn", protocol }, { action: "authorize" }]);
});

test("[HS5] the server accepts a version that the matrix accepts, without a warning", () => {
  const outputs = new ServerBench({}, { matrix: { b: { asServer: "refuse", asClient: "accept" } } }).hello([{ stream: "run" }], {
    protocol: { ...identity, digest: "b" },
  });
  expect(outputs).toMatchObject([{ action: "authorize" }]);
});

test("[HS5] the server warns of a client only after it has accepted the client's token", () => {
  const bench = new ServerBench();
  const protocol = { ...identity, digest: "b" };
  expect(bench.hello([{ stream: "run" }], { protocol, auth: "t" })).toMatchObject([{ action: "authenticate" }]);
  expect(bench.step({ kind: "authenticated", isAccepted: true })).toMatchObject([{ action: "warn", protocol }, { action: "authorize" }]);
});

test("[AU1] the server checks a token in $hello before it authorizes any stream", () => {
  const bench = new ServerBench();
  expect(bench.hello([{ stream: "run" }], { auth: "t" })).toEqual([{ action: "authenticate", token: "t" }]);
  expect(bench.step({ kind: "authenticated", isAccepted: true })).toEqual([{ action: "authorize", stream: "run" }]);
  const refused = new ServerBench();
  refused.hello([{ stream: "run" }], { auth: "t" });
  expect(refused.step({ kind: "authenticated", isAccepted: false })).toMatchObject([{ action: "close", code: 4401 }]);
});

test("[AU2] the server closes a connection whose token has expired with 4202, unless $auth has replaced the token", () => {
  const bench = new ServerBench();
  bench.hello([], { auth: "t" });
  bench.step({ kind: "authenticated", isAccepted: true, expiresAtMs: 1_000 });
  expect(bench.frame({ type: "$auth", token: "u" })).toEqual([{ action: "authenticate", token: "u" }]);
  bench.step({ kind: "authenticated", isAccepted: true, expiresAtMs: 2_000 });
  bench.nowMs = 1_500;
  expect(bench.step({ kind: "tick" })).toEqual([]);
  bench.nowMs = 2_000;
  expect(bench.step({ kind: "tick" })).toMatchObject([{ action: "close", code: 4202 }]);
});

test("[AU3] if the client may follow no stream, the server closes with the code of the first", () => {
  const bench = new ServerBench();
  bench.hello([{ stream: "run" }]);
  const outputs = bench.step({ kind: "authorized", stream: "run", code: 4403 });
  expect(outputs.at(-1)).toMatchObject({ action: "close", code: 4403 });
  const gone = opened(undefined);
  expect(gone.step({ kind: "located", stream: "run", result: undefined }).at(-1)).toMatchObject({ action: "close", code: 4404 });
});
