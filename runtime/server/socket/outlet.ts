import type { Duplex } from "node:stream";
import { WebSocket } from "ws";
import { framePayload } from "./frame.js";
import type { FrameBatch } from "./frame-batch.js";

/** The socket of the upgrade: a TLS or TCP socket, or another stream in tests. */
export type UpgradeSocket = Duplex & { readonly bytesWritten?: number; readonly remoteAddress?: string };

/** Writes frames to one client. Writes directly to the socket if ws has no bytes to write, and otherwise through ws. */
export class Outlet {
  readonly #ws: WebSocket;
  readonly #socket: UpgradeSocket;
  // Computed once from `ws.extensions`: ws makes a new text at every access, and the extensions do not change after the
  // handshake.
  readonly #isDeflated: boolean;

  constructor(ws: WebSocket, socket: UpgradeSocket) {
    this.#ws = ws;
    this.#socket = socket;
    this.#isDeflated = ws.extensions !== "";
  }

  get remoteAddress(): string | undefined {
    return this.#socket.remoteAddress;
  }

  get isOpen(): boolean {
    return this.#ws.readyState === WebSocket.OPEN;
  }

  /** Bytes that the operating system has not accepted yet. They wait in the socket, or in ws, which may still compress them. */
  get waitingBytes(): number {
    return this.#ws.bufferedAmount;
  }

  /** True if the next write should wait for the socket's event 'drain'. */
  get isFull(): boolean {
    return this.#socket.writableNeedDrain;
  }

  /** Bytes that the operating system has accepted since the connection opened. The number grows while the client reads. */
  get takenBytes(): number {
    return (this.#socket.bytesWritten ?? 0) - this.#socket.writableLength;
  }

  /**
   * Writes the frames of a batch. Writes nothing to a connection that is not open.
   *
   * @param mostWaiting The largest number of bytes that may wait after the write. A single frame may exceed it if no byte waits.
   * @returns false if nothing was written because of `mostWaiting`.
   */
  write(batch: FrameBatch, mostWaiting: number): boolean {
    const ws = this.#ws;
    if (ws.readyState !== WebSocket.OPEN) return true;
    const waitingBytes = ws.bufferedAmount;
    if (waitingBytes + batch.byteLength > mostWaiting && (waitingBytes > 0 || batch.length > 1)) return false;
    const socket = this.#socket;
    // If ws has no bytes to write, bytes that are written directly to the socket cannot overtake any.
    if (waitingBytes === socket.writableLength) socket.write(this.#isDeflated ? batch.deflated : batch.joined);
    else for (const frame of batch.frames) ws.send(framePayload(frame), { binary: false });
    return true;
  }

  ping(): void {
    if (this.isOpen) this.#ws.ping();
  }
}
