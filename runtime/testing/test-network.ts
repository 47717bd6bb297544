import type { Clock } from "../client/environment.js";
import type { SocketConstructor } from "../client/socket.js";
import { TestSocket } from "./test-socket.js";

/** Which way a frame goes. */
export type Direction = "toServer" | "toClient";

/** Called with the server's end of each connection. */
export type Listener = (socket: TestSocket) => void;

/** Sockets in memory, between clients and one server, with the faults that a real network has. */
export class TestNetwork {
  /** Give it to `connect` as its `WebSocket`. */
  readonly WebSocket: SocketConstructor;
  /** How long a frame is on its way. @default 0 */
  delayMs = 0;
  readonly #pairs = new Set<{ readonly client: TestSocket; readonly server: TestSocket }>();
  #isDown = false;

  constructor(clock: Clock, listener: Listener) {
    const dial = (client: TestSocket): void => this.#dial(client, listener, clock);
    this.WebSocket = class extends TestSocket {
      constructor(url: string, protocols: readonly string[] = []) {
        super(url, protocols);
        dial(this);
      }
    };
  }

  /** Connections that are open. */
  get connections(): number {
    return this.#pairs.size;
  }

  /** Both ends of every connection hear that it is lost; clients may dial again at once. */
  cut(): void {
    for (const { client, server } of Array.from(this.#pairs)) {
      client.lose();
      server.lose();
    }
  }

  /** Every connection goes silent, and nobody is told: only a heartbeat finds out. */
  halfOpen(): void {
    for (const { client, server } of this.#pairs) {
      client.silence();
      server.silence();
    }
  }

  /** Dials fail until {@link up}. */
  down(): void {
    this.#isDown = true;
    this.cut();
  }

  up(): void {
    this.#isDown = false;
  }

  /** The next frame in that direction arrives twice, on every connection. */
  duplicateNext(direction: Direction): void {
    for (const pair of this.#pairs) senderOf(pair, direction).lane?.duplicateNext();
  }

  /** The next frame in that direction arrives after the one that follows it, on every connection. */
  reorderNext(direction: Direction): void {
    for (const pair of this.#pairs) senderOf(pair, direction).lane?.reorderNext();
  }

  #dial(client: TestSocket, listener: Listener, clock: Clock): void {
    const server = new TestSocket(client.url, client.offered);
    const pair = { client, server };
    clock.after(this.delayMs, () => {
      if (this.#isDown) {
        client.lose();
        return;
      }
      this.#pairs.add(pair);
      client.addEventListener("close", () => this.#pairs.delete(pair));
      TestSocket.join(client, server, clock, () => this.delayMs);
      listener(server);
    });
  }
}

function senderOf({ client, server }: { readonly client: TestSocket; readonly server: TestSocket }, direction: Direction): TestSocket {
  return direction === "toServer" ? client : server;
}
