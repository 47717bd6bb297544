import { setPriority } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { dag } from "@dagwire/dag";
import { Flooder, clientFrame, rawFrame } from "../helpers/flood.js";
import { Cleanup } from "../helpers/stream-harness.js";

/**
 * Hostile clients of flooded-server.mjs. soak.test.ts starts this program, `node soak-hostile.js PORT`. A message with a number of
 * milliseconds begins a flood, and the answer says that the flood is over and that all its sockets are closed.
 */

const port = Number(process.argv[2]);
const id = "019ab4c2-0000-7000-8000-000000000001";
const { name, version, digest } = dag;
const hello = { type: "$hello", v: 1, protocol: { name, version, digest }, client: id, streams: [{ stream: "run-1" }] };
const session = "Sec-WebSocket-Protocol: dagwire.v1";
const command = { type: "$command", id, stream: "x".repeat(250), event: {} };
const visits = [
  { type: "$subscribe", stream: "run-2" },
  { type: "$unsubscribe", stream: "run-2" },
];
type Kind = readonly [headers: readonly string[], first: object | undefined, messages: readonly (object | string)[]];
const kinds: readonly Kind[] = [
  [[session], hello, [{ type: "$ping", n: 1 }]],
  [[session], hello, [command]],
  [[session], hello, visits],
  [[session], hello, [rawFrame(Buffer.from("ping"), 0x89)]],
  [[session], hello, [rawFrame(Buffer.from("pong"), 0x8a)]],
  [[], undefined, ["{}"]],
  [[], undefined, [{ type: "pause_execution" }]],
  [["X-Name: slow"], undefined, [{ type: "pause_execution" }]],
];
const roundMs = 5_000;

/** Floods until `endMs`. The server may close each connection, which then comes back. */
async function flood(cleanup: Cleanup, [headers, first, messages]: Kind, endMs: number): Promise<void> {
  while (Date.now() < endMs) {
    const forMs = Math.min(roundMs, endMs - Date.now());
    const flooder = new Flooder(cleanup, port, "/runs/run-1", headers);
    flooder.opened.catch(() => {});
    const isOver = flooder.flood(first, messages, forMs).catch(() => pause(10));
    await Promise.race([isOver, pause(forMs)]);
    flooder.socket.destroy();
  }
}

/** Opens sessions that ask for the state and read nothing. */
async function readNothing(cleanup: Cleanup, endMs: number): Promise<void> {
  while (Date.now() < endMs) {
    const reader = new Flooder(cleanup, port, "/runs/run-1", [session]);
    await Promise.race([reader.opened.catch(() => {}), pause(200)]);
    reader.socket.pause();
    reader.socket.write(clientFrame(hello));
    await pause(200);
  }
}

// The server and the honest client need processor time, too, and hostile clients would have a machine of their own.
setPriority(10);
process.on("disconnect", () => process.exit());
process.on("message", (forMs) => {
  const cleanup = new Cleanup();
  const endMs = Date.now() + Number(forMs);
  void Promise.all([...kinds.map((kind) => flood(cleanup, kind, endMs)), readNothing(cleanup, endMs)])
    .then(() => cleanup.run())
    .then(() => process.send?.("over"));
});
process.send?.("ready");
