import { MemoryLog } from "@dagwire/runtime";
import { afterEach, describe, expect, test, vi } from "vitest";
import { SessionPeer, commandId } from "../../helpers/session-peer.js";
import { Cleanup, NaiveClient, startStreams, streamUrl, until } from "../../helpers/stream-harness.js";
import { nodeState } from "../../helpers/toy-dag.js";
import { approving } from "../../helpers/toy-session.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const approve = { type: "human_decision", node_id: "a", decision: "approve" } as const;

async function live(port: number): Promise<SessionPeer> {
  const peer = new SessionPeer(cleanup, streamUrl(port));
  await peer.hello();
  await peer.next("$synced");
  return peer;
}

describe("commands that a server refuses", () => {
  test("[CM20] without handlers a command is refused as unhandled, and nothing is recorded", async () => {
    const log = new MemoryLog();
    const append = vi.spyOn(log, "append");
    const { streams, port } = await startStreams(cleanup, { log, errorEvent: ({ message }) => ({ type: "error", message }) });
    await streams.open("run-1");
    const peer = await live(port);
    const refusal = { type: "$nack", code: "unhandled", message: "This server handles no commands." };
    expect(await peer.command("run-1", approve)).toMatchObject(refusal);
    const plain = new NaiveClient(cleanup, streamUrl(port));
    await plain.opened;
    plain.send(approve);
    await until(() => plain.events.length === 1);
    expect(plain.events).toEqual([{ type: "error", message: "unhandled: This server handles no commands." }]);
    expect(append).not.toHaveBeenCalled();
  });

  test("[CM20] if a handler is missing, as in a program without a compiler, only its command is refused", async () => {
    const { streams, port } = await startStreams(cleanup);
    // @ts-expect-error `pause_execution` is missing
    await streams.open("run-1", { commands: { human_decision: () => "done" } });
    const peer = await live(port);
    const refusal = { code: "unhandled", message: 'This server does not handle "pause_execution".' };
    expect(await peer.command("run-1", { type: "pause_execution" })).toMatchObject(refusal);
    expect(await peer.command("run-1", approve)).toMatchObject({ type: "$ack", result: "done" });
  });

  test("[CM20] an event that the application does not support is refused as unsupported, and nothing is recorded", async () => {
    const log = new MemoryLog();
    const append = vi.spyOn(log, "append");
    const { streams, port } = await startStreams(cleanup, { log });
    await streams.open("run-1", { commands: { ...approving, pause_execution: "unsupported" } });
    const peer = await live(port);
    const refusal = { type: "$nack", code: "unsupported", message: 'This server does not support "pause_execution".' };
    expect(await peer.command("run-1", { type: "pause_execution" })).toMatchObject(refusal);
    expect(append).not.toHaveBeenCalled();
    expect(await peer.command("run-1", approve)).toMatchObject({ type: "$ack" });
  });

  test("commands and gate of the server apply to all streams, and a stream replaces each separately", async () => {
    const { streams, port } = await startStreams(cleanup, { commands: approving, gate: () => "one gate" });
    const run = await streams.open("run-1", { commands: { ...approving, human_decision: (_event, { state }) => state } });
    run.publish(nodeState("a"));
    await run.flushed();
    await streams.open("run-2");
    const peer = await live(port);
    expect(await peer.command("run-1", approve)).toMatchObject({ type: "$ack", result: { a: "running" } });
    expect(await peer.command("run-1", { ...approve, node_id: "b" })).toMatchObject({ code: "conflict" });
    peer.send({ type: "$subscribe", stream: "run-2" });
    await peer.next("$synced");
    expect(await peer.command("run-2", approve)).toMatchObject({ type: "$ack", result: { by: "approve" } });
  });

  test("[CM20] a gate that refuses records nothing, and does not hide an outcome", async () => {
    let isRefusing = false;
    const seen: unknown[] = [];
    const { streams, port } = await startStreams(cleanup, {
      commands: approving,
      gate: (_event, { stream, state, principal, refuse }) => {
        seen.push({ stream, state, principal });
        return isRefusing ? refuse("not_yet", "The run has not begun.") : undefined;
      },
    });
    await streams.open("run-1");
    const peer = await live(port);
    const [early, done] = [commandId(), commandId()];
    expect(await peer.command("run-1", approve, done)).toMatchObject({ type: "$ack" });
    isRefusing = true;
    const refusal = { type: "$nack", code: "not_yet", message: "The run has not begun." };
    expect(await peer.command("run-1", approve, early)).toMatchObject(refusal);
    expect(await peer.command("run-1", approve, done)).toMatchObject({ type: "$ack", duplicate: true });
    isRefusing = false;
    const answer = await peer.command("run-1", approve, early);
    expect(answer).toMatchObject({ type: "$ack" });
    expect(answer).not.toHaveProperty("duplicate");
    expect(seen[0]).toEqual({ stream: "run-1", state: {}, principal: undefined });
    expect(seen[1]).toEqual({ stream: "run-1", state: { a: "completed" }, principal: undefined });
  });
});
