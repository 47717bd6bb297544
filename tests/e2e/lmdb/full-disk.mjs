// Serves streams from a disk that becomes full, and prints the results. full-disk.test.ts starts it.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { setImmediate, setTimeout } from "node:timers/promises";
import { dag } from "@dagwire/dag";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import { createStreamServer } from "@dagwire/runtime/server";
import { WebSocket } from "ws";

const [part, disk] = process.argv.slice(2);
const folder = join(disk, "log");
const report = join(disk, "report.json");
const commandId = "019ab4c2-0000-7000-8000-000000000001";
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
    onError: ({ message }) => errors.push(message),
  });
  streams.attach(http);
  await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));
  const open = (stream) => streams.open(stream, { commands: commandsOf() });

  const [run, filled] = [await open("run"), await open("filled")];
  run.publish({ type: "run_started", run_id: "run", graph: { nodes: { a: {} }, edges: {} } });
  await run.flushed();
  const published = await fill(filled);
  const afterFilling = errors.splice(0);

  const before = await ask(http, "run");
  const afterCommand = errors.splice(0);
  const isPublishRefused = refuses(() => run.publish({ type: "run_paused" }));
  const behind = await appendBehind(log);
  const slow = await failMeanwhile(streams, http, errors);

  rmSync(ballast);
  const again = await open("run");
  again.publish({ type: "run_paused" });
  await again.flushed();
  const after = await ask(http, "run");
  const told = { published, afterFilling, before, afterCommand, isPublishRefused, behind, slow, after, later: errors.splice(0) };
  await streams.close({ deadlineMs: 500 });
  await log.close();
  http.closeAllConnections();
  http.close();
  writeFileSync(report, JSON.stringify(told));
}

/** Compares the events that the next process reads with those that the first has reported. */
async function check() {
  const log = openLmdbLog(folder);
  const [run, filled, behind] = [await textsOf(log, "run"), await textsOf(log, "filled"), await textsOf(log, "behind")];
  const [outcome, slow] = [await log.outcome("run", commandId), await textsOf(log, "slow")];
  const slowOutcome = (await log.outcome("slow", commandId)) ?? "none";
  await log.close();
  const found = {
    run: run.map((text) => JSON.parse(text).type),
    filled: filled.length,
    behind: behind.length,
    outcome,
    slow: slow.length,
    slowOutcome,
  };
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

/** Publishes until the stream is closed. Returns the number of published events. */
async function fill(stream) {
  for (let count = 0; count < 1_000; count++) {
    if (refuses(() => stream.publish(nodeLog("x".repeat(20_000))))) return count;
    await stream.flushed().catch(() => undefined);
    await setImmediate();
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

/** Lets the disk refuse an event while a command is being handled. The events of the command would fit, but must not follow. */
async function failMeanwhile(streams, http, errors) {
  const { promise: begun, resolve: begin } = newPromise();
  const { promise: end, resolve: finish } = newPromise();
  const retryNode = async (_event, command) => {
    begin();
    await end;
    command.publish(nodeLog("small"));
  };
  const stream = await streams.open("slow", { commands: { ...commandsOf(), retry_node: retryNode } });
  const answer = ask(http, "slow").catch((error) => error.message);
  await begun;
  stream.publish(nodeLog("x".repeat(1_000_000)));
  for (let turn = 0; turn < 500 && errors.length === 0; turn++) await setTimeout(10);
  finish();
  for (let turn = 0; turn < 100 && errors.length === 1; turn++) await setTimeout(10);
  await answer;
  return errors.splice(0);
}

function newPromise() {
  let resolve;
  const promise = new Promise((fulfil) => (resolve = fulfil));
  return { promise, resolve };
}

/** Sends the command over a new connection and returns its answer. */
async function ask(http, stream) {
  const ws = new WebSocket(`ws://127.0.0.1:${http.address().port}/${stream}`, ["dagwire.v1"]);
  const answer = await new Promise((resolve, reject) => {
    ws.on("error", reject);
    ws.on("close", (code, reason) => reject(new Error(`closed with ${code} ${String(reason)}`)));
    const { name, version, digest } = dag;
    const hello = { type: "$hello", v: 1, protocol: { name, version, digest }, client: commandId, streams: [{ stream }] };
    ws.on("open", () => ws.send(JSON.stringify(hello)));
    ws.on("message", (data) => {
      const frame = JSON.parse(data);
      const event = { type: "retry_node", node_id: "a" };
      if (frame.type === "$synced") ws.send(JSON.stringify({ type: "$command", id: commandId, stream, event }));
      if (frame.type === "$ack" || frame.type === "$nack") resolve(frame);
    });
  });
  ws.terminate();
  return answer;
}

function refuses(publish) {
  try {
    publish();
    return false;
  } catch {
    return true;
  }
}
