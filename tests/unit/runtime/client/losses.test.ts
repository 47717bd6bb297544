import { afterEach, describe, expect, test, vi } from "vitest";
import { connect, StreamSession, trackLosses } from "@dagwire/runtime/client";
import type { StreamLoss, StreamSessionOptions } from "@dagwire/runtime/client";
import { ManualClock, MockServer } from "@dagwire/runtime/testing";
import type { StatefulProtocol } from "@dagwire/runtime";
import type { DagState, DagTypes, ServerEvent } from "@dagwire/dag";
import { dag, dagEvents, streamState } from "@dagwire/dag";
import { Cleanup } from "../../../helpers/stream-harness.js";

const cleanup = new Cleanup();
afterEach(async () => {
  vi.restoreAllMocks();
  await cleanup.run();
});

type Reducer = StatefulProtocol<DagTypes>["state"];

/** The protocol of a newer engine: it publishes events that the page does not know, and they change the state. */
const newer: StatefulProtocol<DagTypes> = {
  ...dag,
  version: "1.3.0",
  digest: "sha256:newer.1",
  server: { ...dag.server, validate: (_value: unknown): _value is ServerEvent => true },
  state: { ...streamState, apply: (state, events) => streamState.apply(state, events.map(asKnown)) },
};

/** Returns the event of today's protocol that has the same effect on the state. */
function asKnown(event: ServerEvent): ServerEvent {
  const type: unknown = Reflect.get(event, "type");
  return type === "node_skipped" ? { type: "node_state", node_id: String(Reflect.get(event, "node_id")), status: "skipped" } : event;
}

const skipped = (node_id: string): ServerEvent => JSON.parse(JSON.stringify({ type: "node_skipped", node_id })) as ServerEvent;
const wrong = JSON.parse('{"type":"node_state","node_id":"a","status":"running","attempt":"many"}') as ServerEvent;

/** Returns the newer protocol with a state that lacks a field. */
function withoutGates(protocol: StatefulProtocol<DagTypes> = newer): StatefulProtocol<DagTypes> {
  const initial = (): DagState => {
    const state = streamState.initial();
    Reflect.deleteProperty(state, "gates");
    return state;
  };
  const state: Reducer = { ...protocol.state, initial };
  return { ...protocol, state };
}

class Lab {
  readonly clock = new ManualClock();
  readonly server: MockServer<DagTypes>;
  readonly session: StreamSession<DagTypes>;

  constructor(protocol = newer, options: Partial<StreamSessionOptions<DagTypes>> = {}) {
    this.server = new MockServer(protocol, { clock: this.clock });
    const { WebSocket } = this.server;
    const schedule = (flush: () => void): void => queueMicrotask(flush);
    this.session = new StreamSession(dag, { url: "ws://test/run-1", WebSocket, clock: this.clock, schedule, ...options });
    cleanup.add(() => this.session.close());
    cleanup.add(() => this.server.close());
  }
}

