// A client whose callbacks fail. Prints the errors that they get, and the uncaught errors. The tests beside it start it.
import { connect, keepOutbox } from "@dagwire/runtime/client";
import { dagEvents } from "@dagwire/dag";
import { WebSocket } from "ws";

const [url] = process.argv.slice(2);
const say = (text) => process.stdout.write(`${text}\n`);
process.on("uncaughtException", (error) => say(`uncaught ${error.message}`));

const connection = connect(dagEvents, {
  url,
  mode: "plain",
  WebSocket,
  // oxlint-disable-next-line typescript/no-misused-promises -- the test needs its rejection
  onEvent: ({ type }) => {
    say(`event ${type}`);
    return Promise.reject(new Error("onEvent rejects"));
  },
  onError: (error) => {
    say(`error ${error.message}`);
    throw new Error("onError throws");
  },
  outbox: {
    storage: keepOutbox(
      () => [],
      () => {
        throw new Error("save throws");
      },
    ),
  },
});
const { status } = await connection.send({ type: "pause_execution" });
say(`command ${status}`);
