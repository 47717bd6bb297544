import { afterEach, describe, expect, test, vi } from "vitest";
import { StreamSession, StreamStore } from "@dagwire/runtime/client";
import type { StreamSessionOptions } from "@dagwire/runtime/client";
import { ManualClock, MockServer } from "@dagwire/runtime/testing";
import type { DagTypes } from "@dagwire/dag";
import { dag } from "@dagwire/dag";
import { Cleanup } from "../../../../helpers/stream-harness.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

/** Returns the seq of a position. */
const seqOf = (at = ""): string | undefined => at.split(":")[1];

class Lab {
  readonly clock = new ManualClock();
  readonly server = new MockServer(dag, { clock: this.clock });
  readonly session: StreamSession<DagTypes>;

  constructor(options: Partial<StreamSessionOptions<DagTypes>> = {}) {
    this.session = new StreamSession(dag, {
      url: "ws://test/run-1",
      WebSocket: this.server.WebSocket,
      clock: this.clock,
      random: () => 0.5,
      schedule: (flush) => queueMicrotask(flush),
      ...options,
    });
    cleanup.add(() => this.session.close());
    cleanup.add(() => this.server.close());
  }
}

describe("a session", () => {
  test("keeps the server's state over lost connections, without losing events", async () => {
    const lab = new Lab();
    const run = await lab.server.open("run-1");
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

  test("shows an event without a frame of a browser, if a test has passed a clock", async () => {
    const lab = new Lab({ schedule: undefined });
    vi.stubGlobal("document", { hidden: false, addEventListener: () => undefined, baseURI: "http://test/" });
    cleanup.add(() => void vi.unstubAllGlobals());
    const run = await lab.server.open("run-1");
    lab.session.open();
    await lab.clock.advance();
    run.publish({ type: "node_state", node_id: "a", status: "running" });
    await lab.clock.advance();
    expect(lab.session.store.getSnapshot().nodes["a"]?.status).toBe("running");
  });

  test("watches a window that refuses Node's signals, such as one of jsdom, until it is closed", () => {
    const listeners = new Map<string, unknown>();
    const target = {
      visibilityState: "visible",
      addEventListener: (type: string, listener: unknown, options?: { readonly signal?: unknown }) => {
        if (options?.signal !== undefined) throw new TypeError("parameter 3 has member 'signal' that is not of type 'AbortSignal'");
        listeners.set(type, listener);
      },
      removeEventListener: (type: string, listener: unknown) => listeners.get(type) === listener && listeners.delete(type),
    };
    vi.stubGlobal("window", target);
    vi.stubGlobal("document", { ...target, baseURI: "http://test/" });
    cleanup.add(() => void vi.unstubAllGlobals());
    const { session } = new Lab();
    session.open();
    expect([...listeners.keys()].toSorted()).toEqual(["offline", "online", "pageshow", "visibilitychange"]);
    session.close();
    expect(listeners.size).toBe(0);
  });

  test("shows an event after 16 ms in a document that draws no frames, such as one of jsdom", async () => {
    vi.stubGlobal("document", { hidden: false });
    cleanup.add(() => void vi.unstubAllGlobals());
    const store = new StreamStore(dag);
    store.take({ type: "run_paused" });
    await vi.waitFor(() => expect(store.getSnapshot().run.phase).toBe("paused"));
  });

  test("connects again after it was closed for good", async () => {
    const lab = new Lab();
    lab.session.open();
    await lab.clock.advance();
    lab.session.close();
    expect(lab.session.getStatus().phase).toBe("closed");
    const run = await lab.server.open("run-1");
    run.publish({ type: "node_state", node_id: "a", status: "running" });
    lab.session.reconnect();
    await lab.clock.advance();
    expect(Object.keys(lab.session.store.getSnapshot().nodes)).toEqual(["a"]);
  });

  test("connects again if it is opened after it was closed, as by a component that is unmounted and mounted", async () => {
    const lab = new Lab();
    await lab.server.open("run-1");
    lab.session.open();
    await lab.clock.advance();
    lab.session.close();
    await lab.clock.advance();
    lab.session.open();
    await lab.clock.advance();
    expect(lab.session.getStatus().phase).toBe("live");
    expect(lab.server.connections).toBe(1);
  });

  test("calls listeners with each event and each state", async () => {
    const lab = new Lab();
    const run = await lab.server.open("run-1");
    const told: string[] = [];
    lab.session.listen({ onEvent: ({ type }) => told.push(type), onState: ({ run: { phase } }) => told.push(phase) });
    lab.session.open();
    await lab.clock.advance();
    run.publish({ type: "run_paused" });
    await lab.clock.advance();
    expect(told).toEqual(["unknown", "run_paused"]);
  });
});

describe("commands of a session", () => {
  test("lists the commands that were sent, and how they finished", async () => {
    const lab = new Lab();
    const accept = (): undefined => undefined;
    const commands = {
      pause_execution: accept,
      resume_execution: accept,
      cancel_execution: (_event: unknown, command: { readonly reject: (code: string, message: string) => never }) =>
        command.reject("not_now", "the run cannot be cancelled"),
      human_decision: accept,
      retry_node: accept,
      skip_node: accept,
      message_agent: accept,
      raise_budget: accept,
      rerun_node: accept,
      update_gate: accept,
    };
    await lab.server.open("run-1", { commands });
    lab.session.open();
    await lab.clock.advance();
    const sent = [lab.session.send({ type: "cancel_execution" }), lab.session.send({ type: "pause_execution" })];
    expect(lab.session.commands.getCommands().map(({ phase }) => phase)).toEqual(["waiting", "waiting"]);
    await Promise.allSettled([...sent, lab.clock.advance()]);
    expect(lab.session.commands.getCommands().map(({ phase }) => phase)).toEqual(["refused", "done"]);
  });

  test("send dials if the session is not open, and waits for the connection", async () => {
    const lab = new Lab();
    await lab.server.open("run-1");
    const sent = lab.session.send({ type: "pause_execution" });
    expect(lab.session.getStatus().phase).toBe("connecting");
    await lab.clock.advance();
    expect(await sent).toMatchObject({ status: "accepted", isDuplicate: false });
    lab.session.open();
    expect(lab.server.connections).toBe(1);
  });

  test("send rejects only with a CommandError, also if the session cannot dial or was closed", async () => {
    const unreachable = new Lab({ url: "no address" });
    const failed = unreachable.session.send({ type: "pause_execution" });
    await expect(failed).rejects.toMatchObject({ name: "CommandError", code: "closed", cause: { name: "ConnectError", code: "BAD_URL" } });
    const lab = new Lab();
    lab.session.close();
    await expect(lab.session.send({ type: "pause_execution" })).rejects.toMatchObject({ name: "CommandError", code: "closed" });
    expect(lab.server.connections).toBe(0);
  });
});

test("onEnded finds all events of the stream in the store", async () => {
  let atEnd: string | undefined;
  const lab: Lab = new Lab({ schedule: () => undefined, onEnded: () => (atEnd = lab.session.store.getSnapshot().nodes["a"]?.status) });
  const run = await lab.server.open("run-1");
  lab.session.open();
  await lab.clock.advance();
  run.publish({ type: "node_state", node_id: "a", status: "completed" });
  await Promise.all([run.close("over"), lab.clock.advance()]);
  expect(atEnd).toBe("completed");
});

test("the options of a session take the callbacks of connect", async () => {
  const seen: string[] = [];
  const lab = new Lab({
    handlers: { run_paused: (event, { at }) => seen.push(`${event.type} ${seqOf(at)}`) },
    onEvent: (event, { stream, at }) => seen.push(`${event.type} of ${stream} ${seqOf(at)}`),
    onState: (_state, { at }) => seen.push(`state ${seqOf(at)}`),
    onStatus: ({ phase }) => seen.push(phase),
    onEnded: (stream, code) => seen.push(`${stream} ended ${code}`),
  });
  const run = await lab.server.open("run-1");
  lab.session.open();
  await lab.clock.advance();
  run.publish({ type: "run_paused" });
  run.publish({ type: "run_resumed" });
  await lab.clock.advance();
  await Promise.all([run.close("over"), lab.clock.advance()]);
  expect(seen).toEqual([
    "connecting",
    "syncing",
    "state 0",
    "live",
    "run_paused 1",
    "run_paused of run-1 1",
    "run_resumed of run-1 2",
    "run-1 ended 1000",
  ]);
});