describe("[LS3] a session that cannot read events", () => {
  test("stays live, tells what is missing, and has the server's state within 6 s", async () => {
    const told: (readonly [StreamLoss, string])[] = [];
    const lab = new Lab(newer, { onLoss: (loss, stream) => told.push([loss, stream]) });
    const phases: string[] = [];
    lab.session.subscribe(() => phases.push(`${lab.session.getStatus().phase} ${lab.session.getLoss()?.isHealed}`));
    const run = await lab.server.open("run-1");
    run.publish({ type: "node_state", node_id: "a", status: "running" });
    lab.session.open();
    await lab.clock.advance();
    expect(lab.session.getLoss()).toBeUndefined();
    run.publish(skipped("a"));
    await lab.clock.advance();
    expect(lab.session.store.getSnapshot().nodes).toMatchObject({ a: { status: "running" } });
    const { losses, phase } = lab.session.getStatus();
    expect({ losses, phase }).toMatchObject({
      phase: "live",
      losses: {
        "run-1": {
          server: { version: "1.3.0", digest: "sha256:newer.1" },
          isOlder: true,
          unknown: 1,
          refused: 0,
          states: 0,
          last: { kind: "unknown", name: "node_skipped", reason: '"node_skipped" is no server event of this protocol' },
          isHealed: false,
        },
      },
    });
    await lab.clock.advance(6_000);
    expect(lab.session.store.getSnapshot()).toEqual(run.state);
    expect(lab.session.getLoss()?.isHealed).toBe(true);
    expect(told.map(([{ isHealed, last }, stream]) => [stream, last.at?.split(":")[1], isHealed])).toEqual([
      ["run-1", "2", false],
      ["run-1", "2", true],
    ]);
    expect(phases.slice(-2)).toEqual(["live false", "live true"]);
    expect(lab.session.getLoss()).toBe(lab.session.getLoss());
  });

  test("warns on the console once for each name, unless the application has a handler", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const publish = async (options: Partial<StreamSessionOptions<DagTypes>>): Promise<void> => {
      const lab = new Lab(newer, options);
      const run = await lab.server.open("run-1");
      lab.session.open();
      await lab.clock.advance();
      for (const event of [skipped("a"), skipped("b"), wrong, wrong]) run.publish(event);
      await lab.clock.advance();
      expect(lab.session.getLoss()).toMatchObject({ unknown: 2, refused: 2, last: { kind: "refused", name: "node_state" } });
    };
    await publish({ onUnknown: () => undefined });
    expect(warn).not.toHaveBeenCalled();
    await publish({});
    expect(warn.mock.calls).toEqual([
      [
        'dagwire has skipped an event: "node_skipped" is no server event of this protocol. Update this client, or set the options "onUnknown" and "onInvalid".',
      ],
      [
        expect.stringMatching(
          /^dagwire has skipped an event: server event "node_state" at \/attempt: expected .* got "many"\. Update this client,/,
        ),
      ],
    ]);
  });

  test("asks for no state if the server has the same build", async () => {
    const lab = new Lab({ ...newer, version: dag.version, digest: dag.digest }, { onLoss: () => undefined });
    const run = await lab.server.open("run-1");
    lab.session.open();
    await lab.clock.advance();
    run.publish(wrong);
    await lab.clock.advance(200_000);
    expect(lab.session.getLoss()).toMatchObject({ refused: 1, isOlder: false, isHealed: false });
    expect(lab.session.getStatus().phase).toBe("live");
  });
});

describe("[LS4] a state that the page's validator refuses", () => {
  const reasonOf = (version: string): string =>
    `this page's version ${dag.version} cannot read the state of dag-stream ${version}: /gates: expected object, got nothing`;

  test.each([
    ["of another build: the page keeps its state and is incompatible", withoutGates(), "incompatible", 4409, "1.3.0"],
    ["of the same build: the page keeps its state and is closed", withoutGates(dag), "closed", 4400, dag.version],
  ])("%s", async (_, protocol, phase, code, version) => {
    const states: DagState[] = [];
    const lab = new Lab(protocol, { onState: (state) => states.push(state) });
    const run = await lab.server.open("run-1");
    run.publish({ type: "edge_active", from: "a", to: "b" });
    lab.session.open();
    await lab.clock.advance();
    expect(lab.session.getStatus()).toMatchObject({ phase, code, reason: reasonOf(version) });
    expect(lab.session.getLoss()).toMatchObject({ states: 1, last: { kind: "state" }, isHealed: false });
    expect(lab.session.store.getSnapshot()).toEqual(streamState.initial());
    expect(states).toEqual([]);
    await lab.clock.advance(100_000);
    expect(lab.server.connections).toBe(0);
  });

  test("is taken with validateStates: false, and without the state in the entry object", async () => {
    const lab = new Lab(withoutGates(), { validateStates: false });
    await lab.server.open("run-1");
    lab.session.open();
    const states: unknown[] = [];
    const { WebSocket } = lab.server;
    const bare = connect(dagEvents, {
      url: "ws://test/run-1",
      WebSocket,
      clock: lab.clock,
      losses: trackLosses(),
      onState: (state) => states.push(state),
    });
    cleanup.add(() => bare.close());
    await lab.clock.advance();
    expect(lab.session.getStatus().phase).toBe("live");
    expect(lab.session.store.getSnapshot()).not.toHaveProperty("gates");
    expect(states).toHaveLength(1);
  });

  test("is taken unread if it has more than 8 MiB and the digests are equal", async () => {
    const large = { note: "x".repeat(8_388_608) };
    const withLarge = (protocol: StatefulProtocol<DagTypes>): StatefulProtocol<DagTypes> => ({
      ...protocol,
      state: { ...protocol.state, initial: () => Object.assign(withoutGates().state.initial(), large) },
    });
    for (const [protocol, phase] of [
      [withLarge(dag), "live"],
      [withLarge(newer), "incompatible"],
    ] as const) {
      const lab = new Lab(protocol);
      await lab.server.open("run-1");
      lab.session.open();
      await lab.clock.advance();
      expect(lab.session.getStatus().phase).toBe(phase);
    }
  });
});
