import { createHash } from "node:crypto";
import type { Duplex } from "node:stream";
import type { MakeBroadcaster } from "../broadcaster.js";

const acceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** The least possible work in Node: the frames of a tick in one buffer, and one write to each socket. */
export const rawSocket: MakeBroadcaster = (http) => {
  const sockets = new Set<Duplex>();
  http.on("upgrade", (request, socket) => {
    const key = String(request.headers["sec-websocket-key"]);
    const accept = createHash("sha1").update(`${key}${acceptSuffix}`).digest("base64");
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
    sockets.add(socket);
  });
  return {
    publish: (events) => {
      const bytes = Buffer.concat(events.map((event) => frame(JSON.stringify(event))));
      for (const socket of sockets) socket.write(bytes);
    },
    connections: () => sockets.size,
  };
};

/** Returns a text frame of 126 to 65,535 bytes. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text);
  const header = Buffer.from([0x81, 126, 0, 0]);
  header.writeUInt16BE(payload.length, 2);
  return Buffer.concat([header, payload]);
}
