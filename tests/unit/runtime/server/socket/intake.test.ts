import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { afterEach, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { FairTurns, Share } from "../../../../../runtime/server/socket/fair-turns.js";
import { Intake } from "../../../../../runtime/server/socket/intake.js";
import { Outlet } from "../../../../../runtime/server/socket/outlet.js";
import { Cleanup, until } from "../../../../helpers/stream-harness.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

test("a pong that comes when other connections have used up the turn is heard in a later turn", async () => {
  const wss = new WebSocketServer({ port: 0, host: "127.0.0.1", autoPong: false });
  cleanup.add(() => new Promise<void>((resolve) => wss.close(() => resolve())));
  const turns = new FairTurns();
  let controls = 0;
  wss.on("connection", (ws, request) => {
    const socket: Duplex = request.socket;
    const limits = { highWaterMarkBytes: 262_144, maxPayloadBytes: 65_536 };
    const listener = { onMessage: () => {}, onControl: () => controls++, onOverflow: () => {} };
    const intake = new Intake(ws, socket, new Outlet(ws, socket), limits, turns, listener);
    socket.prependListener("data", () => turns.charge(new Share(), 2));
    ws.on("close", () => intake.goOn());
  });
  await new Promise((resolve) => wss.once("listening", resolve));
  const client = new WebSocket(`ws://127.0.0.1:${(wss.address() as AddressInfo).port}`);
  cleanup.add(() => client.terminate());
  await new Promise((resolve) => client.once("open", resolve));
  for (let count = 1; count <= 3; count++) {
    client.pong();
    // oxlint-disable-next-line no-await-in-loop -- each pong has to come in a turn of its own
    await until(() => controls >= count, `${count} pongs`, 3_000);
  }
  expect(controls).toBe(3);
});
