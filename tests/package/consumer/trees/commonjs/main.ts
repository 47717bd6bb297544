import { createStreamServer } from "@dagwire/runtime/server";
import { board, isTaskStateEvent } from "./generated/index.js";

const server = createStreamServer(board, { path: "/boards/:stream", commands: { cancel_task: () => undefined } });
void server.open("nightly").then((stream) => {
  stream.publish({ type: "task_state", task_id: "build", state: "running" });
  console.log(typeof require, isTaskStateEvent({ type: "task_state", task_id: "build", state: "running" }));
  return server.close();
});
