import type { Clock } from "../client/environment.js";
import type { SocketConstructor } from "../client/socket.js";
import { TestSocket } from "./test-socket.js";

/** The direction of a frame. */
export type Direction = "toServer" | "toClient";

/** A function that is called with the server's end of each connection. */
export type Listener = (socket: TestSocket) => void;

/** A network in memory between clients and one server, with the faults of a real network. */
export class TestNetwork {
  /** The WebSocket class for the option `WebSocket` of `connect`. */
  readonly WebSocket: SocketConstructor;
  /** Milliseconds that a dial, and each frame in either direction, takes to arrive. @default 0 */
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

  /** The number of open connections. */
  get connections(): number {
    return this.#pairs.size;
  }

  /** Cuts all connections. Clients and server notice the loss, and clients may dial again at once. */
  cut(): void {
    for (const { client, server } of Array.from(this.#pairs)) {
      client.lose();
      server.lose();
    }
  }

  /** Loses all later frames of all present connections. Client and server notice this only by their heartbeats. */
  halfOpen(): void {
    for (const { client, server } of this.#pairs) {
      client.silence();
      server.silence();
    }
  }

  /** Cuts all connections, and lets each dial fail until {@link TestNetwork.up} is called. */
  down(): void {
    this.#isDown = true;
    this.cut();
  }

  up(): void {
    this.#isDown = false;
  }

  /** Makes the next frame of each connection in this direction arrive twice. */
  duplicateNext(direction: Direction): void {
    for (const pair of this.#pairs) senderOf(pair, direction).outgoing?.duplicateNext();
  }

  /** Makes the next frame of each connection in this direction arrive after the one that follows it. */
  reorderNext(direction: Direction): void {
    for (const pair of this.#pairs) senderOf(pair, direction).outgoing?.reorderNext();
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
