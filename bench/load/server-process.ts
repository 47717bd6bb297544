import { createServer } from "node:http";
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Duplex } from "node:stream";
import { dag } from "@dagwire/dag";
import { createStreamServer } from "@dagwire/runtime/server";
import type { ServerAnswer, ServerOrder } from "./messages.js";
import { acceptAll } from "../fan-out/accept-all.js";

/** Runs as its own process: `node server-process.js PORT`. Serves one stream with a state. All limits but that of connects are defaults. */
const http = createServer();
const streams = createStreamServer(dag, {
  path: "/:stream",
  limits: { connectRate: { perSecond: 100_000, burst: 100_000 } },
});
const run = await streams.open("run", { commands: acceptAll });
let handedOverMs: number[] = [];
http.on("upgrade", (_request, socket) => noteHandOver(socket));
streams.attach(http);
let publishing: NodeJS.Timeout | undefined;
let published = 0;
const delayResolutionMs = 1;
/** No frame without events or a state has more bytes. */
const longestNotice = 300;
const delays = monitorEventLoopDelay({ resolution: delayResolutionMs });
delays.enable();

http.listen(Number(process.argv[2] ?? 0), "127.0.0.1", 16_384, () => {
  const address = http.address();
  say({ kind: "listening", port: typeof address === "object" && address !== null ? address.port : 0 });
});

process.on("message", (order: ServerOrder) => {
  if (order.kind === "figures") figures();
  else if (order.kind === "nodes") void nodes(order.count, order.perSecond);
  else if (order.kind === "publish") publish(order.perSecond, order.bytes);
  else void streams.drain({ afterMs: 500, spreadMs: order.spreadMs }).then(() => say({ kind: "drained" }));
});
process.on("disconnect", () => process.exit());

function figures(): void {
  const { sessions, waitingBytes, slowConnections, publishedEvents } = streams.stats();
  const delayP99Ms = Math.max(0, delays.percentile(99) / 1e6 - delayResolutionMs);
  delays.reset();
  const rssBytes = process.memoryUsage.rss();
  say({ kind: "figures", rssBytes, sessions, waitingBytes, slowConnections, publishedEvents, delayP99Ms, handedOverMs });
  handedOverMs = [];
}

type Written = { readonly length: number; readonly includes: (text: string) => boolean };
type Write = (chunk: Written, done?: unknown) => boolean;

/** Notes when the operating system has taken the frame `$synced`, which is the last one before a client is live. */
function noteHandOver(socket: Duplex): void {
  const beganMs = performance.now();
  const write = socket.write.bind(socket) as Write;
  const noted: Write = (chunk, done) => {
    if (chunk.length > longestNotice || !chunk.includes('"$synced"')) return write(chunk, done);
    return write(chunk, () => void handedOverMs.push(performance.now() - beganMs));
  };
  Object.assign(socket, { write: noted });
}

function publish(perSecond: number, bytes: number): void {
  clearInterval(publishing);
  if (perSecond === 0) return;
  const message = "x".repeat(bytes);
  publishing = setInterval(() => {
    run.publish({ type: "progress", current: published++, message });
  }, 1_000 / perSecond);
}

/** Begins a run of `count` nodes with outputs, and then changes one node after another. */
async function nodes(count: number, perSecond: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const output = { answer: `the answer of node ${index}`, source: "https://example.org/a/longer/path", tokens: [index, index + 1] };
    // oxlint-disable-next-line no-await-in-loop -- the log takes only so many events at once
    if (!run.publish({ type: "node_state", node_id: `node-${index}`, status: "running", output })) await run.ready();
  }
  await run.flushed();
  const beganMs = performance.now();
  // A timer that fires late publishes the events that are due, so that the rate is kept.
  publishing = setInterval(() => {
    const due = Math.floor(((performance.now() - beganMs) * perSecond) / 1_000);
    while (published < due) changeNode(count);
  }, 1_000 / perSecond);
  say({ kind: "ready" });
}

function changeNode(count: number): void {
  const node_id = `node-${(published++ * 7_919) % count}`;
  run.publish({ type: "node_state", node_id, status: published % 2 === 0 ? "running" : "completed", metrics: { cpu_ms: published } });
}

function say(answer: ServerAnswer): void {
  process.send?.(answer);
}
