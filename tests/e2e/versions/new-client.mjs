// A client of today. It prints the state after each change, and the results of the commands that stdin asks for.
import { createInterface } from "node:readline";
import { dag } from "@dagwire/dag";
import { StreamSession } from "@dagwire/runtime/client";
import { WebSocket } from "ws";

const [url] = process.argv.slice(2);
let socket;
class Socket extends WebSocket {
  constructor(...parameters) {
    super(...parameters);
    socket = this;
    this.on("open", () => console.log("speaks", this.protocol));
  }
}
const session = new StreamSession(dag, { url, WebSocket: Socket, onWarning: () => undefined, onLoss: () => undefined });
session.store.subscribe("", () => console.log("state", JSON.stringify(session.store.getSnapshot())));
session.subscribe(() => {
  const { phase, code } = session.getStatus();
  const { unknown, refused, states, isHealed } = session.getLoss() ?? {};
  console.log("loss", phase, code, JSON.stringify({ unknown, refused, states, isHealed }));
});
session.open();
async function obey(line) {
  if (line === "cut") return socket.terminate();
  try {
    const { status, value } = await session.send({ type: line });
    console.log("command", line, status, JSON.stringify(value));
  } catch (error) {
    console.log("command", line, error.code, error.message);
  }
}

createInterface({ input: process.stdin }).on("line", (line) => void obey(line));
