import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import { afterEach, expect, test } from "vitest";
import { longNames } from "../../contract/log-contract.js";
import { SessionPeer, commandId } from "../../helpers/session-peer.js";
import { Cleanup, startStreams, streamUrl } from "../../helpers/stream-harness.js";
import { nodeState } from "../../helpers/toy-dag.js";
import { openToy } from "../../helpers/toy-session.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const approval = (gate: string): object => ({ type: "human_decision", node_id: gate, decision: "approve" });

test("[LG13] a gate key of any length is decided once, the stream continues, and a restart finds no partial append", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dagwire-gates-"));
  const gates = longNames.map(([, name]) => name);
  const ids = gates.map(() => commandId());
  const answers: object[] = [];
  const errors: Error[] = [];
  const onError = (error: Error): unknown => errors.push(error);

  const first = { log: openLmdbLog(folder), cleanup: new Cleanup() };
  const { streams, port } = await startStreams(first.cleanup, { log: first.log, onError });
  const run = await openToy(streams);
  const peer = new SessionPeer(first.cleanup, streamUrl(port));
  await peer.hello();
  for (const [index, gate] of gates.entries()) answers.push(await peer.command("run-1", approval(gate), ids[index]));
  run.publish(nodeState("last"));
  await run.flushed();
  await first.cleanup.run();
  await first.log.close();
  expect({ answers, errors }).toMatchObject({ answers: ids.map((id) => ({ type: "$ack", id })), errors: [] });

  const log = openLmdbLog(folder);
  cleanup.add(() => rm(folder, { recursive: true, force: true }));
  cleanup.add(() => log.close());
  const next = await startStreams(cleanup, { log, onError });
  const again = await openToy(next.streams);
  expect(again.state).toEqual({ ...Object.fromEntries(gates.map((gate) => [gate, "completed"])), last: "running" });
  const late = new SessionPeer(cleanup, streamUrl(next.port));
  await late.hello();
  for (const [index, gate] of gates.entries()) {
    const refusal = { type: "$nack", code: "conflict", decided: { id: ids[index] } };
    expect(await late.command("run-1", approval(gate))).toMatchObject(refusal);
    expect(await late.command("run-1", approval(gate), ids[index])).toMatchObject({ type: "$ack", duplicate: true });
  }
  expect(errors).toEqual([]);
});
