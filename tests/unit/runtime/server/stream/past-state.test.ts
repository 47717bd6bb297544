import { streamState } from "@dagwire/dag";
import type { DagState, ServerEvent } from "@dagwire/dag";
import { stepsOf } from "../../../../../runtime/core/contract/v1/state/state-reducer.js";
import { StateHolder } from "../../../../../runtime/core/contract/v1/state/state-holder.js";
import { KnownKeys } from "../../../../../runtime/server/stream/known-keys.js";
import { PastState } from "../../../../../runtime/server/stream/past-state.js";
import { TextWriter } from "../../../../../runtime/server/stream/state-sink.js";
import { expect, test, vi } from "vitest";

/** A state of the reference protocol that events change in place, and the keys of its large maps. */
class Lab {
  readonly holder: StateHolder<DagState> = new StateHolder(streamState.initial());
  readonly keys = new KnownKeys(20);

  constructor() {
    this.holder.watch = this.keys;
  }

  take(...events: readonly ServerEvent[]): void {
    stepsOf(streamState)?.take(this.holder, events);
  }

  begin(): PastState {
    const past = new PastState(this.holder.state, this.keys);
    this.keys.next = past;
    return past;
  }

  /** Returns the state as it was at the call, while `events` come one after another. */
  past(...events: readonly ServerEvent[]): unknown {
    const text = new TextWriter(1_000);
    const later = [...events];
    for (const _ of this.begin().writeTo([text])) this.take(...later.splice(0, 1));
    this.take(...later);
    return JSON.parse(text.finish().join(""));
  }

  get now(): unknown {
    return JSON.parse(JSON.stringify(this.holder.state));
  }
}

const node = (node_id: string): ServerEvent => ({ type: "node_state", node_id, status: "running" });
const edge = (from: string, to: string): ServerEvent => ({ type: "edge_active", from, to });
const nodes = (count: number): readonly ServerEvent[] => Array.from({ length: count }, (_none, index) => node(`n${index}`));
const edges = (count: number): readonly ServerEvent[] => Array.from({ length: count }, (_none, index) => edge(`n${index}`, "end"));
const withoutNode = (id: string): ServerEvent => ({ type: "dag_mutated", mutation: { op: "remove_node", node_id: id } });

test("[RS17] an entry that an event adds below a value that is not written yet does not show", () => {
  const lab = new Lab();
  lab.take(...edges(40));
  const before = lab.now;
  expect(lab.past(edge("n39", "other"), edge("n38", "other"))).toEqual(before);
  expect(lab.now).not.toEqual(before);
});

test("[RS17] the keys of a large map are listed once, and later snapshots have the keys that came and went", () => {
  const lab = new Lab();
  lab.take(...nodes(50));
  lab.past();
  lab.take(node("new"), withoutNode("n3"), withoutNode("n4"), node("n4"));
  const before = lab.now;
  const list = vi.spyOn(Object, "keys");
  const past = lab.begin();
  const longest = Math.max(...list.mock.results.map(({ value }) => (value as readonly string[]).length));
  list.mockRestore();
  expect(longest).toBeLessThan(20);
  const text = new TextWriter(1_000);
  for (const _ of past.writeTo([text])) lab.take(node("newest"), withoutNode("n5"));
  expect(JSON.parse(text.finish().join(""))).toEqual(before);
  expect(lab.past()).toEqual(lab.now);
});

test("[RS17] a key that was removed and comes again while a snapshot is made does not show", () => {
  const lab = new Lab();
  lab.take(...nodes(50));
  lab.past();
  lab.take(withoutNode("n49"));
  const before = lab.now;
  expect(lab.past(node("n49"), node("n48"))).toEqual(before);
  expect(lab.past()).toEqual(lab.now);
});

test("[RS17] the keys of a map are listed again after an event has replaced the map", () => {
  const lab = new Lab();
  lab.take(...nodes(50));
  lab.past();
  lab.take({ type: "run_started", run_id: "r", graph: { nodes: {}, edges: {} } });
  lab.take(node("only"));
  expect(Object.keys((lab.past() as DagState).nodes)).toEqual(Object.keys(lab.holder.state.nodes));
  lab.take(...nodes(60));
  expect(lab.past()).toEqual(lab.now);
});

test("[RS17] a key that was removed shows again after an event has written it once more", () => {
  const lab = new Lab();
  lab.take(...nodes(50));
  lab.past();
  lab.take(withoutNode("n49"));
  lab.past();
  lab.take(node("n49"));
  expect(lab.past()).toEqual(lab.now);
  expect(Object.keys(lab.holder.state.nodes)).toContain("n49");
});
