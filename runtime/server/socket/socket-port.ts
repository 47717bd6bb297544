import type { RawData, WebSocket } from "ws";
import { closeReason } from "../../core/base/close-code.js";
import { printable } from "../../core/base/printable.js";
import * as closeCodes from "../../core/base/close-codes.js";
import type { Port, PortListener } from "../driver/port.js";
import type { NewestBatch } from "./frame-batch.js";
import type { FairTurns } from "./fair-turns.js";
import { Intake } from "./intake.js";
import type { IntakeLimits, IntakeListener } from "./intake.js";
import { Outlet } from "./outlet.js";
import type { UpgradeSocket } from "./outlet.js";

/** The objects that the ports of all connections of a server share. */
export type SharedParts = { readonly batches: NewestBatch; readonly turns: FairTurns };

/** A {@link Port} to one client over a WebSocket. */
export class SocketPort implements Port, IntakeListener {
  readonly #ws: WebSocket;
  readonly #outlet: Outlet;
  readonly #intake: Intake;
  readonly #batches: NewestBatch;
  readonly #listener: PortListener;

  constructor(ws: WebSocket, socket: UpgradeSocket, { batches, turns }: SharedParts, limits: IntakeLimits, listener: PortListener) {
    this.#ws = ws;
    this.#outlet = new Outlet(ws, socket);
    this.#batches = batches;
    this.#listener = listener;
    this.#intake = new Intake(ws, socket, this.#outlet, limits, turns, this);
    // After an error ws closes the connection itself, with the close code for the broken frame.
    ws.on("error", () => listener.onBroken());
    ws.on("close", () => listener.onClosed());
    socket.on("drain", () => {
      listener.onDrain();
      this.#intake.goOn();
    });
  }

  onMessage(data: RawData, isBinary: boolean): void {
    if (isBinary || !Buffer.isBuffer(data)) this.#listener.onBinary();
    else this.#listener.onText(data.toString("utf8"), data.length);
  }

  onControl(): void {
    this.#listener.onHeard();
  }

  onOverflow(): void {
    this.close(closeCodes.rateLimited, "too many messages at once");
  }

  get remoteAddress(): string | undefined {
    return this.#outlet.remoteAddress;
  }

  get isOpen(): boolean {
    return this.#outlet.isOpen;
  }

  get waitingBytes(): number {
    return this.#outlet.waitingBytes;
  }

  get takenBytes(): number {
    return this.#outlet.takenBytes;
  }

  get isFull(): boolean {
    return this.#outlet.isFull;
  }

  get isBusy(): boolean {
    return this.#intake.isBusy;
  }

  begin(bytes?: number): () => void {
    return this.#intake.begin(bytes);
  }

  write(texts: readonly string[], mostWaiting: number = Number.POSITIVE_INFINITY): boolean {
    return this.#outlet.write(this.#batches.of(texts), mostWaiting);
  }

  ping(): void {
    this.#outlet.ping();
  }

  close(code: number, reason: string): void {
    this.#ws.close(code, closeReason(printable(reason)));
    this.#intake.goOn();
  }

  terminate(): void {
    this.#ws.terminate();
  }
}
