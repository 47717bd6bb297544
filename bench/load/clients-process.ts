import type { ClientsAnswer, ClientsOrder } from "./messages.js";
import { SessionClient, Tally } from "./session-client.js";

/** A process of its own: `node clients-process.js PORT`. */
const port = Number(process.argv[2]);
const tally = new Tally();
const clients: SessionClient[] = [];

process.on("message", (order: ClientsOrder) => {
  if (order.kind === "figures") return figures();
  // All at once: that is what a storm is.
  for (let count = 0; count < order.count; count++) clients.push(new SessionClient(port, order.reading, tally));
});
process.on("disconnect", () => process.exit());

function figures(): void {
  const { live, refused, receivedBytes, closed, arrivalsMs } = tally;
  tally.arrivalsMs = [];
  process.send?.({ kind: "figures", live, refused, receivedBytes, closed: { ...closed }, arrivalsMs } satisfies ClientsAnswer);
}
