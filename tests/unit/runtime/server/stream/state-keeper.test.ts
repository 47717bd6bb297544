import { streamState } from "@dagwire/dag";
import type { DagState, ServerEvent } from "@dagwire/dag";
import { MemoryLog } from "@dagwire/runtime";
import { afterEach, expect, test } from "vitest";
import { StateKeeper } from "../../../../../runtime/server/stream/state-keeper.js";
import type { LogSlice } from "../../../../../runtime/core/log/stream-log.js";
import { Cleanup, startStreams, until } from "../../../../helpers/stream-harness.js";
import { nodeState } from "../../../../helpers/toy-dag.js";
import { openToy } from "../../../../helpers/toy-session.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

/** A state of numbers. It counts the calls of the reducer, and refuses the number 13. */
function keeperOf(): { readonly keeper: StateKeeper<readonly number[], number>; readonly calls: () => number; readonly errors: string[] } {
  let calls = 0;
  const errors: string[] = [];
  const apply = (state: readonly number[], events: readonly number[]): { readonly state: readonly number[]; readonly touched: [] } => {
    calls++;
    if (events.includes(13)) throw new Error("no 13");
    return { state: [...state, ...events], touched: [] };
  };
  const protocol = { version: "1.0.0", digest: "sha256:numbers" };
  return { keeper: new StateKeeper({ initial: () => [], apply }, protocol, [], "1:0"), calls: () => calls, errors };
}

function never(thrown: unknown): never {
  throw thrown;
}

const slice = (after: number, ...numbers: readonly number[]): LogSlice => ({
  texts: numbers.map(String),
  after: `1:${after}`,
  from: `1:${after + 1}`,
  at: `1:${after + numbers.length}`,
  count: after,
});

test("[OW5] the keeper takes slices by position: it ignores an old one, and says that it lacks events", () => {
  const { keeper, errors } = keeperOf();
  const report = (thrown: unknown): unknown => errors.push(String(thrown));
  expect(keeper.take(slice(0, 1, 2), report)).toBe(true);
  expect(keeper.take(slice(0, 1, 2), report)).toBe(true);
  expect(keeper.take(slice(3, 4), report)).toBe(false);
  expect(keeper.take(slice(2, 3), report)).toBe(true);
  expect([keeper.read([]), keeper.at, errors]).toEqual([[1, 2, 3], "1:3", []]);
});

test("[OW5] the reducer takes an event once, before the log has it, and the state changes when the tail reports it", () => {
  const { keeper, calls } = keeperOf();
  keeper.try(["1"]);
  keeper.try(["2", "3"]);
  expect([keeper.read([]), keeper.at, calls()]).toEqual([[], "1:0", 2]);
  keeper.take(slice(0, 1), never);
  keeper.take(slice(1, 2, 3), never);
  expect([keeper.read([]), keeper.at, calls()]).toEqual([[1, 2, 3], "1:3", 2]);
});

test("[OW5] the state is that of the tail if the log has other events than the writer has tried", () => {
  const { keeper } = keeperOf();
  for (const texts of [["1"], ["2"], ["3"]]) keeper.try(texts);
  keeper.take(slice(0, 2), never);
  keeper.try(["4"]);
  keeper.take(slice(1, 3), never);
  keeper.take(slice(2, 4), never);
  expect(keeper.read([])).toEqual([2, 3, 4]);
});

test("[OW8] an event that the reducer cannot take changes no state, and a stored one is skipped with a report", () => {
  const { keeper, errors } = keeperOf();
  expect(() => keeper.try(["1", "13"])).toThrow("no 13");
  keeper.take(slice(0, 1, 13, 2), (thrown) => errors.push(String(thrown)));
  expect([keeper.read([]), keeper.at, errors]).toEqual([[1, 2], "1:3", ["Error: the state has skipped the stored event 13: no 13"]]);
});

/** A keeper of the reference protocol's state, and a function that lets it take events. */
function dagKeeper(reducer = streamState): {
  readonly keeper: StateKeeper<DagState, ServerEvent>;
  readonly take: (...events: ServerEvent[]) => void;
} {
  const keeper = new StateKeeper(reducer, { version: "1.1.0", digest: "sha256:dag" }, reducer.initial(), "1:0");
  let count = 0;
  const take = (...events: ServerEvent[]): void => {
    const texts = events.map((event) => JSON.stringify(event));
    keeper.take({ texts, after: `1:${count}`, from: `1:${count + 1}`, at: `1:${count + events.length}`, count }, never);
    count += events.length;
  };
  return { keeper, take };
}

test("[OW9] a value that was handed out never changes, and what was not handed out is not copied", () => {
  const { keeper, take } = dagKeeper();
  take({ type: "node_state", node_id: "a", status: "running" }, { type: "node_state", node_id: "b", status: "running" });
  const [whole, a] = [keeper.read([]), keeper.read(["nodes", "a"])];
  take({ type: "node_state", node_id: "a", status: "completed" });
  expect(whole.nodes).toEqual({ a: { status: "running", change: {} }, b: { status: "running", change: {} } });
  expect([a?.status, keeper.read(["nodes", "a", "status"])]).toEqual(["running", "completed"]);
  expect(keeper.read(["nodes", "b"])).toBe(whole.nodes["b"]);
  expect(keeper.read(["nodes", "c", "status"])).toBeUndefined();
});

test("[OW9] the state has no event before the log has it", () => {
  const { keeper, take } = dagKeeper();
  const event: ServerEvent = { type: "node_state", node_id: "a", status: "running" };
  keeper.try([JSON.stringify(event)]);
  expect(keeper.read(["nodes"])).toEqual({});
  take(event);
  expect(keeper.read(["nodes", "a", "status"])).toBe("running");
});

test("[OW8] generated steps take every event of at most 1,000 levels, and the log gets none that is deeper", () => {
  const { keeper, take } = dagKeeper();
  const nested = (levels: number): ServerEvent => ({
    type: "node_state",
    node_id: "a",
    status: "running",
    output: JSON.parse(`${"[".repeat(levels)}${"]".repeat(levels)}`) as unknown,
  });
  keeper.try([JSON.stringify(nested(999))]);
  take(nested(999), nested(999));
  expect(() => keeper.try([JSON.stringify(nested(1_000))])).toThrow("expected JSON at most 1000 levels deep");
});

test("a reducer whose apply was replaced takes each event by this function", () => {
  const apply: typeof streamState.apply = (state, events) =>
    streamState.apply(
      state,
      events.filter(({ type }) => type !== "node_state"),
    );
  const { keeper, take } = dagKeeper({ ...streamState, apply });
  take({ type: "node_state", node_id: "a", status: "running" }, { type: "edge_active", from: "a", to: "b" });
  expect([keeper.read(["nodes"]), keeper.read(["edges"])]).toEqual([{}, { a: { b: {} } }]);
});

test("[OW5] a stream reads the log if the tail leaves out events", async () => {
  const log = new MemoryLog();
  const tail = log.tail.bind(log);
  let isDeaf = true;
  log.tail = (stream, listener) => tail(stream, (heard) => void (isDeaf || listener(heard)));
  const { streams } = await startStreams(cleanup, { log });
  const run = await openToy(streams);
  run.publish(nodeState("a"));
  await run.flushed();
  expect(run.state).toEqual({});
  isDeaf = false;
  run.publish(nodeState("b"));
  await run.flushed();
  await until(() => Object.keys(run.state).length === 2);
  expect(run.state).toEqual({ a: "running", b: "running" });
});
