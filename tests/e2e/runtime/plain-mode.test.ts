import { ProtocolError, StreamError } from "@dagwire/runtime";
import { afterEach, describe, expect, test } from "vitest";
import { Cleanup, NaiveClient, startStreams, streamUrl, until } from "../../helpers/stream-harness.js";
import { nodeState } from "../../helpers/toy-dag.js";
import type { ClientEvent } from "../../helpers/toy-dag.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

describe("a bare WebSocket with JSON.parse", () => {
  test("gets the retained log, then new events, all as bare events", async () => {
    const { streams, port } = await startStreams(cleanup, { mode: "plain" });
    const stream = await streams.open("run-1");
    stream.publish(nodeState("a", "running"));
    stream.publish(nodeState("a", "completed"));
    const client = new NaiveClient(cleanup, streamUrl(port));
    await until(() => client.events.length === 2);
    stream.publish({ type: "cost_update", spent: 1, budget: 5, remaining: 4 });
    streams.broadcast("run-2", nodeState("elsewhere"));
    await until(() => client.events.length === 3);
    expect(client.events).toEqual([
      nodeState("a", "running"),
      nodeState("a", "completed"),
      { type: "cost_update", spent: 1, budget: 5, remaining: 4 },
    ]);
  });

  test("gets the result of greet instead of the log", async () => {
    const { streams, port } = await startStreams(cleanup, { mode: "plain", greet: (id) => [nodeState(`${id}: all`, "completed")] });
    const stream = await streams.open("run-1");
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
      mode: "plain",
      greet: () => {
        throw new Error("no state");
      },
      onError: (error) => errors.push(error.message),
    });
    await streams.open("run-1");
    const client = new NaiveClient(cleanup, streamUrl(port));
    expect(await client.closed).toEqual({ code: 1011, reason: "the current state is not available" });
    expect(errors).toEqual(["no state"]);
  });

  test("[PL3] its events are commands of the stream", async () => {
    const seen: string[] = [];
    const { streams, port } = await startStreams(cleanup, {
      mode: "plain",
      commands: {
        human_decision: (event, command) => {
          seen.push(`${command.stream} ${event.node_id} ${event.decision}`);
          command.publish(nodeState(event.node_id, "completed"));
        },
        pause_execution: (event) => void seen.push(event.type),
      },
    });
    await streams.open("run-1");
    const [client, other] = [new NaiveClient(cleanup, streamUrl(port)), new NaiveClient(cleanup, streamUrl(port))];
    await Promise.all([client.opened, other.opened]);
    client.send({ type: "human_decision", node_id: "gate", decision: "approve" });
    client.send({ type: "pause_execution" });
    await until(() => seen.length === 2 && client.events.length === 1 && other.events.length === 1);
    expect(seen).toEqual(["run-1 gate approve", "pause_execution"]);
    expect(other.events).toEqual([nodeState("gate", "completed")]);
  });

  test("commands of a stream replace those of the server", async () => {
    const seen: ClientEvent[] = [];
    const commands = { human_decision: () => expect.unreachable(), pause_execution: () => expect.unreachable() };
    const { streams, port } = await startStreams(cleanup, { mode: "plain", commands });
    await streams.open("run-1", { commands: { ...commands, pause_execution: (event) => void seen.push(event) } });
    const client = new NaiveClient(cleanup, streamUrl(port));
    await client.opened;
    client.send({ type: "pause_execution" });
    await until(() => seen.length === 1);
  });
});

describe("publish", () => {
  test("throws a located ProtocolError to the publisher, and nothing is sent", async () => {
    const { streams, port } = await startStreams(cleanup, { mode: "plain" });
    const stream = await streams.open("run-1");
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

  test("does not check if the option turns the check off", async () => {
    const { streams } = await startStreams(cleanup, { mode: "plain", validateOutgoing: false });
    // @ts-expect-error "done" is no status
    (await streams.open("run-1")).publish({ type: "node_state", node_id: "a", status: "done" });
    expect(streams.stats().publishedEvents).toBe(1);
  });

  test("to a closed stream throws, and a new one begins empty", async () => {
    const { streams, port } = await startStreams(cleanup, { mode: "plain" });
    const stream = await streams.open("run-1");
    const client = new NaiveClient(cleanup, streamUrl(port));
    await client.opened;
    stream.publish(nodeState("last"));
    await stream.close();
    expect(await client.closed).toEqual({ code: 1000, reason: "the stream is closed" });
    expect(client.events).toEqual([nodeState("last")]);
    expect(() => stream.publish(nodeState("a"))).toThrow(StreamError);
    expect(streams.stats().streams).toBe(0);
    streams.broadcast("run-1", nodeState("first"));
    const next = new NaiveClient(cleanup, streamUrl(port));
    await until(() => next.events.length === 1);
    expect(next.events).toEqual([nodeState("first")]);
  });

  test("reports once that the log no longer reaches back to its start", async () => {
    const errors: string[] = [];
    const { streams, port } = await startStreams(cleanup, {
      mode: "plain",
      limits: { retainedEvents: 3 },
      onError: (error) => errors.push(String(error)),
    });
    for (const id of "abcde") streams.broadcast("run-1", nodeState(id));
    for (let index = 0; index < 2; index++) {
      const client = new NaiveClient(cleanup, streamUrl(port));
      await until(() => client.events.length === 3);
      expect(client.events).toEqual([nodeState("c"), nodeState("d"), nodeState("e")]);
    }
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain('HISTORY_TRIMMED: The log of stream "run-1"');
  });
});
