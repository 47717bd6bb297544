// An honest client that follows the run of flooded-server.mjs and sends a command every 25 ms. soak.test.ts starts it: a message
// ends a phase, and the client answers with what it has seen in the phase.
import { setTimeout as pause } from "node:timers/promises";
import { dagEvents } from "@dagwire/dag";
import { connect, trackLosses } from "@dagwire/runtime/client";
import { WebSocket } from "ws";

const connection = connect(dagEvents, {
  url: `ws://127.0.0.1:${process.argv[2]}/runs/run-1`,
  WebSocket,
  losses: trackLosses({ validateStates: false }),
  onState: () => undefined,
  handlers: { edge_active: ({ to }) => take(Number(to)) },
  onStatus: ({ phase }) => {
    if (phase === "closed") process.send({ closed: true });
  },
});

let last;
let missing = 0;
let events = 0;
let roundTripsMs = [];

function take(number) {
  if (last !== undefined && number !== last + 1) missing++;
  last = number;
  events++;
}

process.on("disconnect", () => process.exit());
process.on("message", () => {
  process.send({ roundTripsMs, events, missing, last });
  roundTripsMs = [];
});

while (connection.status.phase !== "live") await pause(10);
process.send({ live: true });
while (true) {
  const startMs = performance.now();
  await connection.send({ type: "pause_execution" });
  roundTripsMs.push(performance.now() - startMs);
  await pause(25);
}
