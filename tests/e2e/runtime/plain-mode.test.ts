import { ConnectionError, ProtocolError } from "@dagwire/runtime";
import { afterEach, describe, expect, test } from "vitest";
import { Cleanup, NaiveClient, startStreams, streamUrl, until } from "../../helpers/stream-harness.js";
import { nodeState } from "../../helpers/toy-dag.js";
import type { ClientEvent } from "../../helpers/toy-dag.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

describe("a bare WebSocket with JSON.parse", () => {
  test("gets the retained log, then what is published, as bare events", async () => {
    const { streams, port } = await startStreams(cleanup);
    const stream = streams.stream("run-1");
    stream.publish(nodeState("a", "running"));
    stream.publish(nodeState("a", "completed"));
    const client = new NaiveClient(cleanup, streamUrl(port));
    await until(() => client.events.length === 2);
    stream.publish({ type: "cost_update", spent: 1, budget: 5, remaining: 4 });
    streams.stream("run-2").publish(nodeState("elsewhere"));
    await until(() => client.events.length === 3);
    expect(client.events).toEqual([
      nodeState("a", "running"),
      nodeState("a", "completed"),
      { type: "cost_update", spent: 1, budget: 5, remaining: 4 },
    ]);
  });

  test("gets what greet returns instead of the log", async () => {
    const { streams, port } = await startStreams(cleanup, { greet: (id) => [nodeState(`${id}: all`, "completed")] });
    const stream = streams.stream("run-1");
    for (let index = 0; index < 50; index++) stream.publish(nodeState("history"));
    const client = new NaiveClient(cleanup, streamUrl(port));
    await client.opened;
    stream.publish(nodeState("next"));
    await until(() => client.events.length === 2);
    expect(client.events).toEqual([nodeState("run-1: all", "completed"), nodeState("next")]);
  });

  test("a greet that throws closes with 1011 and is reported", async () => {
    const errors: string[] = [];
    const { streams, port } = await startStreams(cleanup, {
      greet: () => {
        throw new Error("no state");
      },
      onError: (error) => errors.push(error.message),
    });
    streams.stream("run-1");
    const client = new NaiveClient(cleanup, streamUrl(port));
    expect(await client.closed).toEqual({ code: 1011, reason: "the current state is not available" });
    expect(errors).toEqual(["no state"]);
  });

  test("its events reach the handler of their type", async () => {
    const seen: string[] = [];
    const { streams, port } = await startStreams(cleanup, {
      handlers: {
        human_decision: (event, { stream }) => seen.push(`${stream.id} ${event.node_id} ${event.decision}`),
        pause_execution: (event, { connection }) => {
          seen.push(event.type);
          expect(connection.send({ type: "error", message: "paused" })).toBe(true);
        },
      },
    });
    streams.stream("run-1");
    const [client, other] = [new NaiveClient(cleanup, streamUrl(port)), new NaiveClient(cleanup, streamUrl(port))];
    await Promise.all([client.opened, other.opened]);
    client.send({ type: "human_decision", node_id: "gate", decision: "approve" });
    client.send({ type: "pause_execution" });
    await until(() => client.events.length === 1);
    expect(seen).toEqual(["run-1 gate approve", "pause_execution"]);
    expect(other.events).toEqual([]);
  });

  test("a stream's own handler takes the place of the server's", async () => {
    const seen: ClientEvent[] = [];
    const { streams, port } = await startStreams(cleanup, { onEvent: () => expect.unreachable() });
    streams.stream("run-1").onEvent((event) => seen.push(event));
    const client = new NaiveClient(cleanup, streamUrl(port));
    await client.opened;
    client.send({ type: "pause_execution" });
    await until(() => seen.length === 1);
  });
});

describe("publish", () => {
  test("throws a located ProtocolError to the publisher, and nothing is sent", async () => {
    const { streams, port } = await startStreams(cleanup);
    const stream = streams.stream("run-1");
    const client = new NaiveClient(cleanup, streamUrl(port));
    await client.opened;
    // @ts-expect-error "done" is no status
    const publishWrong = (): void => stream.publish({ type: "node_state", node_id: "a", status: "done" });
    expect(publishWrong).toThrow(ProtocolError);
    expect(publishWrong).toThrow(
      'server event "node_state" at /status: expected "pending" | "running" | "completed" | "failed", got "done"',
    );
    stream.publish(nodeState("a"));
    await until(() => client.events.length > 0);
    expect(client.events).toEqual([nodeState("a")]);
  });

  test("does not check when told so", async () => {
    const { streams } = await startStreams(cleanup, { validateOutgoing: false });
    // @ts-expect-error "done" is no status
    streams.stream("run-1").publish({ type: "node_state", node_id: "a", status: "done" });
    expect(streams.stats().publishedEvents).toBe(1);
  });

  test("to a closed stream throws, and a new one begins empty", async () => {
    const { streams, port } = await startStreams(cleanup);
    const stream = streams.stream("run-1");
    const client = new NaiveClient(cleanup, streamUrl(port));
    await client.opened;
    stream.publish(nodeState("last"));
    stream.close();
    expect(await client.closed).toEqual({ code: 1000, reason: "the stream is closed" });
    expect(client.events).toEqual([nodeState("last")]);
    expect(() => stream.publish(nodeState("a"))).toThrow(ConnectionError);
    expect(streams.stats().streams).toBe(0);
    streams.stream("run-1").publish(nodeState("first"));
    const next = new NaiveClient(cleanup, streamUrl(port));
    await until(() => next.events.length === 1);
    expect(next.events).toEqual([nodeState("first")]);
  });

  test("says once that the log no longer reaches back to its start", async () => {
    const errors: string[] = [];
    const { streams, port } = await startStreams(cleanup, {
      limits: { retainedEvents: 3 },
      onError: (error) => errors.push(String(error)),
    });
    for (const id of "abcde") streams.stream("run-1").publish(nodeState(id));
    for (let index = 0; index < 2; index++) {
      const client = new NaiveClient(cleanup, streamUrl(port));
      await until(() => client.events.length === 3);
      expect(client.events).toEqual([nodeState("c"), nodeState("d"), nodeState("e")]);
    }
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain('HISTORY_TRIMMED: the log of stream "run-1"');
  });
});
