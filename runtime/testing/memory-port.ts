import type { Port, PortListener } from "../server/driver/port.js";
import type { TestSocket } from "./test-socket.js";

/** The port of a client in memory. It passes every text on at once, so no byte ever waits in it. */
export class MemoryPort implements Port {
  readonly remoteAddress = undefined;
  readonly waitingBytes = 0;
  readonly takenBytes = 0;
  readonly isFull = false;
  readonly isBusy = false;
  readonly #socket: TestSocket;
  readonly #listener: PortListener;

  constructor(socket: TestSocket, listener: PortListener) {
    this.#socket = socket;
    this.#listener = listener;
    socket.addEventListener("message", ({ data }) => {
      const text = String(data);
      listener.onText(text, text.length);
    });
    socket.addEventListener("close", () => listener.onClosed());
  }

  get isOpen(): boolean {
    return this.#socket.readyState === 1;
  }

  begin(): () => void {
    return () => undefined;
  }

  write(texts: readonly string[]): boolean {
    for (const text of texts) this.#socket.send(text);
    return true;
  }

  ping(): void {
    // The client answers at once, because a WebSocket answers pings without help of its application.
    if (this.#socket.outgoing?.isBroken === false) this.#listener.onHeard();
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  terminate(): void {
    this.#socket.lose();
  }
}
