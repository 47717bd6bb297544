import { serverEvents, clientEvents } from "@dagwire/dag";
import type { ServerEvent } from "@dagwire/dag";
import { createStreamServer } from "@dagwire/runtime/server";
import type { MakeBroadcaster } from "../broadcaster.js";

/** dagwire's plain mode with permessage-deflate: each frame is compressed once, and all connections share the bytes. */
export const dagwireDeflated: MakeBroadcaster = (http) => {
  const events = { server: serverEvents, client: clientEvents };
  const server = createStreamServer({ events, path: "/:stream", greet: () => [], compression: true });
  server.attach(http);
  const stream = server.stream("run");
  return {
    publish: (published) => {
      for (const event of published) stream.publish(event as ServerEvent);
    },
    connections: () => stream.connections,
  };
};
