import { describe, expect, test } from "vitest";
import { StreamStore } from "@dagwire/runtime/client";
import type { ServerEvent } from "@dagwire/dag";
import { applyServerEvents, dag, initialState, streamState } from "@dagwire/dag";

const state = (node_id: string, status: "running" | "completed" = "running"): ServerEvent => ({ type: "node_state", node_id, status });

/** A store that notifies when the test calls `flush`. */
class Lab {
  readonly frames: (() => void)[] = [];
  readonly store = new StreamStore(dag, { schedule: (flush) => this.frames.push(flush), keptEvents: 3 });
  readonly told: string[] = [];

  listen(...paths: readonly string[]): void {
    for (const path of paths) this.store.subscribe(path, () => this.told.push(path));
  }

  frame(): void {
    for (const flush of this.frames.splice(0)) flush();
  }
}

describe("a store", () => {
  test("notifies once a frame, and only listeners whose part has changed", () => {
    const lab = new Lab();
    lab.listen("", "/nodes/a", "/nodes/a/status", "/nodes/b", "/cost");
    for (let count = 0; count < 100; count++) lab.store.take(state("a", count % 2 === 0 ? "running" : "completed"));
    expect(lab.told).toEqual([]);
    expect(lab.frames).toHaveLength(1);
    lab.frame();
    expect(lab.told.toSorted()).toEqual(["", "/nodes/a", "/nodes/a/status"]);
    expect(lab.store.getSnapshot().nodes["a"]?.status).toBe("completed");
  });

  test("parts that did not change stay the same objects, and so does the snapshot between frames", () => {
    const lab = new Lab();
    lab.store.take(state("a"));
    lab.frame();
    const before = lab.store.getSnapshot();
    lab.store.take(state("b"));
    expect(lab.store.getSnapshot()).toBe(before);
    lab.frame();
    expect(lab.store.getSnapshot().nodes["a"]).toBe(before.nodes["a"]);
    expect(lab.store.getSnapshot().cost).toBe(before.cost);
    expect(lab.store.getServerSnapshot()).toEqual(streamState.initial());
  });

  test("ids may contain a slash or a tilde, or be the name of a member of Object", () => {
    const lab = new Lab();
    lab.listen("/nodes/a~1b", "/nodes/a", "/nodes/~0", "/nodes/__proto__", "/nodes/toString");
    for (const id of ["a/b", "~", "__proto__", "toString"]) lab.store.take(state(id));
    lab.frame();
    expect(lab.told.toSorted()).toEqual(["/nodes/__proto__", "/nodes/a~1b", "/nodes/toString", "/nodes/~0"]);
  });

  test("a listener that was removed is not called, and frees its memory", () => {
    const lab = new Lab();
    const leave = lab.store.subscribe("/nodes/a", () => lab.told.push("left"));
    lab.listen("/nodes");
    leave();
    leave();
    lab.store.take(state("a"));
    lab.frame();
    expect(lab.told).toEqual(["/nodes"]);
  });

  test("keeps the last events with their positions", () => {
    const lab = new Lab();
    let told = 0;
    lab.store.subscribeEvents(() => told++);
    for (const id of ["a", "b", "c", "d"]) lab.store.take(state(id), `1:${id}`);
    lab.frame();
    expect(lab.store.getEvents().map(({ number, at }) => [number, at])).toEqual([
      [2, "1:b"],
      [3, "1:c"],
      [4, "1:d"],
    ]);
    expect(told).toBe(1);
  });

  test("a whole state replaces the state and the pending events", () => {
    const lab = new Lab();
    lab.listen("/run");
    lab.store.take(state("a"));
    lab.store.replace({ ...streamState.initial(), run: { phase: "paused" } });
    expect(lab.told).toEqual(["/run"]);
    lab.frame();
    expect(lab.store.getSnapshot()).toMatchObject({ run: { phase: "paused" }, nodes: {} });
    expect(lab.store.getEvents()).toEqual([]);
  });

  test("in plain mode the state stays until the events come again, and then begins anew", () => {
    const lab = new Lab();
    lab.store.take(state("a"));
    lab.frame();
    lab.store.expectReplay();
    expect(Object.keys(lab.store.getSnapshot().nodes)).toEqual(["a"]);
    lab.listen("/nodes/a");
    lab.store.take(state("b"));
    expect(Object.keys(lab.store.getSnapshot().nodes)).toEqual(["a"]);
    lab.frame();
    expect(Object.keys(lab.store.getSnapshot().nodes)).toEqual(["b"]);
    expect(lab.told).toEqual(["/nodes/a"]);
  });

  test("in a page that is never shown, pending events do not accumulate", () => {
    const lab = new Lab();
    for (let count = 0; count < 10_000; count++) lab.store.take(state(`n${count}`));
    expect(Object.keys(lab.store.getSnapshot().nodes).length).toBeGreaterThan(8_000);
    lab.frame();
    expect(Object.keys(lab.store.getSnapshot().nodes)).toHaveLength(10_000);
  });
});

