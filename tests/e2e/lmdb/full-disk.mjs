// Serves streams from a disk that becomes full, and prints the results. full-disk.test.ts starts it.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { dag } from "@dagwire/dag";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import { createStreamServer } from "@dagwire/runtime/server";
import { WebSocket } from "ws";

const [part, disk] = process.argv.slice(2);
const folder = join(disk, "log");
// Beside the disk, which is full.
const report = `${disk}.json`;
const commandId = "019ab4c2-0000-7000-8000-000000000001";
const otherId = "019ab4c2-0000-7000-8000-000000000002";
const noLimit = { maxEvents: 1_000_000, maxBytes: Number.MAX_SAFE_INTEGER };
const nodeLog = (chunk) => ({ type: "node_log", node_id: "a", channel: "stdout", offset: 0, chunk });

if (part === "serve") await serve();
else await check();

async function serve() {
  const ballast = join(disk, "ballast");
  writeFileSync(ballast, "x".repeat(1_000_000));
  const log = openLmdbLog(folder);
  const errors = [];
  const http = createServer();
  const streams = createStreamServer(dag, {
    path: "/:stream",
    log,
    limits: { backlogBytes: 400_000 },
    onError: ({ message }) => errors.push(message),
  });
  streams.attach(http);
  await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));
  const open = (stream) => streams.open(stream, { commands: commandsOf() });

  const [run, filled] = [await open("run"), await open("filled")];
  run.publish({ type: "run_started", run_id: "run", graph: { nodes: { a: {} }, edges: {} } });
  await run.flushed();
  const published = await fill(filled);
  const waiting = ask(http, "run", commandId);
  const away = await sourceOf(http, "run");
  const refused = await ask(http, "run", otherId);
  const isPublishTaken = run.publish({ type: "run_paused" });
  const whileFull = { ...streams.stats(), errors: errors.splice(0) };
  const behind = await appendBehind(log);

  rmSync(ballast);
  const after = await waiting;
  await Promise.all([run.flushed(), filled.flushed()]);
  const again = await ask(http, "run", commandId);
  const next = await ask(http, "run", otherId);
  const told = { published, away, refused, isPublishTaken, whileFull, behind, after, again, next, later: errors.splice(0) };
  const closed = await streams.close({ deadlineMs: 2_000 });
  await log.close();
  http.closeAllConnections();
  http.close();
  writeFileSync(report, JSON.stringify({ ...told, closed }));
}

/** Compares the events that the next process reads with those that the first has reported. */
async function check() {
  const log = openLmdbLog(folder);
  const [run, filled, behind] = [await textsOf(log, "run"), await textsOf(log, "filled"), await textsOf(log, "behind")];
  const outcome = await log.outcome("run", commandId);
  await log.close();
  const found = { run: run.map((text) => JSON.parse(text).type), filled: filled.length, behind: behind.length, outcome };
  process.stdout.write(JSON.stringify({ ...JSON.parse(readFileSync(report, "utf8")), found }));
}

/** Reads all events of a stream, epoch after epoch. */
async function textsOf(log, stream, after) {
  const { texts, at } = await log.read(stream, after, noLimit);
  return texts.length === 0 ? [] : [...texts, ...(await textsOf(log, stream, at))];
}

/** Handlers, one of which publishes more than a full disk takes. */
function commandsOf() {
  const nothing = () => undefined;
  return {
    human_decision: nothing,
    pause_execution: nothing,
    resume_execution: nothing,
    cancel_execution: nothing,
    retry_node: (_event, command) => command.publish(nodeLog("y".repeat(300_000))),
    skip_node: nothing,
  };
}

/** Publishes until no more events may wait for the log. Returns the number of published events. */
async function fill(stream) {
  for (let count = 0; count < 1_000; count++) {
    if (codeOf(() => stream.publish(nodeLog("x".repeat(20_000)))) === "BACKLOG_FULL") return count;
    await Promise.race([stream.flushed(), setTimeout(20)]);
  }
  return "never full";
}

/** Starts small appends while a large one, which the disk refuses, is under way. Alone a small one would fit. */
async function appendBehind(log) {
  const { epoch } = await log.claim("behind");
  const big = log.append("behind", epoch, [{ kind: "event", text: JSON.stringify("z".repeat(1_000_000)) }]);
  for (let turn = 0; turn < 4; turn++) await Promise.resolve();
  const small = log.append("behind", epoch, [{ kind: "event", text: "1" }]);
  const together = await Promise.allSettled([big, small]);
  const alone = await log.append("behind", epoch, [{ kind: "event", text: "2" }]);
  return [...together.map(({ status }) => status), alone.status];
}

/** Opens a session of the stream. Calls `onFrame` with each frame, until the function resolves the returned promise. */
async function session(http, stream, onFrame) {
  const ws = new WebSocket(`ws://127.0.0.1:${http.address().port}/${stream}`, ["dagwire.v1.1"]);
  const answer = await new Promise((resolve, reject) => {
    ws.on("error", reject);
    ws.on("close", (code, reason) => reject(new Error(`closed with ${code} ${String(reason)}`)));
    const { name, version, digest } = dag;
    const hello = { type: "$hello", v: 1, protocol: { name, version, digest }, client: commandId, streams: [{ stream }] };
    ws.on("open", () => ws.send(JSON.stringify(hello)));
    ws.on("message", (data) => onFrame(JSON.parse(data), resolve, ws));
  });
  ws.terminate();
  return answer;
}

/** Sends a command over a new connection and returns its answer. */
function ask(http, stream, id) {
  return session(http, stream, (frame, resolve, ws) => {
    const event = { type: "retry_node", node_id: "a" };
    if (frame.type === "$synced") ws.send(JSON.stringify({ type: "$command", id, stream, event }));
    if (frame.type === "$ack" || frame.type === "$nack") resolve(frame);
  });
}

/** Waits until a follower of the stream learns that the log is away. */
function sourceOf(http, stream) {
  return session(http, stream, (frame, resolve) => frame.type === "$source" && resolve(frame));
}

function codeOf(publish) {
  try {
    publish();
    return undefined;
  } catch (error) {
    return error.code;
  }
}
