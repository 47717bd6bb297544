import { serverEvents, clientEvents } from "@dagwire/dag";
import type { ServerEvent } from "@dagwire/dag";
import { createStreamServer } from "@dagwire/runtime/server";
import type { MakeBroadcaster } from "../broadcaster.js";

/** dagwire's stream server in plain mode, with default options: every event is checked, retained, and sent at the end of the tick. */
export const dagwirePlain: MakeBroadcaster = (http) => {
  const server = createStreamServer({ events: { server: serverEvents, client: clientEvents }, path: "/:stream", greet: () => [] });
  server.attach(http);
  const stream = server.stream("run");
  return {
    publish: (events) => {
      for (const event of events) stream.publish(event as ServerEvent);
    },
    connections: () => stream.connections,
  };
};
