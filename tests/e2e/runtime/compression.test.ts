import { inflateRawSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { FrameBatch } from "../../../runtime/server/socket/frame-batch.js";
import { SessionPeer } from "../../helpers/session-peer.js";
import { Cleanup, startStreams, streamUrl, until } from "../../helpers/stream-harness.js";
import { nodeState } from "../../helpers/toy-dag.js";
import { openToy } from "../../helpers/toy-session.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const long = nodeState("n".repeat(400));

describe("compression", () => {
  test("a frame is compressed once, and a short one is not compressed", () => {
    const batch = new FrameBatch(["x".repeat(1_000), "short"]);
    const bytes = batch.deflated;
    expect(batch.deflated).toBe(bytes);
    expect(bytes[0]).toBe(0xc1);
    const length = (bytes[1] ?? 0) & 0x7f;
    const packed = Buffer.concat([bytes.subarray(2, 2 + length), Buffer.from([0, 0, 0xff, 0xff])]);
    expect(inflateRawSync(packed, { finishFlush: 2 }).toString()).toBe("x".repeat(1_000));
    expect(bytes.subarray(2 + length)).toEqual(new FrameBatch(["short"]).joined);
  });

  test("clients with and without compression get the same events, in plain mode and in sessions, and send commands", async () => {
    const { streams, port } = await startStreams(cleanup, { compression: true });
    const run = await openToy(streams);
    const session = new SessionPeer(cleanup, streamUrl(port));
    await session.hello();
    await session.next("$synced");
    const packed = new WebSocket(streamUrl(port));
    const received: string[] = [];
    packed.on("message", (data: Buffer) => received.push(data.toString()));
    cleanup.add(() => packed.terminate());
    const bare = new WebSocket(streamUrl(port), { perMessageDeflate: false });
    const bareEvents: unknown[] = [];
    bare.on("message", (data: Buffer) => bareEvents.push(JSON.parse(data.toString())));
    cleanup.add(() => bare.terminate());
    await Promise.all([packed, bare].map((ws) => new Promise((resolve) => ws.once("open", resolve))));
    expect(packed.extensions).toContain("permessage-deflate");
    for (let count = 0; count < 100; count++) run.publish(long);
    run.publish(nodeState("a"));
    await until(() => received.length === 101 && bareEvents.length === 101 && session.events.length === 101);
    expect(new Set(received.slice(0, 100))).toEqual(new Set([JSON.stringify(long)]));
    expect(bareEvents.at(-1)).toEqual(nodeState("a"));
    expect(session.events.at(-1)).toEqual(nodeState("a"));
    packed.send(JSON.stringify({ type: "human_decision", node_id: "b".repeat(500), decision: "approve" }));
    await until(() => received.length === 102);
    expect(JSON.parse(received[101] ?? "")).toMatchObject({ node_id: "b".repeat(500), status: "completed" });
  });

  test("a message that unpacks to more than the limit is refused", async () => {
    const { port } = await startStreams(cleanup, { compression: true, openOnConnect: () => ({}) });
    const bomb = new WebSocket(streamUrl(port));
    cleanup.add(() => bomb.terminate());
    await new Promise((resolve) => bomb.once("open", resolve));
    bomb.send(JSON.stringify({ type: "human_decision", node_id: "b".repeat(10_000_000), decision: "approve" }));
    const code = await new Promise((resolve) => bomb.once("close", resolve));
    expect(code).toBe(1009);
  });
});
