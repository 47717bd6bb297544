import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connect, trackLosses } from "@dagwire/runtime/client";
import { createStreamServer } from "@dagwire/runtime/server";
import { board } from "./generated/index.ts";

// A server and a client over a real socket. No compiler runs before this file.
const server = createStreamServer(board, {
  path: "/boards/:stream",
  commands: {
    cancel_task: (event) => {
      console.log(event.type, event.task_id);
      connection.close();
      void server.close().then(() => http.close());
    },
  },
});
const http = createServer();
server.attach(http);
const stream = await server.open("nightly");
stream.publish({ type: "task_state", task_id: "build", state: "running" });
http.listen(0, "127.0.0.1");
await once(http, "listening");

const { port } = http.address() as AddressInfo;
const connection = connect(board, {
  url: `ws://127.0.0.1:${port}/boards/nightly`,
  losses: trackLosses(),
  onState: ({ tasks }) => {
    console.log("state", tasks["build"]?.state);
    connection.send({ type: "cancel_task", task_id: "build" }).catch(() => undefined);
  },
});
