import type { ServerEvent } from "@dagwire/dag";
import { describe, expect, it } from "vitest";
import { RunHistory } from "../../../examples/engine/run/run-history.js";

function keep(...events: readonly ServerEvent[]): readonly ServerEvent[] {
  const history = new RunHistory();
  for (const event of events) history.add(event);
  return history.events();
}

const running: ServerEvent = { type: "node_state", node_id: "a", status: "running" };
const done: ServerEvent = { type: "node_state", node_id: "a", status: "completed" };
const log = (node_id: string, offset: number, bytes: number): ServerEvent => ({
  type: "node_log",
  node_id,
  channel: "stdout",
  offset,
  chunk: "x".repeat(bytes),
});

const progress = (current: number, node_id?: string): ServerEvent => ({
  type: "progress",
  current,
  ...(node_id === undefined ? {} : { node_id }),
});
const cost = (spent: number, node_costs: Readonly<Record<string, number>>): ServerEvent => ({
  type: "cost_update",
  spent,
  budget: 1,
  remaining: 1 - spent,
  node_costs,
});

describe("RunHistory", () => {
  it("joins the pieces of a text after 1,000 of them, and loses none", () => {
    const pieces = Array.from({ length: 2_500 }, (_none, index): ServerEvent => ({
      type: "text_delta",
      text_id: "t",
      offset: 3 * index,
      delta: "abc",
    }));
    const kept = keep(...pieces, done);
    expect(kept).toHaveLength(503);
    expect(kept.map((event) => (event.type === "text_delta" ? event.delta : "")).join("")).toBe("abc".repeat(2_500));
    expect(kept[0]).toMatchObject({ offset: 0, delta: "abc".repeat(1_999) });
  });

  it("keeps the events, in order", () => {
    expect(keep(running, log("a", 0, 3), done)).toEqual([running, log("a", 0, 3), done]);
  });

  it("keeps the last progress of each node and of the run", () => {
    expect(keep(progress(1, "a"), progress(1), progress(1, "b"), progress(2, "a"), progress(2))).toEqual([
      progress(1, "b"),
      progress(2, "a"),
      progress(2),
    ]);
  });

  it("keeps one cost with the figures of all nodes", () => {
    expect(keep(cost(0.25, { a: 0.25 }), running, cost(0.5, { b: 0.25 }))).toEqual([running, cost(0.5, { a: 0.25, b: 0.25 })]);
  });

  it("drops the oldest output of a node that prints a lot, and of no other node", () => {
    const chatty = Array.from({ length: 20 }, (_, index) => log("a", index * 16_000, 16_000));
    const kept = keep(log("b", 0, 10), ...chatty);
    expect(kept[0]).toEqual(log("b", 0, 10));
    expect(kept.slice(1)).toEqual(chatty.slice(-8));
  });
});
