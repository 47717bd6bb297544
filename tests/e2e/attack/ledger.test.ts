import { afterEach, expect, test } from "vitest";
import { SessionPeer, commandId } from "../../helpers/session-peer.js";
import { createCommandId } from "../../../runtime/core/log/command-id.js";
import { MemoryLog } from "../../../runtime/core/log/memory-log.js";
import { Cleanup, startStreams, streamUrl } from "../../helpers/stream-harness.js";
import { openToy } from "../../helpers/toy-session.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const pausing = { type: "pause_execution" };
const decision = (node_id: string): object => ({ type: "human_decision", node_id, decision: "approve" });
const rate = { commandRate: { perSecond: 10_000, burst: 10_000 } };

async function enter(port: number): Promise<SessionPeer> {
  const peer = new SessionPeer(cleanup, streamUrl(port));
  await peer.hello();
  await peer.next("$synced");
  return peer;
}

test("[CM28] a client cannot fill the log with outcomes: further commands are refused, and earlier ones still answered", async () => {
  const log = new MemoryLog();
  const { streams, port } = await startStreams(cleanup, { log, limits: { ...rate, maxOutcomes: 3 } });
  await openToy(streams);
  const peer = await enter(port);
  const ids = [commandId(), commandId(), commandId()];
  for (const id of ids) expect(await peer.command("run-1", pausing, id)).toMatchObject({ code: "already_paused" });
  expect(await peer.command("run-1", pausing)).toMatchObject({ type: "$nack", code: "unavailable", retryAfterMs: 60_000 });
  expect(await peer.command("run-1", pausing, ids[0])).toMatchObject({ code: "already_paused", duplicate: true });
  expect(await log.ledgerSize("run-1")).toEqual({ outcomes: 3, decisions: 0 });
});

test("[CM28] the log forgets old outcomes although no event is published, and then takes commands again", async () => {
  const log = new MemoryLog();
  const { streams, port } = await startStreams(cleanup, { log, limits: { ...rate, maxOutcomes: 3, outcomesMaxAgeMs: 60_000 } });
  await openToy(streams);
  const peer = await enter(port);
  const old = Date.now() - 120_000;
  for (const n of [1, 2]) await peer.command("run-1", pausing, createCommandId(old, Math.random, n));
  await peer.command("run-1", pausing);
  expect(await peer.command("run-1", pausing)).toMatchObject({ code: "unavailable" });
  expect(await peer.command("run-1", pausing)).toMatchObject({ code: "already_paused" });
});

test("[CM28] a client cannot fill the log with decisions of gates that it has invented", async () => {
  const { streams, port } = await startStreams(cleanup, { limits: { ...rate, maxDecisions: 2 } });
  await openToy(streams);
  const peer = await enter(port);
  for (const gate of ["a", "b"]) expect((await peer.command("run-1", decision(gate))).type).toBe("$ack");
  expect(await peer.command("run-1", decision("c"))).toMatchObject({ type: "$nack", code: "too_many_gates" });
  expect(await peer.command("run-1", decision("a"))).toMatchObject({ code: "conflict" });
  expect(await peer.command("run-1", pausing)).toMatchObject({ code: "already_paused" });
});
