import { expect, test } from "vitest";
import { ClientBench, identity, idOf, named, sentFrames, welcomeFrame } from "../../helpers/session-bench.js";

test("[HS1] the first frame is $hello, with the positions that the client holds", () => {
  const bench = new ClientBench(["run", "other"], { token: "t" });
  bench.step({ kind: "start" });
  const hello = { type: "$hello", v: 1, protocol: identity, client: "c1", auth: "t" };
  expect(sentFrames(bench.step({ kind: "opened", attempt: 1, subprotocol: "dagwire.v1.1" }))).toEqual([
    { ...hello, streams: [{ stream: "run" }, { stream: "other" }] },
  ]);
  bench.frame(
    welcomeFrame([
      { stream: "run", mode: "snapshot" },
      { stream: "other", mode: "snapshot" },
    ]),
  );
  bench.frame({ type: "$snapshot", stream: "run", at: "1:5", part: 1, of: 1, state: "{}" });
  bench.lose(1);
  bench.pass(30_000);
  expect(sentFrames(bench.step({ kind: "opened", attempt: 2, subprotocol: "dagwire.v1.1" }))).toEqual([
    { ...hello, streams: [{ stream: "run", after: "1:5" }, { stream: "other" }] },
  ]);
});

test("[HS6] the client refuses a server with an incompatible protocol, for good", () => {
  const bench = new ClientBench();
  const outputs = bench.welcome([], 1, { protocol: { ...identity, name: "else" } });
  expect(outputs).toMatchObject([{ action: "drop", code: 4409 }]);
  expect(bench.phase).toBe("incompatible");
  expect(bench.wakeMs).toBeUndefined();
});

test("[HS6] the client warns of another version with the same major number, unless the matrix lists it", () => {
  const other = { ...identity, version: "1.9.0", digest: "sha256:b" };
  expect(new ClientBench([]).welcome([], 1, { protocol: other })).toMatchObject([{ action: "warn", protocol: other, verdict: "warn" }]);
  const knowing = new ClientBench([], { matrix: { "sha256:b": { asServer: "accept", asClient: "refuse" } } });
  expect(named(knowing.welcome([], 1, { protocol: other }), "warn")).toEqual([]);
  const strict = new ClientBench([], { matrix: { "sha256:b": { asServer: "refuse", asClient: "accept" } } });
  strict.welcome([], 1, { protocol: other });
  expect(strict.phase).toBe("incompatible");
});

test("[HS7] $welcome sets the heartbeat and the number of unfinished commands", () => {
  const bench = new ClientBench(["run", "b", "c"]);
  for (const [n, stream] of ["run", "b", "c"].entries()) bench.command(n, stream);
  const verdicts = ["run", "b", "c"].map((stream) => ({ stream, mode: "snapshot" as const }));
  const limits = { maxUnacked: 2, maxStreams: 64, maxPayloadBytes: 1 };
  const outputs = bench.welcome(verdicts, 1, { limits, heartbeat: { intervalMs: 500, timeoutMs: 900 } });
  expect(sentFrames(outputs)).toMatchObject([
    { type: "$command", id: idOf(0) },
    { type: "$command", id: idOf(1) },
  ]);
  expect(sentFrames(bench.pass(500))).toEqual([{ type: "$ping", n: 1 }]);
});
