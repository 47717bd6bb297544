import { afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { connect } from "@dagwire/runtime/client";
import { modelOf } from "../../helpers/model-of.js";
import { SessionPeer, toyProtocol } from "../../helpers/session-peer.js";
import { stateFiles, stateProtocol } from "../../helpers/state-protocol.js";
import type { StateProtocol } from "../../helpers/state-protocol.js";
import { Cleanup, startStreams, streamUrl, until } from "../../helpers/stream-harness.js";
import { toy, toyRun } from "../../helpers/toy-protocol.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

/** Returns the digest that the generator writes for a protocol with a state. */
function digestOf(parts: Partial<StateProtocol> = {}): string {
  const { model, text } = modelOf(stateFiles(parts));
  if (model === undefined) throw new Error(text);
  return model.digest;
}

/** Starts a server of one digest. Returns it with its warnings. */
async function serverOf(digest: string): Promise<{ readonly port: number; readonly warnings: readonly string[] }> {
  const warnings: string[] = [];
  const { streams, port } = await startStreams(cleanup, {
    protocol: { ...toyRun, digest },
    onWarning: (message) => warnings.push(message),
  });
  await streams.open("run-1", { commands });
  return { port, warnings };
}

/** Connects a client of a digest until it is live. Returns its warnings. */
async function warningsOf(port: number, digest: string): Promise<readonly string[]> {
  const warnings: string[] = [];
  const options = { url: streamUrl(port), WebSocket, onWarning: (message: string) => warnings.push(message) };
  const connection = connect({ ...toy, digest }, options);
  cleanup.add(() => connection.close());
  await until(() => connection.status.phase === "live", "live");
  return warnings;
}

const commands = { human_decision: () => 1, pause_execution: () => 2 };
const hint = "this server speaks 1.0.0. `npx dagwire check --matrix` tells whether these two versions work together.";

describe("peers whose digests differ", () => {
  test("[HS5] [HS6] only in the state: client and server warn, and name the state", async () => {
    const onlyStatus = { ...stateProtocol.job, "x-state": { op: "merge", at: "/jobs/{job_id}", pick: ["status"] } };
    const { port, warnings } = await serverOf(digestOf());
    expect(await warningsOf(port, digestOf({ job: onlyStatus }))).toEqual(["the server speaks toy 1.0.0 with another state"]);
    expect(warnings).toEqual([`a client speaks toy 1.0.0 with another state; ${hint}`]);
  });

  test("[LS1] [LS2] the server counts the sessions of other versions and what their clients could not read", async () => {
    const logged: string[] = [];
    const note = (details: object, message: string): unknown => logged.push(`${message} ${JSON.stringify(details)}`);
    const logger = { debug: () => {}, info: () => {}, warn: note, error: note };
    const { streams, port } = await startStreams(cleanup, { onWarning: () => {}, logger });
    await streams.open("run-1", { commands });
    const peer = new SessionPeer(cleanup, streamUrl(port), { protocols: ["dagwire.v1.1"] });
    await peer.hello([], { protocol: { ...toyProtocol, digest: "sha256:older" } });
    expect(streams.stats()).toMatchObject({ skewedSessions: 1, clientUnknownEvents: 0 });
    peer.send({ type: "$loss", stream: "run-1", unknown: 3, refused: 2, states: 1, names: ["node_skipped"] });
    await until(() => streams.stats().clientUnknownEvents === 3, "the report");
    expect(streams.stats()).toMatchObject({ clientRefusedEvents: 2, clientRefusedStates: 1 });
    expect(streams.metrics()).toContain("# TYPE dagwire_client_unknown_events_total counter\ndagwire_client_unknown_events_total 3\n");
    expect(streams.metrics()).toContain("dagwire_skewed_sessions_total 1\n");
    expect(logged.filter((line) => line.includes("node_skipped"))).toHaveLength(1);
  });

  test("[HS5] [HS6] in nothing: neither warns", async () => {
    const { port, warnings } = await serverOf(digestOf());
    expect(await warningsOf(port, digestOf())).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test("[HS5] [HS6] a peer without a digest part for the state is accepted with a warning, whatever its version", async () => {
    const digest = digestOf();
    const [wire = ""] = digest.split(".");
    const { port, warnings } = await serverOf(digest);
    const peer = new SessionPeer(cleanup, streamUrl(port));
    expect(await peer.hello([], { protocol: { ...toyProtocol, version: "0.9.0", digest: wire } })).toMatchObject({ protocol: { digest } });
    expect(warnings).toEqual([`a client speaks toy 0.9.0 with the same events and perhaps another state; ${hint}`]);
    const older = await serverOf(wire);
    expect(await warningsOf(older.port, digest)).toEqual(["the server speaks toy 1.0.0 with the same events and perhaps another state"]);
  });

  test("[HS5] the server warns once for each version, on one line, and through the process if it has no onWarning", async () => {
    const { port, warnings } = await serverOf("sha256:a.1");
    for (const version of ["1.1.0", "1.1.0", "1.2.0\nforged"]) {
      const peer = new SessionPeer(cleanup, streamUrl(port));
      await peer.hello([], { protocol: { ...toyProtocol, version, digest: "sha256:b.1" } });
    }
    expect(warnings).toEqual([
      `a client speaks toy 1.1.0 with other events; ${hint}`,
      `a client speaks toy 1.2.0?forged with other events; ${hint}`,
    ]);
    const silent = await startStreams(cleanup);
    await silent.streams.open("run-1", { commands });
    const emitted: string[] = [];
    const listen = ({ message }: Error): unknown => emitted.push(message);
    process.on("warning", listen);
    cleanup.add(() => process.off("warning", listen));
    const peer = new SessionPeer(cleanup, streamUrl(silent.port));
    await peer.hello([], { protocol: { ...toyProtocol, digest: "sha256:newer" } });
    await until(() => emitted.includes(`a client speaks toy 1.0.0 with other events; ${hint}`));
  });
});
