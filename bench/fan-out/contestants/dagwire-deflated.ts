import { dagEvents } from "@dagwire/dag";
import type { ServerEvent } from "@dagwire/dag";
import { createStreamServer } from "@dagwire/runtime/server";
import type { MakeBroadcaster } from "../broadcaster.js";

/** dagwire's plain mode with permessage-deflate: each frame is compressed once, and all connections share the bytes. */
export const dagwireDeflated: MakeBroadcaster = (http) => {
  const server = createStreamServer(dagEvents, {
    mode: "plain",
    path: "/:stream",
    greet: () => [],
    compression: true,
  });
  server.attach(http);
  void server.open("run");
  return {
    publish: (published) => {
      for (const event of published) server.broadcast("run", event as ServerEvent);
    },
    connections: () => server.stream("run")?.connections ?? 0,
  };
};
