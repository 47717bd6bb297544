// Writes the log folder of tests/baselines/log-0.1.0 with the packages of version 0.1.0.
// Usage: node write-log.mjs FOLDER, with @dagwire/runtime 0.1.0, @dagwire/dag 0.1.0, lmdb and ws installed beside this file.
import { createServer } from "node:http";
import { writeFileSync } from "node:fs";
import { clientEvents, protocol, serverEvents, streamState } from "@dagwire/dag";
import { CommandError, StreamSession } from "@dagwire/runtime/client";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import { createStreamServer } from "@dagwire/runtime/server";
import { WebSocket } from "ws";

const [folder] = process.argv.slice(2);
const events = { server: serverEvents, client: clientEvents };
const commands = {
  human_decision: (event, command) => {
    command.publish({ type: "human_gate_resolved", node_id: event.node_id, resolution: "decided", decision: event.decision });
    return { decided: event.decision };
  },
  pause_execution: (_event, command) => command.publish({ type: "run_paused" }),
  resume_execution: (_event, command) => command.publish({ type: "run_resumed" }),
  cancel_execution: (_event, command) => command.reject("not_now", "this run cannot be cancelled"),
  retry_node: () => undefined,
  skip_node: () => undefined,
};
const options = {
  state: streamState,
  commands,
  gate: (event) => (event.type === "human_decision" ? (event.gate_id ?? event.node_id) : undefined),
};
const graph = { nodes: { build: {}, approve: {}, deploy: {} }, edges: {} };
const told = { protocol: { name: protocol.name, version: protocol.version, digest: protocol.digest }, streams: {}, commands: [] };

async function withServer(limits, use) {
  const http = createServer();
  await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));
  const log = openLmdbLog(folder);
  const streams = createStreamServer({ events, protocol, path: "/api/dags/:stream/stream", log, limits });
  streams.attach(http);
  await use(streams, http.address().port);
  await streams.drain();
  http.close();
  await log.close();
}

/** Keeps the id of the last command that a client has sent. */
let sentId;
class Socket extends WebSocket {
  send(text) {
    const frame = JSON.parse(text);
    if (frame.type === "$command") sentId = frame.id;
    super.send(text);
  }
}

async function send(client, stream, event) {
  try {
    const outcome = await client.send(event);
    told.commands.push({ id: sentId, stream, event, ...outcome });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const { code, message, decision, at } = error;
    told.commands.push({ id: sentId, stream, event, status: "rejected", code, message, decision, at });
  }
}

async function session(port, stream, use) {
  const client = new StreamSession(
    { protocol, events, state: streamState },
    { url: `ws://127.0.0.1:${port}/api/dags/${stream}/stream`, WebSocket: Socket },
  );
  client.open();
  await new Promise((resolve) => {
    const wait = setInterval(() => {
      if (client.getStatus?.().phase === "live" || client.status?.phase === "live") {
        clearInterval(wait);
        resolve();
      }
    }, 20);
  });
  await use(client);
  await new Promise((resolve) => setTimeout(resolve, 100));
  told.streams[stream] = client.store.getSnapshot();
  client.close();
}

await withServer({}, async (streams, port) => {
  const run = await streams.stream("run-1").open(options);
  run.publish({ type: "run_started", run_id: "run-1", graph });
  run.publish({ type: "node_state", node_id: "build", status: "running", attempt: 1 });
  await session(port, "run-1", async (client) => {
    await send(client, "run-1", { type: "pause_execution", reason: "lunch" });
    await send(client, "run-1", { type: "cancel_execution" });
  });
});
await withServer({ compactEvery: 8 }, async (streams, port) => {
  const run = await streams.stream("run-1").open(options);
  run.publish({ type: "human_gate_waiting", node_id: "approve", gate_id: "approve-1", presentation: { title: "Deploy?" } });
  await session(port, "run-1", async (client) => {
    await send(client, "run-1", { type: "human_decision", node_id: "approve", gate_id: "approve-1", decision: "approve" });
    await send(client, "run-1", { type: "human_decision", node_id: "approve", gate_id: "approve-1", decision: "reject" });
    await send(client, "run-1", { type: "resume_execution" });
  });
  const long = await streams.stream("run-2").open(options);
  long.publish({ type: "run_started", run_id: "run-2", graph });
  for (let line = 0; line < 40; line += 1) {
    long.publish({
      type: "node_log",
      node_id: "build",
      channel: "stdout",
      offset: line * 8,
      chunk: `line ${String(line).padStart(2, "0")}\n`,
    });
    await long.flushed();
  }
  long.publish({ type: "execution_complete", status: "completed", results: {} });
  await session(port, "run-2", async () => undefined);
});
writeFileSync(`${folder}/told.json`, `${JSON.stringify(told, null, 2)}\n`);
process.exit(0);
