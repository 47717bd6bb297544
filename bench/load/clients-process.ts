import type { ClientsAnswer, ClientsOrder } from "./messages.js";
import { SessionClient, Tally } from "./session-client.js";

/** Runs as its own process: `node clients-process.js PORT`. */
const port = Number(process.argv[2]);
const tally = new Tally();
const clients: SessionClient[] = [];

process.on("message", (order: ClientsOrder) => {
  if (order.kind === "figures") return figures();
  // All clients connect at once, which makes the storm.
  for (let count = 0; count < order.count; count++) clients.push(new SessionClient(port, order.reading, tally));
});
process.on("disconnect", () => process.exit());

function figures(): void {
  const { live, refused, receivedBytes, closed, arrivalsMs, waitsMs } = tally;
  tally.arrivalsMs = [];
  tally.waitsMs = [];
  process.send?.({ kind: "figures", live, refused, receivedBytes, closed: { ...closed }, arrivalsMs, waitsMs } satisfies ClientsAnswer);
}
