import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import type { Socket } from "node:net";
import type { Greeting } from "./contestants/index.js";
import { marker } from "./event.js";
import { dagEvents } from "@dagwire/dag";
import { FrameReader, maskedPong, maskedText } from "./frame-reader.js";

/** Options of a load client. */
export type LoadClientOptions = {
  readonly port: number;
  readonly path: string;
  readonly greeting: Greeting;
  /** Called with the number of events that have just arrived. */
  readonly onEvents: (count: number) => void;
};

const markerByte = marker.charCodeAt(0);

/** A WebSocket client with very low cost: it only counts events in the payloads and answers pings. */
export class LoadClient {
  /** Settles when the server has admitted this client. */
  readonly ready: Promise<void>;
  readonly #options: LoadClientOptions;
  readonly #socket: Socket;
  readonly #reader = new FrameReader(
    (payload) => this.#take(payload),
    () => this.#socket.write(maskedPong),
  );
  #become: { readonly ready: () => void; readonly failed: (error: Error) => void } | undefined;
  #isUpgraded = false;
  #isOver = false;

  constructor(options: LoadClientOptions) {
    this.#options = options;
    this.ready = new Promise((resolve, reject) => {
      this.#become = { ready: resolve, failed: reject };
    });
    this.#socket = connect({ port: options.port, host: "127.0.0.1", noDelay: true }, () => this.#askForUpgrade());
    this.#socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    this.#socket.on("error", (error) => this.#become?.failed(error));
    this.#socket.on("close", () => {
      if (!this.#isOver) throw new Error("the server closed a load client's connection");
    });
  }

  /** Ends the connection. */
  stop(): void {
    this.#isOver = true;
    this.#socket.destroy();
  }

  #askForUpgrade(): void {
    const key = randomBytes(16).toString("base64");
    const { path, port, greeting } = this.#options;
    const offer = offers[greeting] ?? "";
    this.#socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n${offer}\r\n`,
    );
  }

  #receive(chunk: Buffer): void {
    if (this.#isUpgraded) return this.#reader.push(chunk);
    // The answer to an upgrade fits into the first packet.
    const end = chunk.indexOf("\r\n\r\n");
    if (end === -1 || !chunk.toString("latin1").startsWith("HTTP/1.1 101")) {
      this.#become?.failed(new Error(`a load client was refused: ${chunk.toString("latin1").slice(0, 80)}`));
      return;
    }
    this.#isUpgraded = true;
    if (this.#options.greeting === "none" || this.#options.greeting === "deflate") this.#become?.ready();
    if (this.#options.greeting === "session") this.#socket.write(hello());
    this.#reader.push(chunk.subarray(end + 4));
  }

  #take(payload: Buffer): void {
    let count = 0;
    for (let at = payload.indexOf(markerByte); at !== -1; at = payload.indexOf(markerByte, at + 1)) count++;
    if (count > 0) this.#options.onEvents(count);
    else if (this.#options.greeting === "socket.io") this.#greetSocketIo(payload.toString());
    else if (payload.includes('"$synced"')) this.#become?.ready();
  }

  /** Answers the packets of engine.io (open, ping) and of Socket.IO (connect). */
  #greetSocketIo(text: string): void {
    if (text.startsWith("0")) this.#socket.write(maskedText("40"));
    else if (text.startsWith("40")) this.#become?.ready();
    else if (text === "2") this.#socket.write(maskedText("3"));
  }
}

const offers: Partial<Record<Greeting, string>> = {
  session: "Sec-WebSocket-Protocol: dagwire.v1\r\n",
  deflate: "Sec-WebSocket-Extensions: permessage-deflate\r\n",
};

function hello(): Buffer {
  const { name, version, digest } = dagEvents;
  const client = `01999999-9999-7999-8999-${randomBytes(6).toString("hex")}`;
  return maskedText(JSON.stringify({ type: "$hello", v: 1, protocol: { name, version, digest }, client, streams: [] }));
}
