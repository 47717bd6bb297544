// A server of today. It prints its port, publishes what stdin says, and handles commands. With the argument "newer" it is of a
// later version, whose event "node_skipped" changes the state.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { dag } from "@dagwire/dag";
import { createStreamServer } from "@dagwire/runtime/server";

const http = createServer();
const isNewer = process.argv.includes("newer");
const known = (event) => (event.type === "node_skipped" ? { ...event, type: "node_state", status: "skipped" } : event);
const state = { ...dag.state, apply: (before, events) => dag.state.apply(before, events.map(known)) };
const protocol = isNewer ? { ...dag, version: "1.3.0", digest: "sha256:newer.1", state } : dag;
const server = createStreamServer(protocol, {
  validateOutgoing: !isNewer,
  path: "/api/dags/:stream/stream",
  onWarning: () => undefined,
  commands: {
    human_decision: () => undefined,
    pause_execution: (_event, command) => command.publish({ type: "run_paused" }),
    resume_execution: () => ({ resumed: true }),
    cancel_execution: (_event, command) => command.reject("not_now", "this run cannot be cancelled"),
    retry_node: () => undefined,
    skip_node: () => undefined,
  },
});
server.attach(http);
const run = await server.open("run-1");
http.listen(0, "127.0.0.1", () => console.log(http.address().port));
createInterface({ input: process.stdin }).on("line", (line) => {
  if (line !== "stats") return run.publish(JSON.parse(line));
  const { clientUnknownEvents, clientRefusedEvents, clientRefusedStates, skewedSessions } = server.stats();
  console.log("stats", clientUnknownEvents, clientRefusedEvents, clientRefusedStates, skewedSessions);
});
