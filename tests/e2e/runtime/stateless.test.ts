import { connect, trackLosses } from "@dagwire/runtime/client";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { SessionPeer } from "../../helpers/session-peer.js";
import { Cleanup, startStreams, streamUrl, until } from "../../helpers/stream-harness.js";
import { nodeState } from "../../helpers/toy-dag.js";
import { toy } from "../../helpers/toy-protocol.js";
import { approving } from "../../helpers/toy-session.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const approve = { type: "human_decision", node_id: "a", decision: "approve" } as const;

describe("a protocol without a state", () => {
  test("[RS2] a new session gets every event from the oldest on, and its position", async () => {
    const { streams, port } = await startStreams(cleanup, { protocol: toy });
    const run = await streams.open("run-1");
    expect(run.state).toBeUndefined();
    for (const id of ["a", "b"]) run.publish(nodeState(id));
    await run.flushed();
    const peer = new SessionPeer(cleanup, streamUrl(port));
    const { streams: verdicts } = await peer.hello();
    expect(verdicts).toMatchObject([{ stream: "run-1", mode: "replay", from: expect.stringMatching(/:0$/) }]);
    expect(await peer.next("$synced")).toMatchObject({ recovered: true });
    expect(peer.events).toEqual([nodeState("a"), nodeState("b")]);
  });

  test("[RS2] its client gets events and no state, and resumes at its position", async () => {
    const { streams, port } = await startStreams(cleanup, { protocol: toy, commands: approving });
    const run = await streams.open("run-1");
    run.publish(nodeState("early"));
    const received: unknown[] = [];
    const told: boolean[] = [];
    const connection = connect(toy, {
      url: streamUrl(port),
      WebSocket,
      random: () => 0.01,
      losses: trackLosses(),
      onState: () => expect.unreachable(),
      onEvent: (event) => received.push(event),
      onSynced: (recovered) => told.push(recovered),
    });
    cleanup.add(() => connection.close());
    await until(() => received.length === 1 && told.length === 1);
    expect(await connection.send(approve)).toMatchObject({ status: "accepted", value: { by: "approve" } });
    connection.reconnect();
    run.publish(nodeState("late"));
    await until(() => received.length === 3);
    expect(received).toEqual([nodeState("early"), nodeState("a", "completed"), nodeState("late")]);
    expect(told[0]).toBe(true);
  });

  test("[RS3] [RS4] after a position that the log does not hold, a session begins anew at the oldest event", async () => {
    const errors: Error[] = [];
    const limits = { retainedEvents: 3 };
    const { streams, port } = await startStreams(cleanup, { protocol: toy, limits, onError: (error) => errors.push(error) });
    const run = await streams.open("run-1");
    const { at } = await (await atHead(port)).synced;
    for (const id of "abcde") run.publish(nodeState(id));
    await run.flushed();
    const kept = ["c", "d", "e"].map((id) => nodeState(id));
    for (const [after, reason] of [
      [at, "trimmed"],
      ["77:3", "epoch"],
    ] as const) {
      const peer = new SessionPeer(cleanup, streamUrl(port));
      await peer.hello([{ stream: "run-1", after }]);
      expect(await peer.next("$reset")).toMatchObject({ reason });
      expect((await peer.next("$subscribed")).verdict).toMatchObject({ mode: "replay" });
      expect(await peer.next("$synced")).toMatchObject({ recovered: false });
      expect(peer.events).toEqual(kept);
    }
    const late = new SessionPeer(cleanup, streamUrl(port));
    await late.hello();
    expect(await late.next("$synced")).toMatchObject({ recovered: false });
    expect(late.events).toEqual(kept);
    expect(errors).toEqual([expect.objectContaining({ name: "StreamError", code: "HISTORY_TRIMMED" })]);
  });

  test("[SC3] a client far behind gets every event", async () => {
    const { streams, port } = await startStreams(cleanup, { protocol: toy, limits: { maxReplayEvents: 5 } });
    const run = await streams.open("run-1");
    const { at } = await (await atHead(port)).synced;
    const ids = Array.from({ length: 200 }, (_none, index) => `n${index}`);
    for (const id of ids) run.publish(nodeState(id));
    await run.flushed();
    for (const streamsAsked of [[{ stream: "run-1", after: at }], []]) {
      const peer = new SessionPeer(cleanup, streamUrl(port));
      await peer.hello(streamsAsked);
      expect(await peer.next("$synced")).toMatchObject({ recovered: true });
      expect(peer.events).toEqual(ids.map((id) => nodeState(id)));
    }
  });
});

async function atHead(port: number): Promise<{ readonly synced: Promise<{ readonly at: string }> }> {
  const peer = new SessionPeer(cleanup, streamUrl(port));
  await peer.hello();
  return { synced: peer.next("$synced") };
}
