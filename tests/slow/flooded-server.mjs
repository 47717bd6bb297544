// A server with little memory that publishes 50 events a second. floods.test.ts and soak.test.ts start it. It tells its port. The
// message "delays" asks for the delays of its event loop since the last one, "report" for the report at its end.
import { once } from "node:events";
import { createServer } from "node:http";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { dagEvents } from "@dagwire/dag";
import { createStreamServer } from "@dagwire/runtime/server";

const http = createServer();
// More than the kernel takes for a client that does not read, so that all further answers wait in the process.
const [stateLength = 8_000_000, totalWaitingBytes = 268_435_456] = process.argv.slice(2).map(Number);
const state = { padding: "x".repeat(stateLength) };
const protocol = { ...dagEvents, state: { initial: () => state, apply: () => ({ state, touched: [] }) } };
const streams = createStreamServer(protocol, {
  path: "/runs/:stream",
  limits: { totalWaitingBytes },
  errorEvent: (error) => ({ type: "error", message: error.message }),
  authenticate: (request) => ({ principal: request.headers["x-name"] ?? "honest" }),
  // A database that does not answer the questions about some of the clients.
  authenticateToken: (_token, before) => pause(60_000, { principal: before }, { ref: false }),
  authorize: (principal, stream, event) =>
    stream === "run-2" || (principal === "slow" && event !== undefined) ? pause(60_000, true, { ref: false }) : true,
  onError: (error) => console.error(error.message),
});
streams.attach(http);
await once(http.listen(0, "127.0.0.1"), "listening");

const answer = () => "done";
const commands = Object.fromEntries(Object.keys(protocol.client.events).map((name) => [name, answer]));
const run = await streams.open("run-1", { commands });
let published = 0;
let maxRss = 0;
let maxWaitingBytes = 0;
const timer = setInterval(() => {
  published++;
  run.publish({ type: "edge_active", from: "count", to: String(published) });
  maxRss = Math.max(maxRss, process.memoryUsage.rss());
  maxWaitingBytes = Math.max(maxWaitingBytes, streams.stats().waitingBytes);
}, 20);

const delays = monitorEventLoopDelay({ resolution: 1 });
delays.enable();
process.on("disconnect", () => process.exit());
process.send({ port: http.address().port });
for (let [asked] = []; asked !== "report"; [asked] = await once(process, "message")) {
  if (asked === undefined) continue;
  process.send({ p99Ms: delays.percentile(99) / 1e6 });
  delays.reset();
}
clearInterval(timer);
await run.flushed();
process.send({ published, maxRss, maxWaitingBytes, stats: streams.stats() });
