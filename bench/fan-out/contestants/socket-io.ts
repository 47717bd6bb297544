import { Server } from "socket.io";
import type { MakeBroadcaster } from "../broadcaster.js";

/** Socket.IO, WebSocket only, emitting to a room. */
export const socketIo: MakeBroadcaster = (http) => {
  const io = new Server(http, { transports: ["websocket"], perMessageDeflate: false, serveClient: false, connectionStateRecovery: {} });
  io.on("connection", (socket) => {
    void socket.join("run");
  });
  return {
    publish: (events) => {
      for (const event of events) io.to("run").emit("event", event);
    },
    connections: () => io.engine.clientsCount,
  };
};
