// A client of version 0.1.0. It prints the state after each change, and the results of the commands that stdin asks for.
import { createInterface } from "node:readline";
import { clientEvents, protocol, serverEvents, streamState } from "@dagwire/dag";
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
const session = new StreamSession(
  { protocol, events: { server: serverEvents, client: clientEvents }, state: streamState },
  { url, WebSocket: Socket },
);
session.store.subscribe("", () => console.log("state", JSON.stringify(session.store.getSnapshot())));
session.open();
async function obey(line) {
  if (line === "cut") return socket.terminate();
  try {
    const { outcome, result } = await session.send({ type: line });
    console.log("command", line, outcome === "acked" ? "accepted" : outcome, JSON.stringify(result));
  } catch (error) {
    console.log("command", line, error.code, error.message);
  }
}

createInterface({ input: process.stdin }).on("line", (line) => void obey(line));
