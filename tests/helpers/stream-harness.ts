import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import { connect as connectTcp } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { createStreamServer } from "@dagwire/runtime/server";
import type { StreamServer, StreamServerOptions } from "@dagwire/runtime/server";
import type { Protocol } from "@dagwire/runtime";
import { WebSocket } from "ws";
import { toyRun } from "./toy-protocol.js";
import type { ToyTypes } from "./toy-protocol.js";

/** Options of a toy server. @default `protocol` is the toy protocol with its state */
export type ToyOptions<P = undefined> = Partial<StreamServerOptions<ToyTypes, P>> & { readonly protocol?: Protocol<ToyTypes> };
export type ToyServer<P = undefined> = StreamServer<ToyTypes, P>;

/** Collects everything that a test opens, and closes it in reverse order. */
export class Cleanup {
  readonly #tasks: (() => unknown)[] = [];

  add(task: () => unknown): void {
    this.#tasks.push(task);
  }

  async run(): Promise<void> {
    for (const task of this.#tasks.splice(0).toReversed()) await task();
  }
}

export const streamPath = "/api/dags/:stream/stream";

export function listen(server: Server, port = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

export type Harness<P> = {
  readonly streams: ToyServer<P>;
  readonly http: Server;
  readonly port: number;
  /** The server's side of every TCP connection, in order of arrival. */
  readonly sockets: readonly Socket[];
};

/** Starts a stream server on an HTTP server of its own. The end of the test closes both. */
export async function startStreams<P = undefined>(
  cleanup: Cleanup,
  { protocol = toyRun, ...options }: ToyOptions<P> = {},
  http: { readonly port?: number; readonly onRequest?: RequestListener } = {},
): Promise<Harness<P>> {
  const server = createServer(http.onRequest ?? ((_request, response) => response.end("plain HTTP")));
  const sockets: Socket[] = [];
  server.on("connection", (socket: Socket) => sockets.push(socket));
  const streams = createStreamServer<ToyTypes, P>(protocol, {
    path: streamPath,
    onError: () => {},
    ...options,
    // A test of an unknown stream need not wait as long as a page.
    limits: { unknownStreamMs: 50, ...options.limits },
  });
  streams.attach(server);
  const port = await listen(server, http.port);
  cleanup.add(async () => {
    await streams.close({ deadlineMs: 500 });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { streams, http: server, port, sockets };
}

export function streamUrl(port: number, stream = "run-1"): string {
  return `ws://127.0.0.1:${port}/api/dags/${encodeURIComponent(stream)}/stream`;
}

/** A client without dagwire: a bare WebSocket and JSON.parse. */
export class NaiveClient {
  readonly ws: WebSocket;
  readonly events: unknown[] = [];
  readonly opened: Promise<void>;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;

  constructor(cleanup: Cleanup, url: string, options: { readonly headers?: Record<string, string>; readonly protocols?: string[] } = {}) {
    this.ws = new WebSocket(url, options.protocols ?? [], { headers: options.headers });
    this.ws.on("message", (data: Buffer) => this.events.push(JSON.parse(data.toString("utf8"))));
    this.opened = new Promise((resolve, reject) => this.ws.once("open", resolve).once("error", reject));
    this.opened.catch(() => {});
    this.closed = new Promise((resolve) => {
      this.ws.once("close", (code, reason) => resolve({ code, reason: String(reason) }));
    });
    cleanup.add(() => this.ws.terminate());
  }

  send(value: unknown): void {
    this.ws.send(typeof value === "string" ? value : JSON.stringify(value));
  }
}

/** Resolves when `condition` holds; fails after `timeoutMs`. */
export async function until(condition: () => boolean, what = String(condition), timeoutMs = 8_000): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs;
  while (!condition()) {
    if (performance.now() > deadlineMs) throw new Error(`waited ${timeoutMs} ms without success for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export type RawAnswer = { readonly status: number; readonly text: string };

/** Sends an upgrade request over a bare TCP socket and reads the HTTP answer. */
export function rawUpgrade(cleanup: Cleanup, port: number, path: string, headers: readonly string[] = []): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = openRaw(cleanup, port, path, headers);
    let text = "";
    socket.on("error", reject);
    socket.on("data", (chunk) => {
      text += String(chunk);
      if (text.includes("\r\n\r\n")) resolve({ status: Number(text.split(" ", 2)[1]), text });
    });
    socket.on("close", () => reject(new Error(`closed without an answer: ${text}`)));
  });
}

/** Opens a TCP connection and sends an upgrade request. Nothing reads the answer yet. */
export function openRaw(cleanup: Cleanup, port: number, path: string, headers: readonly string[] = []): Socket {
  const socket = connectTcp(port, "127.0.0.1");
  cleanup.add(() => socket.destroy());
  const lines = [
    `GET ${path} HTTP/1.1`,
    ...(headers.some((header) => header.startsWith("Host: ")) ? [] : [`Host: 127.0.0.1:${port}`]),
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ...headers,
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  return socket;
}
