import type { Duplex } from "node:stream";
import { WebSocket } from "ws";
import { framePayload } from "./frame.js";
import type { FrameBatch } from "./frame-batch.js";

/** The upgrade socket; a TLS or TCP socket, or another stream in tests. */
export type UpgradeSocket = Duplex & { readonly bytesWritten?: number; readonly remoteAddress?: string };

/** Writes ready frames to one client, past ws where that is safe. */
export class Outlet {
  readonly #ws: WebSocket;
  readonly #socket: UpgradeSocket;
  // Settled by the handshake; ws joins a list anew at every look.
  readonly #isDeflated: boolean;

  constructor(ws: WebSocket, socket: UpgradeSocket) {
    this.#ws = ws;
    this.#socket = socket;
    this.#isDeflated = ws.extensions !== "";
  }

  get isOpen(): boolean {
    return this.#ws.readyState === WebSocket.OPEN;
  }

  /** Bytes that the kernel has not taken: those in the socket, and those that ws still compresses. */
  get waitingBytes(): number {
    return this.#ws.bufferedAmount;
  }

  /** True when the next write had better wait for 'drain'. */
  get isFull(): boolean {
    return this.#socket.writableNeedDrain;
  }

  /** Bytes that the kernel has taken; grows while the peer reads. */
  get takenBytes(): number {
    return (this.#socket.bytesWritten ?? 0) - this.#socket.writableLength;
  }

  write(batch: FrameBatch): void {
    if (!this.isOpen) return;
    if (this.#isDirect()) this.#socket.write(this.#isDeflated ? batch.deflated : batch.joined);
    else for (const frame of batch.frames) this.#ws.send(framePayload(frame), { binary: false });
  }

  ping(): void {
    if (this.isOpen) this.#ws.ping();
  }

  /** ws itself has nothing on the way, so bytes written past it cannot overtake any of its own. */
  #isDirect(): boolean {
    return this.#ws.bufferedAmount === this.#socket.writableLength;
  }
}
