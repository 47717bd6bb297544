import { contestants } from "./contestants/index.js";
import type { ContestantName } from "./contestants/index.js";
import { LoadClient } from "./load-client.js";
import type { LoadAnswer, LoadOrder } from "./messages.js";

/** Runs as its own process: `node load-process.js CONTESTANT PORT`. Connects many clients that only count events. */
const [name = "", port = ""] = process.argv.slice(2);
const { path, greeting } = contestants[name as ContestantName];
const clients: LoadClient[] = [];
let due = 0;

process.on("message", (order: LoadOrder) => {
  if (order.kind === "expect") expectMore(order.events);
  else if (order.kind === "connect") void connect(order.count);
  else disconnect(order.count);
});
process.on("disconnect", () => process.exit());

/** The number of clients that connect at a time. With more, the server's queue of new connections overflows. */
async function connect(count: number): Promise<void> {
  if (count === 0) return answer({ kind: "connected" });
  const batch = Array.from({ length: Math.min(50, count) }, () => new LoadClient({ port: Number(port), path, greeting, onEvents: arrive }));
  clients.push(...batch);
  await Promise.all(batch.map((client) => client.ready));
  return connect(count - batch.length);
}

/** Ends the connections that were opened last. */
function disconnect(count: number): void {
  for (const client of clients.splice(clients.length - count)) client.stop();
  answer({ kind: "disconnected" });
}

function expectMore(events: number): void {
  due += events;
  if (due <= 0) answer({ kind: "received" });
}

function arrive(events: number): void {
  due -= events;
  if (due === 0) answer({ kind: "received" });
}

function answer(message: LoadAnswer): void {
  process.send?.(message);
}
