import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "@dagwire/runtime/client";
import { createStreamServer } from "@dagwire/runtime/server";
import { WebSocket } from "ws";
import { myProtocol } from "./generated/index.js";

// A server and a client of the protocol that `dagwire init` writes, over a real socket.
const server = createStreamServer(myProtocol, {
  path: "/tasks/:stream",
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
const stream = await server.open("build");
stream.publish({ type: "task_state", task_id: "build", state: "running" });
http.listen(0, "127.0.0.1");
await once(http, "listening");

const { port } = http.address() as AddressInfo;
const connection = connect(myProtocol, {
  url: `ws://127.0.0.1:${port}/tasks/build`,
  WebSocket,
  handlers: {
    task_state: (event) => {
      console.log(event.type, event.task_id, event.state);
      connection.send({ type: "cancel_task", task_id: event.task_id }).catch(() => undefined);
    },
  },
});
