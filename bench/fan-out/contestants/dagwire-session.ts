import { dagEvents } from "@dagwire/dag";
import type { ServerEvent } from "@dagwire/dag";
import { createStreamServer } from "@dagwire/runtime/server";
import type { MakeBroadcaster } from "../broadcaster.js";
import { acceptAll } from "../accept-all.js";

/** dagwire's sessions over the log in memory: every event is checked and appended to the log before clients receive it. */
export const dagwireSession: MakeBroadcaster = (http) => {
  const server = createStreamServer(dagEvents, {
    path: "/:stream",
    limits: { connectRate: { perSecond: 100_000, burst: 100_000 } },
    commands: acceptAll,
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
