import { createServer } from "node:http";
import { contestants } from "./contestants/index.js";
import type { ContestantName } from "./contestants/index.js";
import { makeEvent } from "./event.js";
import { cpuMs } from "./messages.js";
import type { ServerAnswer, ServerOrder } from "./messages.js";

/** Runs as its own process: `node server-process.js CONTESTANT`. Publishes on its parent's orders and reports CPU time. */
const name = process.argv[2] as ContestantName;
const http = createServer();
const broadcaster = contestants[name].make(http);
let published = 0;

http.listen(0, "127.0.0.1", 1024, () => {
  const address = http.address();
  answer({ kind: "listening", port: typeof address === "object" && address !== null ? address.port : 0 });
});

process.on("message", (order: ServerOrder) => {
  if (order.kind === "publish") void publish(order.ticks, order.eventsPerTick, order.pauseMs);
  else if (order.kind === "pace") pace(order.perSecond, order.events);
  else usage(order.collects);
});
process.on("disconnect", () => process.exit());

function usage(collects: boolean): void {
  if (collects) globalThis.gc?.();
  answer({ kind: "usage", cpuMs: cpuMs(), rssBytes: process.memoryUsage.rss(), connections: broadcaster.connections() });
}

async function publish(ticks: number, eventsPerTick: number, pauseMs: number): Promise<void> {
  if (ticks === 0) return;
  const events = Array.from({ length: eventsPerTick }, (_, index) => makeEvent(published + index));
  published += eventsPerTick;
  broadcaster.publish(events);
  await new Promise((resolve) => {
    setTimeout(resolve, pauseMs);
  });
  return publish(ticks - 1, eventsPerTick, pauseMs);
}

function pace(perSecond: number, events: number): void {
  const startedAtMs = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.min(events, Math.floor(((performance.now() - startedAtMs) * perSecond) / 1_000));
    if (due > sent) broadcaster.publish(Array.from({ length: due - sent }, (_, index) => makeEvent(sent + index)));
    sent = due;
    if (sent === events) clearInterval(timer);
  }, 1_000 / perSecond);
}

function answer(message: ServerAnswer): void {
  process.send?.(message);
}
