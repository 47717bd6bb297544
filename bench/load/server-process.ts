import { createServer } from "node:http";
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
streams.attach(http);
let publishing: NodeJS.Timeout | undefined;
let published = 0;

http.listen(Number(process.argv[2] ?? 0), "127.0.0.1", 16_384, () => {
  const address = http.address();
  say({ kind: "listening", port: typeof address === "object" && address !== null ? address.port : 0 });
});

process.on("message", (order: ServerOrder) => {
  if (order.kind === "figures") figures();
  else if (order.kind === "publish") publish(order.perSecond, order.bytes);
  else void streams.drain({ afterMs: 500, spreadMs: order.spreadMs }).then(() => say({ kind: "drained" }));
});
process.on("disconnect", () => process.exit());

function figures(): void {
  const { sessions, waitingBytes, slowConnections, publishedEvents } = streams.stats();
  say({ kind: "figures", rssBytes: process.memoryUsage.rss(), sessions, waitingBytes, slowConnections, publishedEvents });
}

function publish(perSecond: number, bytes: number): void {
  clearInterval(publishing);
  if (perSecond === 0) return;
  const message = "x".repeat(bytes);
  publishing = setInterval(() => {
    run.publish({ type: "progress", current: published++, message });
  }, 1_000 / perSecond);
}

function say(answer: ServerAnswer): void {
  process.send?.(answer);
}
