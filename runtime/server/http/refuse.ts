import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

/** HTTP statuses of a refused upgrade. */
export type RefusalStatus = 400 | 401 | 403 | 404 | 429 | 500 | 503;

/** Answers an upgrade request with an HTTP error and closes the socket. */
export function refuseUpgrade(socket: Duplex, status: RefusalStatus, message: string): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  // The socket has no other listener, and an event 'error' without a listener would end the process.
  socket.on("error", () => socket.destroy());
  const body = `${message}\n`;
  const headers = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    "Connection: close",
    "Content-Type: text/plain; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
    // A response with status 401 has to name a scheme (RFC 9110 section 15.5.2). Browsers show no dialog for Bearer.
    ...(status === 429 ? ["Retry-After: 1"] : []),
    ...(status === 401 ? ["WWW-Authenticate: Bearer"] : []),
  ];
  socket.once("finish", () => socket.destroy());
  socket.end(`${headers.join("\r\n")}\r\n\r\n${body}`);
}
