import { dagEvents } from "@dagwire/dag";
import type { ServerEvent } from "@dagwire/dag";
import { createStreamServer } from "@dagwire/runtime/server";
import type { MakeBroadcaster } from "../broadcaster.js";

/** dagwire's stream server in plain mode, with default options: every event is checked, retained, and sent at the end of the tick. */
export const dagwirePlain: MakeBroadcaster = (http) => {
  const server = createStreamServer(dagEvents, {
    mode: "plain",
    path: "/:stream",
    limits: { connectRate: { perSecond: 100_000, burst: 100_000 } },
    greet: () => [],
  });
  server.attach(http);
  void server.open("run");
  return {
    publish: (events) => {
      for (const event of events) server.broadcast("run", event as ServerEvent);
    },
    connections: () => server.stream("run")?.connections ?? 0,
  };
};
