import { afterEach, describe, expect, test } from "vitest";
import { StreamSession } from "@dagwire/runtime/client";
import { ManualClock, MockServer } from "@dagwire/runtime/testing";
import type { ClientEvent, DagState, ServerEvent } from "@dagwire/dag";
import { clientEvents, dagEvents, serverEvents, streamState } from "@dagwire/dag";
import { Cleanup } from "../../../../helpers/stream-harness.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const dag = { protocol: dagEvents, events: { server: serverEvents, client: clientEvents }, state: streamState };

class Lab {
  readonly clock = new ManualClock();
  readonly server = new MockServer({ ...dag, clock: this.clock });
  readonly session: StreamSession<DagState, ServerEvent, ClientEvent>;

  constructor(known: typeof dag | (Omit<typeof dag, "protocol"> & { readonly protocol: typeof dagEvents }) = dag) {
    this.session = new StreamSession(known, {
      url: "ws://test/run-1",
      WebSocket: this.server.WebSocket,
      clock: this.clock,
      random: () => 0.5,
      schedule: (flush) => queueMicrotask(flush),
    });
    cleanup.add(() => this.session.close());
    cleanup.add(() => this.server.close());
  }
}

describe("a session", () => {
  test("holds the server's state, through cuts, with nothing lost", async () => {
    const lab = new Lab();
    const run = await lab.server.open("run-1", { state: streamState });
    run.publish({ type: "node_state", node_id: "a", status: "running" });
    lab.session.open();
    lab.session.open();
    await lab.clock.advance();
    expect(lab.session.store.getSnapshot().nodes).toEqual({ a: { status: "running", change: {} } });
    lab.server.network.cut();
    for (let count = 0; count < 50; count++) run.publish({ type: "cost_update", spent: count, budget: 100, remaining: 100 - count });
    await lab.clock.advance(5_000);
    expect(lab.session.getStatus().phase).toBe("live");
    expect(lab.session.store.getSnapshot()).toEqual(run.state);
    expect(lab.session.store.getEvents()).toHaveLength(50);
    expect(lab.server.connections).toBe(1);
  });

  test("shows what was sent, and how it went", async () => {
    const lab = new Lab();
    const accept = (): undefined => undefined;
    const commands = {
      pause_execution: accept,
      resume_execution: accept,
      cancel_execution: () => Promise.reject(new Error("no")),
      human_decision: accept,
      retry_node: accept,
      skip_node: accept,
    };
    await lab.server.open("run-1", { state: streamState, commands });
    await expect(lab.session.send({ type: "pause_execution" })).rejects.toMatchObject({ problem: "NOT_OPEN" });
    lab.session.open();
    await lab.clock.advance();
    void lab.session.send({ type: "pause_execution" });
    expect(lab.session.commands.getCommands().map(({ phase }) => phase)).toEqual(["refused", "waiting"]);
    await lab.clock.advance();
    expect(lab.session.commands.getCommands().map(({ phase }) => phase)).toEqual(["refused", "done"]);
  });

  test("begins anew after it was closed for good", async () => {
    const lab = new Lab();
    lab.session.open();
    await lab.clock.advance();
    lab.session.close();
    expect(lab.session.getStatus().phase).toBe("closed");
    const run = await lab.server.open("run-1", { state: streamState });
    run.publish({ type: "node_state", node_id: "a", status: "running" });
    lab.session.reconnect();
    await lab.clock.advance();
    expect(Object.keys(lab.session.store.getSnapshot().nodes)).toEqual(["a"]);
  });

  test("opened again after it was left, as by a component that is hidden and shown, it connects again", async () => {
    const lab = new Lab();
    await lab.server.open("run-1", { state: streamState });
    lab.session.open();
    await lab.clock.advance();
    lab.session.close();
    await lab.clock.advance();
    lab.session.open();
    await lab.clock.advance();
    expect(lab.session.getStatus().phase).toBe("live");
    expect(lab.server.connections).toBe(1);
  });

  test("tells listeners each event and each state", async () => {
    const lab = new Lab();
    const run = await lab.server.open("run-1", { state: streamState });
    const told: string[] = [];
    lab.session.listen({ onEvent: ({ type }) => told.push(type), onState: ({ run: { phase } }) => told.push(phase) });
    lab.session.open();
    await lab.clock.advance();
    run.publish({ type: "run_paused" });
    await lab.clock.advance();
    expect(told).toEqual(["unknown", "run_paused"]);
  });
});
