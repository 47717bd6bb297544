import { describe, expect, test } from "vitest";
import { StreamStore } from "@dagwire/runtime/client";
import type { ServerEvent } from "@dagwire/dag";
import { dag, streamState } from "@dagwire/dag";

const state = (node_id: string, status: "running" | "completed" = "running"): ServerEvent => ({ type: "node_state", node_id, status });

/** A store whose frames come when the test says so. */
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
  test("tells once a frame, and only those whose part has changed", () => {
    const lab = new Lab();
    lab.listen("", "/nodes/a", "/nodes/a/status", "/nodes/b", "/cost");
    for (let count = 0; count < 100; count++) lab.store.take(state("a", count % 2 === 0 ? "running" : "completed"));
    expect(lab.told).toEqual([]);
    expect(lab.frames).toHaveLength(1);
    lab.frame();
    expect(lab.told.toSorted()).toEqual(["", "/nodes/a", "/nodes/a/status"]);
    expect(lab.store.getSnapshot().nodes["a"]?.status).toBe("completed");
  });

  test("what did not change stays the same object, and so does the snapshot between frames", () => {
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

  test("an id with a slash, a tilde or the name of a member of Object is an id", () => {
    const lab = new Lab();
    lab.listen("/nodes/a~1b", "/nodes/a", "/nodes/~0", "/nodes/__proto__", "/nodes/toString");
    for (const id of ["a/b", "~", "__proto__", "toString"]) lab.store.take(state(id));
    lab.frame();
    expect(lab.told.toSorted()).toEqual(["/nodes/__proto__", "/nodes/a~1b", "/nodes/toString", "/nodes/~0"]);
  });

  test("a listener that has left is told nothing, and leaves nothing behind", () => {
    const lab = new Lab();
    const leave = lab.store.subscribe("/nodes/a", () => lab.told.push("left"));
    lab.listen("/nodes");
    leave();
    leave();
    lab.store.take(state("a"));
    lab.frame();
    expect(lab.told).toEqual(["/nodes"]);
  });

  test("the last events are kept, with their positions", () => {
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

  test("a state that comes replaces what there was, also what was not told yet", () => {
    const lab = new Lab();
    lab.listen("/run");
    lab.store.take(state("a"));
    lab.store.replace({ ...streamState.initial(), run: { phase: "paused" } });
    expect(lab.told).toEqual(["/run"]);
    lab.frame();
    expect(lab.store.getSnapshot()).toMatchObject({ run: { phase: "paused" }, nodes: {} });
    expect(lab.store.getEvents()).toEqual([]);
  });

  test("in plain mode the state stays until the events come again, then it begins anew", () => {
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

  test("in a page that is never shown events do not pile up", () => {
    const lab = new Lab();
    for (let count = 0; count < 10_000; count++) lab.store.take(state(`n${count}`));
    expect(Object.keys(lab.store.getSnapshot().nodes).length).toBeGreaterThan(8_000);
    lab.frame();
    expect(Object.keys(lab.store.getSnapshot().nodes)).toHaveLength(10_000);
  });
});
