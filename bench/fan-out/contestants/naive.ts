import { WebSocketServer } from "ws";
import type { MakeBroadcaster } from "../broadcaster.js";

/** The usual first implementation: turns an event into text once and calls `send` for each client. */
export const naive: MakeBroadcaster = (http) => {
  const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
  return {
    publish: (events) => {
      for (const event of events) {
        const text = JSON.stringify(event);
        for (const client of sockets.clients) client.send(text);
      }
    },
    connections: () => sockets.clients.size,
  };
};
