import { afterEach, describe, expect, test, vi } from "vitest";
import { connect, trackLosses } from "@dagwire/runtime/client";
import type { Connection } from "@dagwire/runtime/client";
import { ManualClock, MockServer } from "@dagwire/runtime/testing";
import type { StreamOptions } from "@dagwire/runtime/server";
import { sampleEvents } from "dagwire";
import { dag, dagEvents, isTerminal } from "@dagwire/dag";
import type { ServerEvent as DagServerEvent } from "@dagwire/dag";
import { Cleanup } from "../../helpers/stream-harness.js";
import { nodeState } from "../../helpers/toy-dag.js";
import type { ClientEvent, ServerEvent } from "../../helpers/toy-dag.js";
import { toy, toyRun } from "../../helpers/toy-protocol.js";
import type { ToyTypes } from "../../helpers/toy-protocol.js";
import { gate } from "../../helpers/toy-session.js";

type Run = Awaited<ReturnType<MockServer<ToyTypes>["open"]>>;

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const approve: ClientEvent = { type: "human_decision", node_id: "a", decision: "approve" };
const heartbeat = { intervalMs: 1_000, timeoutMs: 3_000 };

/** Makes a mock server, one client of it, and a record of the client's reports. */
class Lab {
  readonly clock = new ManualClock();
  readonly server = new MockServer(toyRun, { clock: this.clock, heartbeat });
  readonly events: ServerEvent[] = [];
  readonly synced: boolean[] = [];
  readonly ended: number[] = [];
  state: unknown;

  async open(options: StreamOptions<ToyTypes> = {}): Promise<Run> {
    return this.server.open("run-1", { gate, ...options });
  }

  connect(url = "ws://test/run-1", mode?: "sessions" | "plain"): Connection<ToyTypes> {
    const connection = connect(toy, {
      url,
      mode,
      WebSocket: this.server.WebSocket,
      clock: this.clock,
      random: () => 0.5,
      onEvent: (event) => this.events.push(event),
      losses: trackLosses(),
      onState: (state) => (this.state = state),
      onSynced: (recovered) => this.synced.push(recovered),
      onEnded: (_stream, code) => this.ended.push(code),
    });
    cleanup.add(() => connection.close());
    cleanup.add(() => this.server.close());
    return connection;
  }
}

describe("a client of the mock server", () => {
  test("follows a stream that was opened with nothing, and its commands are accepted", async () => {
    const clock = new ManualClock();
    const server = new MockServer(toyRun, { clock });
    cleanup.add(() => server.close());
    const run = await server.open("bare");
    expect(server.stream("bare")).toBe(run);
    expect(await server.open("bare")).toBe(run);
    const session = server.session("bare");
    session.open();
    cleanup.add(() => session.close());
    run.publish(nodeState("a", "running"));
    await clock.advance();
    const sent = session.send(approve);
    await clock.advance();
    expect(await sent).toMatchObject({ status: "accepted" });
    expect(server.received).toMatchObject([{ stream: "bare", event: approve }]);
    expect(session.store.getSnapshot()).toMatchObject({ a: "running" });
  });

  test("gets the state, then events, and its commands are acknowledged and recorded", async () => {
    const lab = new Lab();
    const run = await lab.open();
    run.publish(nodeState("a", "running"));
    const connection = lab.connect();
    await lab.clock.advance();
    expect(lab.state).toEqual({ a: "running" });
    run.publish(nodeState("b"));
    const sent = connection.send(approve);
    await lab.clock.advance();
    expect(lab.events).toEqual([nodeState("b")]);
    expect(await sent).toMatchObject({ status: "accepted" });
    expect(lab.server.received).toMatchObject([{ stream: "run-1", event: approve }]);
    await expect(Promise.all([connection.send(approve), lab.clock.advance()])).rejects.toMatchObject({ code: "conflict" });
  });

  test("handlers publish, answer and reject", async () => {
    const lab = new Lab();
    await lab.open({
      commands: {
        human_decision: (event, command) => {
          command.publish(nodeState(event.node_id, "completed"));
          return "done";
        },
        pause_execution: (_event, command) => command.reject("not_now", "the run is over"),
      },
    });
    const connection = lab.connect();
    await lab.clock.advance();
    const [sent] = await Promise.all([connection.send(approve), lab.clock.advance()]);
    expect(sent).toMatchObject({ value: "done" });
    expect(lab.events).toEqual([nodeState("a", "completed")]);
    await expect(Promise.all([connection.send({ type: "pause_execution" }), lab.clock.advance()])).rejects.toMatchObject({
      code: "not_now",
    });
  });

  test("clients with the same random numbers use different command ids, also in one millisecond", async () => {
    const lab = new Lab();
    await lab.open();
    const clients = [lab.connect(), lab.connect()];
    await lab.clock.advance();
    vi.spyOn(Date, "now").mockReturnValue(1_764_045_000_123);
    const sent = clients.flatMap((client) => [approve, { ...approve, node_id: "b" }].map((event) => client.send(event)));
    await lab.clock.advance();
    vi.restoreAllMocks();
    await Promise.allSettled(sent);
    expect(new Set(lab.server.received.map(({ id }) => id)).size).toBe(4);
  });

  test.each(["sessions", "plain"] as const)("with mode %s: an unknown stream is refused with HTTP 404, until it is open", async (mode) => {
    const lab = new Lab();
    const connection = lab.connect("ws://test/run-1", mode);
    await lab.clock.advance();
    const reason = "No stream at this address (HTTP 404).";
    expect(connection.status).toMatchObject({ phase: "backoff", code: 1006, reason });
    await lab.open();
    await lab.clock.advance(2_000);
    expect(connection.status.phase).toBe("live");
  });

  test("a stream that ends, and a command after its end", async () => {
    const lab = new Lab();
    const run = await lab.open();
    const connection = lab.connect();
    await lab.clock.advance();
    await Promise.all([run.close("over"), lab.clock.advance()]);
    expect(lab.ended).toEqual([1000]);
    expect(connection.status.phase).toBe("live");
    const sent = Promise.all([connection.send(approve), lab.clock.advance()]);
    await expect(sent).rejects.toMatchObject({ code: "not_subscribed", message: 'Stream "run-1" has ended (1000, over).' });
  });

  test("in plain mode a client gets all events from the first, and no answer to its commands", async () => {
    const lab = new Lab();
    const run = await lab.open();
    run.publish(nodeState("a"));
    const connection = lab.connect("ws://test/run-1", "plain");
    await lab.clock.advance();
    run.publish(nodeState("b"));
    void connection.send(approve);
    await lab.clock.advance();
    expect(lab.events).toEqual([nodeState("a"), nodeState("b")]);
    expect(lab.server.received).toMatchObject([{ event: approve }]);
  });
});