describe("the state of a store", () => {
  test("a part that was read never changes, and is another object after a change", () => {
    const lab = new Lab();
    for (const id of ["a", "b"]) lab.store.take(state(id));
    lab.frame();
    const [a, b, whole] = [lab.store.read(["nodes", "a"]), lab.store.read(["nodes", "b"]), lab.store.getSnapshot()];
    expect(lab.store.read(["nodes", "a"])).toBe(a);
    lab.store.take(state("a", "completed"));
    expect(lab.store.read(["nodes", "a", "status"])).toBe("running");
    lab.frame();
    expect([a?.status, whole.nodes["a"]?.status, lab.store.read(["nodes", "a", "status"])]).toEqual(["running", "running", "completed"]);
    expect(lab.store.read(["nodes", "b"])).toBe(b);
    expect(lab.store.read(["nodes", "c", "status"])).toBeUndefined();
  });

  test("a store never changes the state that it was given, nor an event", () => {
    const lab = new Lab();
    const given = { ...streamState.initial(), nodes: { a: { status: "running" as const } } };
    lab.store.replace(given);
    const output = { steps: [1] };
    const events: ServerEvent[] = [{ type: "node_state", node_id: "a", status: "completed", output }, state("a")];
    const text = JSON.stringify([given, events]);
    for (const event of [...events, ...events]) lab.store.take(event);
    lab.frame();
    expect(lab.store.read(["nodes", "a", "output"])).toEqual({ steps: [1] });
    expect(JSON.stringify([given, events])).toBe(text);
  });

  test("a reducer whose apply was replaced takes the events by this function", () => {
    const apply: typeof streamState.apply = (before, events) => streamState.apply(before, events.slice(1));
    const store = new StreamStore({ ...dag, state: { ...streamState, apply } }, { schedule: () => undefined });
    let count = 0;
    store.subscribe("/nodes/b", () => count++);
    for (const id of ["a", "b"]) store.take(state(id));
    store.flush();
    expect([Object.keys(store.read(["nodes"])), count]).toEqual([["b"], 1]);
  });
});

test("an event that nests too deep to compare takes effect whole, and so do the events after it", () => {
  const store = new StreamStore(dag, { schedule: () => undefined });
  const deep = (): unknown => JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`);
  const done = (): ServerEvent => ({ type: "node_state", node_id: "a", status: "completed", output: deep(), at: "2026-01-01T00:00:02Z" });
  store.take({ type: "node_state", node_id: "a", status: "running", output: deep(), at: "2026-01-01T00:00:01Z" });
  store.flush();
  store.take(done());
  store.take({ type: "node_state", node_id: "b", status: "running" });
  store.flush();
  expect(store.read(["nodes", "a"])).toMatchObject({ status: "completed", change: { at: "2026-01-01T00:00:02Z" } });
  expect(store.read(["nodes", "b", "status"])).toBe("running");
  expect(applyServerEvents(initialState(), [done(), done()]).state.nodes["a"]?.status).toBe("completed");
});
