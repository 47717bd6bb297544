// A server of version 0.1.0. It prints its port, publishes what stdin says, and handles commands. With the argument "newer" its
// event "node_skipped" changes the state.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { clientEvents, protocol, serverEvents, streamState } from "@dagwire/dag";
import { createStreamServer } from "@dagwire/runtime/server";

const isNewer = process.argv.includes("newer");
const known = (event) => (event.type === "node_skipped" ? { ...event, type: "node_state", status: "skipped" } : event);
const newerState = { ...streamState, apply: (before, events) => streamState.apply(before, [...events].map(known)) };
const http = createServer();
const streams = createStreamServer({
  events: { server: serverEvents, client: clientEvents },
  protocol,
  path: "/api/dags/:stream/stream",
  onWarning: () => undefined,
  validateOutgoing: !isNewer,
});
streams.attach(http);
const run = await streams.stream("run-1").open({
  state: isNewer ? newerState : streamState,
  commands: {
    human_decision: () => undefined,
    pause_execution: (_event, command) => command.publish({ type: "run_paused" }),
    resume_execution: () => ({ resumed: true }),
    cancel_execution: (_event, command) => command.reject("not_now", "this run cannot be cancelled"),
    retry_node: () => undefined,
    skip_node: () => undefined,
  },
});
http.listen(0, "127.0.0.1", () => console.log(http.address().port));
createInterface({ input: process.stdin }).on("line", (line) => run.publish(JSON.parse(line)));
