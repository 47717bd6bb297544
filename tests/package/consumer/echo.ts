import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "@dagwire/runtime/client";
import { createStreamServer } from "@dagwire/runtime/server";
import { WebSocket } from "ws";
import { clientEvents, myProtocol, serverEvents } from "./generated/index.js";

// Runs a server and a client of the protocol that `dagwire init` writes, over a real socket.
const events = { server: serverEvents, client: clientEvents };
const server = createStreamServer({ events, path: "/tasks/:stream" });
const http = createServer();
server.attach(http);
http.listen(0, "127.0.0.1", () => {
  const { port } = http.address() as AddressInfo;
  const stream = server.stream("build");
  stream.publish({ type: "task_state", task_id: "build", state: "running" });
  const connection = connect(myProtocol, {
    url: `ws://127.0.0.1:${port}/tasks/build`,
    WebSocket,
    handlers: {
      task_state: (event) => {
        console.log(event.type, event.task_id, event.state);
        void connection.send({ type: "cancel_task", task_id: event.task_id });
      },
    },
  });
  stream.handle({
    cancel_task: (event) => {
      console.log(event.type, event.task_id);
      connection.close();
      void server.close().then(() => http.close());
    },
  });
});
