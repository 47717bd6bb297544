import { describe, expect, test } from "vitest";
import type { SharedSnapshot } from "../../../runtime/core/delivery/shared-snapshot.js";
import type { PieceFrame } from "../../../runtime/core/frames/server-event.js";
import { atHead, ClientBench, ServerBench } from "../../helpers/session-bench.js";

const snapshot: SharedSnapshot = { at: "1:8", chunks: [["first"], ["second"]], length: 2 };

describe("[RS18] the server", () => {
  test.each([
    ["dagwire.v1.1", "pieces"],
    ["dagwire.v1", "text"],
  ] as const)("asks under %s for the state as %s", (subprotocol, form) => {
    const bench = new ServerBench({}, {}, { subprotocol });
    bench.hello([{ stream: "run" }]);
    bench.step({ kind: "authorized", stream: "run" });
    const outputs = bench.step({ kind: "located", stream: "run", result: atHead("1:8") });
    expect(outputs.at(-1)).toMatchObject({ action: "snapshot", form });
  });

  test("sends one piece when the socket takes more, and then the events since", () => {
    const bench = new ServerBench({}, {}, { subprotocol: "dagwire.v1.1" });
    bench.hello([{ stream: "run" }]);
    bench.step({ kind: "authorized", stream: "run" });
    bench.step({ kind: "located", stream: "run", result: atHead("1:8") });
    expect(bench.step({ kind: "snapshot", stream: "run", snapshot })).toEqual([{ action: "send", texts: ["first"] }]);
    expect(bench.step({ kind: "progress" })).toEqual([]);
    expect(bench.step({ kind: "writable" })).toEqual([{ action: "send", texts: ["second"] }]);
    expect(bench.step({ kind: "writable" })).toEqual([{ action: "join", stream: "run", cursor: "1:8" }]);
  });
});

describe("[RS8] [RS18] the client", () => {
  const open = (): ClientBench => {
    const bench = new ClientBench();
    bench.welcome([{ stream: "run", mode: "snapshot" }]);
    return bench;
  };
  const piece = (at: string, part: number, more: Partial<PieceFrame> = {}): PieceFrame => ({
    type: "$piece",
    stream: "run",
    at,
    part,
    path: "",
    ...(part === 1 ? { state: {} } : { entries: {} }),
    ...more,
  });
  const isDropped = expect.arrayContaining([expect.objectContaining({ action: "drop", code: 4100 })]) as unknown;

  test("has the state with the last piece, and continues with the events after it", () => {
    const bench = open();
    expect(bench.frame(piece("1:5", 1))).toMatchObject([{ action: "part" }]);
    expect(bench.frame(piece("1:5", 2, { last: true }))).toMatchObject([{ action: "part" }, { action: "state", at: "1:5" }]);
    expect(bench.state.cursors.get("run")).toEqual({ phase: "replay", position: "1:5", hasLost: false });
  });

  test("begins anew with a first piece", () => {
    const bench = open();
    bench.frame(piece("1:5", 1));
    bench.frame(piece("1:5", 2));
    expect(bench.frame(piece("1:8", 1, { last: true }))).toMatchObject([
      { action: "part", part: { at: "1:8" } },
      { action: "state", at: "1:8" },
    ]);
  });

  test("closes the connection after a piece that is not the next one", () => {
    const bench = open();
    bench.frame(piece("1:5", 1));
    expect(bench.frame(piece("1:5", 3))).toEqual(isDropped);
  });

  test("closes the connection after a later piece of another position", () => {
    const bench = open();
    bench.frame(piece("1:5", 1));
    expect(bench.frame(piece("1:8", 2))).toEqual(isDropped);
  });

  test("closes the connection after a piece behind the last one", () => {
    const bench = open();
    bench.frame(piece("1:5", 1, { last: true }));
    expect(bench.frame(piece("1:5", 2))).toEqual(isDropped);
  });

  test("closes the connection after pieces that turn into parts of a text", () => {
    const bench = open();
    bench.frame(piece("1:5", 1));
    expect(bench.frame({ type: "$snapshot", stream: "run", at: "1:5", part: 2, of: 2, state: "{}" })).toEqual(isDropped);
  });

  test("begins anew on the next connection, which may bring the state from its first piece on", () => {
    const bench = open();
    bench.frame(piece("1:5", 1));
    bench.lose(1);
    bench.pass(30_000);
    bench.welcome([{ stream: "run", mode: "snapshot" }], 2);
    expect(bench.frame(piece("1:5", 2, { last: true }), 2)).toEqual(isDropped);
  });
});
