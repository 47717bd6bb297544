import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dag } from "@dagwire/dag";
import type { DagTypes } from "@dagwire/dag";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import { createStreamServer } from "@dagwire/runtime/server";
import type { Commands } from "@dagwire/runtime/server";
import { afterEach, expect, test } from "vitest";
import { SessionPeer } from "../../helpers/session-peer.js";
import { Cleanup, listen, streamPath, streamUrl } from "../../helpers/stream-harness.js";
import { repository } from "../../helpers/run-cli.js";

/** A command that a client of version 0.1.0 sent, and its answer. */
type OldCommand = {
  readonly id: string;
  readonly event: { readonly type: string };
  readonly at?: string;
  readonly result?: unknown;
  readonly code?: string;
};

/** The states and answers that clients of version 0.1.0 had when `write-log.mjs` ended. */
type Told = { readonly streams: Readonly<Record<"run-1" | "run-2", object>>; readonly commands: readonly OldCommand[] };

const baseline = join(repository, "tests/baselines/log-0.1.0");
const told = JSON.parse(readFileSync(join(baseline, "told.json"), "utf8")) as Told;
const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const commands: Commands<DagTypes> = {
  human_decision: () => {
    throw new Error("a decision of version 0.1.0 counts");
  },
  pause_execution: (_event, command) => command.publish({ type: "run_paused" }),
  resume_execution: () => undefined,
  cancel_execution: () => undefined,
  retry_node: () => undefined,
  skip_node: () => undefined,
  message_agent: "unsupported",
  raise_budget: "unsupported",
  rerun_node: "unsupported",
  update_gate: "unsupported",
};

/** Starts a server of today on a copy of the folder. */
async function startServer() {
  const folder = mkdtempSync(join(tmpdir(), "dagwire-log-"));
  copyFileSync(join(baseline, "data.mdb"), join(folder, "data.mdb"));
  const log = openLmdbLog(folder);
  const http = createServer();
  // The folder grows older than the day for which a server remembers outcomes.
  const limits = { outcomesMaxAgeMs: 100 * 365 * 86_400_000 };
  const errors: Error[] = [];
  const server = createStreamServer(dag, {
    path: streamPath,
    log,
    limits,
    commands,
    gate: (event) => (event.type === "human_decision" ? event.gate_id : undefined),
    onError: (error) => void errors.push(error),
    onWarning: () => undefined,
  });
  server.attach(http);
  const port = await listen(http);
  cleanup.add(() => rmSync(folder, { recursive: true }));
  cleanup.add(() => log.close());
  cleanup.add(() => new Promise((resolve) => http.close(resolve)));
  cleanup.add(() => server.close({ deadlineMs: 500 }));
  return { server, log, port, errors };
}

test("[LG29] a log of version 0.1.0 opens with the states, positions, outcomes and decisions that its clients knew", async () => {
  const { server, log, port, errors } = await startServer();
  const run = await server.open("run-1");
  expect(run.state).toEqual(told.streams["run-1"]);
  expect(run.restored).toMatchObject({ skipped: 0 });
  expect((await server.open("run-2")).state).toEqual(told.streams["run-2"]);

  const peer = new SessionPeer(cleanup, streamUrl(port));
  const identity = { name: dag.name, version: dag.version, digest: dag.digest };
  const at = told.commands.findLast((command) => command.at !== undefined)?.at ?? "";
  await peer.hello([{ stream: "run-1", after: at }], { protocol: identity });
  expect(await peer.next("$synced")).toMatchObject({ stream: "run-1", recovered: true });

  for (const command of told.commands) {
    // oxlint-disable-next-line no-await-in-loop -- the commands are those of one client, in their order
    const answer = await peer.command("run-1", command.event, command.id);
    if (command.at === undefined) expect(answer).toMatchObject({ type: "$nack", code: command.code });
    else {
      expect(answer).toMatchObject({ type: "$ack", at: command.at, duplicate: true });
      expect("result" in answer ? answer.result : undefined).toEqual(command.result);
    }
  }
  const all = { maxEvents: 1_000, maxBytes: 1_000_000, withTimes: true };
  expect(await log.read("run-1", undefined, all)).not.toHaveProperty("times");
  const decision = await log.decision("run-1", "approve-1");
  expect(decision).toMatchObject({ id: told.commands[2]?.id, at: told.commands[2]?.at });

  expect(await peer.command("run-1", { type: "pause_execution" })).toMatchObject({ type: "$ack" });
  expect(run.state.run.phase).toBe("paused");
  expect(await log.readBefore("run-1", undefined, { ...all, maxEvents: 1 })).toMatchObject({
    texts: [expect.stringContaining("run_paused")],
    times: [{ count: 1, storedMs: expect.any(Number) as number }],
  });
  expect(() => server.stream("run-2")?.publish({ type: "run_paused" })).toThrow("has had the event that ends it");
  expect(errors).toEqual([]);
});
