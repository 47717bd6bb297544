import { serverEvents, clientEvents, dagEvents } from "@dagwire/dag";
import type { ServerEvent } from "@dagwire/dag";
import { createStreamServer } from "@dagwire/runtime/server";
import type { MakeBroadcaster } from "../broadcaster.js";
import { acceptAll } from "../accept-all.js";

/** dagwire's sessions over the log in memory: every event is checked and appended to the log before clients receive it. */
export const dagwireSession: MakeBroadcaster = (http) => {
  const server = createStreamServer({
    events: { server: serverEvents, client: clientEvents },
    protocol: dagEvents,
    path: "/:stream",
    limits: { connectRate: { perSecond: 100_000, burst: 100_000 } },
  });
  server.attach(http);
  const opened = server.stream("run").open({
    snapshot: () => null,
    commands: acceptAll,
  });
  const stream = server.stream("run");
  return {
    publish: (events) => {
      void opened.then((run) => events.forEach((event) => run.publish(event as ServerEvent)));
    },
    connections: () => stream.connections,
  };
};
