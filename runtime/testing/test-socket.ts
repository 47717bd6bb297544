import type { Clock } from "../client/environment.js";
import type { SocketLike } from "../client/socket.js";
import * as closeCodes from "../core/base/close-codes.js";
import { FrameChannel } from "./frame-channel.js";

type Listeners = {
  readonly open: (() => void)[];
  readonly message: ((event: { readonly data: unknown }) => void)[];
  readonly error: ((event: object) => void)[];
  readonly close: ((event: { readonly code: number; readonly reason: string }) => void)[];
};

/** One end of a connection in memory, with the interface of a WebSocket. */
export class TestSocket implements SocketLike {
  readonly url: string;
  /** Subprotocols that the client has offered. */
  readonly offered: readonly string[];
  /** The subprotocol that the server has chosen. Empty if the server has chosen none. */
  protocol = "";
  readyState = 0;
  /** The channel for the frames that this end sends. */
  outgoing: FrameChannel | undefined;
  #peer: TestSocket | undefined;
  readonly #listeners: Listeners = { open: [], message: [], error: [], close: [] };

  constructor(url: string, offered: readonly string[]) {
    this.url = url;
    this.offered = offered;
  }

  /** Joins two ends to a connection. The client's end opens when the server calls {@link TestSocket.accept}. */
  static join(client: TestSocket, server: TestSocket, clock: Clock, delayMs: () => number): void {
    client.outgoing = new FrameChannel(clock, delayMs);
    server.outgoing = new FrameChannel(clock, delayMs);
    client.#peer = server;
    server.#peer = client;
    server.readyState = 1;
  }

  /** Accepts the connection with a subprotocol. Call this method on the server's end. */
  accept(protocol = ""): void {
    this.protocol = protocol;
    const client = this.#peer;
    this.outgoing?.send(() => client !== undefined && client.#open(protocol));
  }

  /** Refuses the connection with an HTTP status, before it opens. Call this method on the server's end. */
  refuse(status: number): void {
    const client = this.#peer;
    this.outgoing?.send(() => client !== undefined && client.#fail(`Unexpected server response: ${status}`));
  }

  readonly send = (text: string): void => {
    const peer = this.#peer;
    if (this.readyState === 1) this.outgoing?.send(() => peer !== undefined && peer.#hear(text));
  };

  readonly close = (code: number = closeCodes.noStatus, reason = ""): void => {
    if (this.readyState >= 2) return;
    this.readyState = 2;
    const peer = this.#peer;
    if (this.outgoing?.isBroken === false) {
      this.outgoing.send(() => {
        if (peer !== undefined) peer.#end(code, reason);
        this.#end(code, reason);
      });
    } else queueMicrotask(() => this.#end(closeCodes.abnormal, ""));
  };

  addEventListener<Type extends keyof Listeners>(type: Type, listener: Listeners[Type][number]): void {
    (this.#listeners[type] as Listeners[Type][number][]).push(listener);
  }

  /** Loses the connection, and closes this end. */
  lose(): void {
    this.silence();
    this.#end(closeCodes.abnormal, "");
  }

  /** Loses the connection without closing this end. */
  silence(): void {
    this.outgoing?.break();
    this.#peer?.outgoing?.break();
  }

  #open(protocol: string): void {
    if (this.readyState !== 0) return;
    this.protocol = protocol;
    this.readyState = 1;
    for (const listener of this.#listeners.open) listener();
  }

  /** Reports an error, as the package `ws` does when a server refuses the upgrade, and closes this end. */
  #fail(message: string): void {
    for (const listener of this.#listeners.error) listener({ message });
    this.lose();
  }

  #hear(data: string): void {
    if (this.readyState !== 1) return;
    for (const listener of this.#listeners.message) listener({ data });
  }

  #end(code: number, reason: string): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    for (const listener of this.#listeners.close) listener({ code, reason });
  }
}
