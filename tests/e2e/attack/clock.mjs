// Runs a durable server for a moment and prints the answers to two commands. clock.test.ts starts it, once with a wrong clock.
import { createServer } from "node:http";
import { dag } from "@dagwire/dag";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import { createStreamServer } from "@dagwire/runtime/server";
import { WebSocket } from "ws";

const [folder, ...ids] = process.argv.slice(2);
const log = openLmdbLog(folder);
const http = createServer();
const names = Object.keys(dag.client.events);
const commands = Object.fromEntries(names.map((name) => [name, (_event, command) => command.publish({ type: "run_resumed" })]));
// Each event makes a snapshot and trims the log.
const streams = createStreamServer(dag, { path: "/:stream", log, commands, limits: { compactEvery: 1 } });
streams.attach(http);
await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));
await streams.open("run");

const ws = new WebSocket(`ws://127.0.0.1:${http.address().port}/run`, ["dagwire.v1"]);
const answers = [];
await new Promise((resolve, reject) => {
  const { name, version, digest } = dag;
  const send = () => {
    const event = { type: "pause_execution" };
    ws.send(JSON.stringify({ type: "$command", id: ids[answers.length], stream: "run", event }));
  };
  ws.on("error", reject);
  ws.on("open", () => ws.send(JSON.stringify({ type: "$hello", v: 1, protocol: { name, version, digest }, client: ids[0], streams: [] })));
  ws.on("message", (data) => {
    const frame = JSON.parse(data);
    if (frame.type === "$synced") send();
    if (frame.type !== "$ack" && frame.type !== "$nack") return;
    answers.push(frame.code ?? (frame.duplicate ? "duplicate" : "ack"));
    if (answers.length === ids.length) resolve();
    else send();
  });
});
ws.terminate();
await streams.close({ deadlineMs: 1_000 });
await log.close();
http.closeAllConnections();
http.close();
process.stdout.write(JSON.stringify({ year: new Date().getFullYear(), atMs: Date.now(), answers }));
