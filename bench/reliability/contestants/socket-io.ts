import { createServer } from "node:http";
import { Server } from "socket.io";
import { io } from "socket.io-client";
import type { Contestant } from "./contestant.js";
import { applyEffect, effectsIn } from "./effect-file.js";

/** Socket.IO with connection state recovery, commands sent with acknowledgement and retries. */
export const socketIo: Contestant = {
  label: "Socket.IO, state recovery",
  serve: ({ port, folder, answer, onPublish }) => {
    const http = createServer();
    const server = new Server(http, {
      transports: ["websocket"],
      connectionStateRecovery: { maxDisconnectionDuration: 120_000 },
      pingInterval: 1_000,
      pingTimeout: 1_000,
    });
    server.on("connection", (socket) => {
      socket.on("command", (id: string, acknowledge: () => void) => {
        applyEffect(folder, id);
        acknowledge();
      });
    });
    http.listen(port, "127.0.0.1", () => answer({ kind: "listening" }));
    onPublish((number) => {
      server.emit("event", number);
      answer({ kind: "published", number });
    });
  },
  connect: ({ port, answer, onCommand }) => {
    const socket = io(`http://127.0.0.1:${port}`, {
      transports: ["websocket"],
      reconnectionDelay: 100,
      reconnectionDelayMax: 200,
      retries: 10,
      ackTimeout: 3_000,
    });
    socket.on("connect", () => answer({ kind: "ready" }));
    socket.on("event", (number: number) => answer({ kind: "event", number }));
    onCommand((id) => {
      socket.emit("command", id, (error: Error | null) => {
        if (error === null) answer({ kind: "acknowledged", id });
      });
    });
  },
  effects: effectsIn,
};
