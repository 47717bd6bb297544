import { expect, test } from "vitest";
import type { Subprotocol } from "../../../runtime/core/base/subprotocols.js";
import { atHead, DeliveryBench, frames, helloFrame, ServerBench } from "../../helpers/session-bench.js";

const source = (state: "away" | "back"): object => ({ type: "$source", stream: "run", part: "log", state });

/** Lets a connection follow stream "run" from the head of its log. Returns the types of the frames that it gets. */
function follow(bench: DeliveryBench, connection: number, subprotocol: Subprotocol = "dagwire.v1.1"): readonly string[] {
  bench.take({ kind: "openSession", connection, name: String(connection), subprotocol });
  bench.takeOf(connection, { kind: "frame", frame: helloFrame([{ stream: "run", after: "1:6" }]) });
  bench.takeOf(connection, { kind: "authorized", stream: "run" });
  const { tasks } = bench.takeOf(connection, { kind: "located", stream: "run", result: atHead("1:6") });
  return frames(tasks.map(({ output }) => output)).map(({ type }) => type);
}

test("[OW7] the followers of a stream that speak dagwire.v1.1 learn that its log is away and back, and no others do", () => {
  const bench = new DeliveryBench("1:6");
  follow(bench, 1);
  follow(bench, 2, "dagwire.v1");
  bench.take({ kind: "openSession", connection: 3, name: "3", subprotocol: "dagwire.v1.1" });
  for (const state of ["away", "back"] as const) {
    const { tasks } = bench.take({ kind: "source", stream: "run", state });
    expect(tasks.map(({ connection }) => connection)).toEqual([1]);
    expect(frames(tasks.map(({ output }) => output))).toEqual([source(state)]);
  }
  expect(bench.take({ kind: "source", stream: "other", state: "away" }).tasks).toEqual([]);
});

test("[OW7] a follower that comes while the log is away learns it after $synced, and one that comes later does not", () => {
  const bench = new DeliveryBench("1:6");
  bench.take({ kind: "source", stream: "run", state: "away" });
  expect(follow(bench, 1)).toEqual(["$welcome", "$synced", "$source"]);
  bench.take({ kind: "source", stream: "run", state: "back" });
  expect(follow(bench, 2)).toEqual(["$welcome", "$synced"]);
  bench.take({ kind: "source", stream: "run", state: "away" });
  bench.take({ kind: "streamEnded", stream: "run", code: 1000, reason: "over" });
  bench.take({ kind: "streamReopened", stream: "run" });
  expect(follow(bench, 3)).toEqual(["$welcome", "$synced"]);
});

test("[SB4] the end of a stream goes to each connection that reaches its end, until the stream is opened or watched anew", () => {
  const bench = new DeliveryBench("1:6");
  follow(bench, 1);
  bench.take({ kind: "streamEnded", stream: "run", code: 1000, reason: "over" });
  expect(follow(bench, 2)).toEqual(["$welcome", "$synced", "$unsubscribed"]);
  bench.take({ kind: "streamReopened", stream: "run" });
  expect(follow(bench, 3)).toEqual(["$welcome", "$synced"]);
  bench.take({ kind: "streamEnded", stream: "run", code: 1000, reason: "over" });
  bench.take({ kind: "tick" });
  bench.take({ kind: "watched", stream: "run", head: "1:6" });
  expect(follow(bench, 4)).toEqual(["$welcome", "$synced"]);
});

test("a stream that no connection follows is watched no longer, and a removed stream takes no connection", () => {
  const bench = new DeliveryBench("1:6");
  const unwatched = (): readonly unknown[] => bench.delivery.take({ kind: "tick", nowMs: 0 }).filter(({ action }) => action === "unwatch");
  expect(follow(bench, 1)).toEqual(["$welcome", "$synced"]);
  expect(unwatched()).toEqual([]);
  bench.takeOf(1, { kind: "closed" });
  expect(unwatched()).toEqual([{ action: "unwatch", stream: "run" }]);
  expect(unwatched()).toEqual([]);
  bench.take({ kind: "watched", stream: "run", head: "1:6" });
  bench.take({ kind: "streamRemoved", stream: "run" });
  expect(follow(bench, 2)).toEqual(["$welcome", "$unsubscribed"]);
});

test("a connection that has closed leaves the live sets, and the delivery forgets it", () => {
  const bench = new DeliveryBench("1:6");
  follow(bench, 1);
  expect([bench.delivery.connections, bench.delivery.isFollowing(1, "run")]).toEqual([1, true]);
  bench.takeOf(1, { kind: "closed" });
  expect([bench.delivery.connections, bench.delivery.isFollowing(1, "run")]).toEqual([0, false]);
  expect(bench.delivery.connection(1)).toBeUndefined();
});

test("[HS10] $welcome names the principal of a client that speaks dagwire.v1.1 and has one", () => {
  const welcomeOf = (subprotocol: Subprotocol, principal?: { readonly id: string }): object | undefined => {
    const bench = new ServerBench({}, {}, { subprotocol, principal });
    bench.hello();
    bench.step({ kind: "authorized", stream: "run" });
    return frames(bench.step({ kind: "located", stream: "run", result: atHead("1:5") }))[0];
  };
  expect(welcomeOf("dagwire.v1.1", { id: "ada" })).toMatchObject({ type: "$welcome", principal: { id: "ada" } });
  expect(welcomeOf("dagwire.v1.1")).not.toHaveProperty("principal");
  expect(welcomeOf("dagwire.v1", { id: "ada" })).not.toHaveProperty("principal");
});
