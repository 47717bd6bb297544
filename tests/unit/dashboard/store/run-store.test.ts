import { describe, expect, it } from "vitest";
import { countUnknown, initialLinkState } from "../../../../examples/dashboard/src/store/link-state.js";
import { RunStore } from "../../../../examples/dashboard/src/store/run-store.js";
import { nodeState, started, wholeRun } from "../run-events.js";

function createStore(): { readonly store: RunStore; readonly frame: () => void; readonly calls: () => number } {
  const due: (() => void)[] = [];
  let calls = 0;
  const store = new RunStore((publish) => due.push(publish));
  store.subscribe(() => {
    calls += 1;
  });
  const frame = (): void => {
    for (const publish of due.splice(0)) publish();
  };
  return { store, frame, calls: () => calls };
}

describe("RunStore", () => {
  it("publishes a burst once, and loses nothing of it", () => {
    const { store, frame, calls } = createStore();
    store.apply(started);
    for (let index = 0; index < 3_000; index += 1) store.apply(nodeState(`n${index % 200}`, "running", { attempt: index + 1 }));
    expect(store.getState().run.nodes.size).toBe(0);
    frame();
    expect(calls()).toBe(1);
    expect(store.getState().link.events).toBe(3_001);
    expect(store.getState().run.nodes.get("n199")?.attempt).toBe(3_000);
  });

  it("starts anew with the replay after a reconnect, and shows the old state until then", () => {
    const { store, frame } = createStore();
    for (const event of wholeRun) store.apply(event);
    frame();
    store.expectReplay();
    expect(store.getState().run.info.phase).toBe("completed");
    store.apply(started);
    frame();
    expect(store.getState().run).toMatchObject({ info: { phase: "running" }, errors: [] });
  });

  it("forgets a run that is not replayed", () => {
    const { store, frame } = createStore();
    store.apply(started);
    store.forgetUnlessReplayed();
    frame();
    expect(store.getState().run.info.phase).toBe("running");
    store.expectReplay();
    store.forgetUnlessReplayed();
    frame();
    expect(store.getState().run.info.phase).toBe("unknown");
  });
});

describe("countUnknown", () => {
  it("counts by tag, and bounds the tags", () => {
    let link = initialLinkState;
    for (let index = 0; index < 1_000; index += 1) link = countUnknown(link, `tag-${index % 100}`);
    expect(link.unknown.size).toBe(21);
    expect([...link.unknown.values()].reduce((sum, count) => sum + count, 0)).toBe(1_000);
  });
});