describe("faults of the mock's network", () => {
  test("a cut loses no event, and a sent command takes effect once", async () => {
    const lab = new Lab();
    const run = await lab.open();
    const connection = lab.connect();
    await lab.clock.advance();
    const sent = connection.send(approve);
    lab.server.network.cut();
    for (let index = 0; index < 100; index++) run.publish(nodeState(`n${index}`));
    await lab.clock.advance(5_000);
    expect(lab.events.map((event) => "node_id" in event && event.node_id)).toEqual(
      Array.from({ length: 100 }, (_none, index) => `n${index}`),
    );
    expect(lab.synced).toEqual([true, true]);
    expect(await sent).toMatchObject({ status: "accepted" });
    expect(new Set(lab.server.received.map(({ id }) => id)).size).toBe(1);
  });

  test("the heartbeat detects a half-open connection, and the client connects again", async () => {
    const lab = new Lab();
    const run = await lab.open();
    const connection = lab.connect();
    await lab.clock.advance();
    lab.server.network.halfOpen();
    run.publish(nodeState("a"));
    await lab.clock.advance(500);
    expect(connection.status.phase).toBe("live");
    expect(lab.events).toEqual([]);
    await lab.clock.advance(10_000);
    expect(connection.status.phase).toBe("live");
    expect(lab.events).toEqual([nodeState("a")]);
  });

  test("after a delay, a repeated frame and frames in another order, each event comes once and in order", async () => {
    const lab = new Lab();
    const run = await lab.open();
    lab.server.network.delayMs = 40;
    lab.connect();
    await lab.clock.advance(400);
    run.publish(nodeState("a"));
    await run.flushed();
    await lab.clock.advance(39);
    expect(lab.events).toEqual([]);
    await lab.clock.advance(1);
    expect(lab.events).toEqual([nodeState("a")]);
    lab.server.network.duplicateNext("toClient");
    run.publish(nodeState("b"));
    await lab.clock.advance(100);
    lab.server.network.reorderNext("toClient");
    run.publish(nodeState("c"));
    await run.flushed();
    run.publish(nodeState("d"));
    await lab.clock.advance(5_000);
    expect(lab.events).toEqual(["a", "b", "c", "d"].map((node) => nodeState(node)));
  });

  test("while the network is down dials fail; after a drain all clients connect again", async () => {
    const lab = new Lab();
    await lab.open();
    const connection = lab.connect();
    await lab.clock.advance();
    lab.server.network.down();
    await lab.clock.advance(2_000);
    expect(connection.status.phase).toBe("backoff");
    lab.server.network.up();
    await lab.clock.advance(20_000);
    expect(connection.status.phase).toBe("live");
    lab.server.drain("restart", 300);
    await lab.clock.advance(100);
    expect(connection.status).toMatchObject({ phase: "backoff", reason: "restart" });
    await lab.clock.advance(1_000);
    expect(connection.status.phase).toBe("live");
  });
});

test("a mock server plays generated valid events of the reference protocol", async () => {
  const clock = new ManualClock();
  const server = new MockServer(dag, { clock });
  const run = await server.open("run-1");
  const counts = { valid: 0, invalid: 0 };
  const connection = connect(dagEvents, {
    url: "ws://test/run-1",
    WebSocket: server.WebSocket,
    clock,
    onEvent: () => counts.valid++,
    onInvalid: () => counts.invalid++,
  });
  await clock.advance();
  const samples = sampleEvents<DagServerEvent>("schema/dag/protocol.json", { seed: 7 });
  const played = Array.from({ length: 200 }, () => samples.next().value).filter((event) => !isTerminal(event));
  run.play(played);
  await clock.advance();
  expect(counts).toEqual({ valid: played.length, invalid: 0 });
  connection.close();
  server.close();
});
