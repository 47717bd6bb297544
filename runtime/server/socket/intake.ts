import type { RawData, WebSocket } from "ws";
import { Share } from "./fair-turns.js";
import type { FairTurns, Waiting } from "./fair-turns.js";
import type { Outlet, UpgradeSocket } from "./outlet.js";

/**
 * The largest number of messages of one client that may be handled at a time. A client that follows 64 streams needs only half of
 * this number.
 */
const maxPending = 128;
/**
 * The largest number of bytes of messages that ws may emit after it was paused. ws emits fewer bytes, unless a client sends a
 * flood of compressed messages.
 */
const maxHandedBytes = 262_144;
/**
 * Milliseconds between two reads from a client that still sends much although the server has sent its close frame. To end the
 * connection would cost more, because a hostile client would connect again.
 */
const closingReadMs = 100;

/** Limits of the messages of one connection. */
export type IntakeLimits = {
  /** A limit in bytes. The server stops reading messages when more bytes wait in the socket, or in messages that are being handled. */
  readonly highWaterMarkBytes: number;
  /** The largest number of bytes in a message from a client. */
  readonly maxPayloadBytes: number;
};

/** Callbacks of an {@link Intake}. */
export type IntakeListener = {
  /** Called with each message, when the limits allow the server to handle the message. */
  onMessage(data: RawData, isBinary: boolean): void;
  /** Called when the client has sent a WebSocket ping or pong. */
  onControl(): void;
  /** Called when more bytes have arrived than the server may hold. The connection has to be closed. */
  onOverflow(): void;
};

/**
 * Passes the messages of a client to the listener in order. Stops reading while too many bytes wait in the socket, while too
 * many messages are being handled, and when the connection has used up its share of the server's time. A client that sends too
 * much, or does not read, therefore delays only itself.
 */
export class Intake implements Waiting {
  readonly share: Share = new Share();
  readonly #ws: WebSocket;
  readonly #outlet: Outlet;
  readonly #limits: IntakeLimits;
  readonly #turns: FairTurns;
  readonly #listener: IntakeListener;
  /** The messages that ws has emitted since it was paused. */
  readonly #held: { readonly data: RawData; readonly isBinary: boolean }[] = [];
  #heldBytes = 0;
  /** The newest ping that has no answer. RFC 6455 section 5.5.3 allows a server to answer only the newest one. */
  #ping: Buffer | undefined;
  /** True if the listener does not know yet that the client has sent a pong. */
  #hasPong = false;
  /** The time at which ws began to parse bytes of the socket, and the time that messages in them have already taken. */
  #parsingSinceMs = 0;
  #chargedMs = 0;
  #pending = 0;
  #pendingBytes = 0;
  #isStopped = false;

  /** @param turns The turns of all connections of a server. */
  constructor(ws: WebSocket, socket: UpgradeSocket, outlet: Outlet, limits: IntakeLimits, turns: FairTurns, listener: IntakeListener) {
    this.#ws = ws;
    this.#outlet = outlet;
    this.#limits = limits;
    this.#turns = turns;
    this.#listener = listener;
    ws.on("message", (data, isBinary) => this.#take(data, isBinary));
    ws.on("ping", (data: Buffer) => this.#takePing(data)).on("pong", () => this.#takePong());
    // ws parses between these two listeners.
    socket.prependListener("data", () => {
      this.#parsingSinceMs = turns.now();
      this.#chargedMs = 0;
    });
    socket.on("data", () => turns.charge(this.share, turns.now() - this.#parsingSinceMs - this.#chargedMs));
  }

  /** True while the server reads no messages, because the application still handles earlier ones. The client is then not silent. */
  get isBusy(): boolean {
    return this.#pending >= maxPending || this.#pendingBytes >= this.#limits.highWaterMarkBytes;
  }

  get hasMessage(): boolean {
    return (this.#held.length > 0 || this.#ping !== undefined || this.#hasPong) && !this.#isBlocked;
  }

  /** Notes that a message of `bytes` bytes is being handled. @returns a function to call when the message is handled. */
  begin(bytes = 0): () => void {
    this.#pending++;
    this.#pendingBytes += bytes;
    return () => {
      this.#pending--;
      this.#pendingBytes -= bytes;
      this.goOn();
    };
  }

  /** Handles waiting messages and reads further ones, within the limits. Call it when the socket has drained or was closed. */
  goOn(): void {
    if (this.#isStopped) this.#turns.wait(this);
  }

  handleNext(): void {
    if (this.#ping !== undefined) return this.#answerPing(this.#ping);
    if (this.#hasPong) return this.#tellPong();
    const message = this.#held.shift();
    if (message === undefined) return;
    this.#heldBytes -= sizeOf(message.data);
    this.#tell(message.data, message.isBinary);
  }

  goOnReading(): boolean {
    if (this.#isBlocked) return false;
    if (this.#outlet.isOpen) this.#resume();
    else setTimeout(() => this.#resume(), closingReadMs).unref();
    return this.#outlet.isOpen;
  }

  #resume(): void {
    this.#isStopped = false;
    this.#ws.resume();
  }

  /** True if the limits allow no further message. False for a closing connection, which still has to read the client's close frame. */
  get #isBlocked(): boolean {
    const isFull = this.#outlet.isFull && this.#outlet.waitingBytes > this.#limits.highWaterMarkBytes;
    return isFull || (this.isBusy && this.#outlet.isOpen);
  }

  #take(data: RawData, isBinary: boolean): void {
    if (!this.#mayHandle()) return this.#hold(data, isBinary);
    const beganMs = this.#turns.now();
    this.#tell(data, isBinary);
    this.#charge(beganMs);
  }

  #takePing(data: Buffer): void {
    this.#ping = data;
    if (!this.#mayHandle()) return;
    const beganMs = this.#turns.now();
    this.#answerPing(data);
    this.#charge(beganMs);
  }

  /** Keeps a pong that has to wait. The pongs of many clients come in one turn, and a client whose pongs are lost seems silent. */
  #takePong(): void {
    this.#hasPong = true;
    if (this.#mayHandle()) this.#tellPong();
  }

  #tellPong(): void {
    this.#hasPong = false;
    this.#listener.onControl();
  }

  #tell(data: RawData, isBinary: boolean): void {
    if (this.#outlet.isOpen) this.#listener.onMessage(data, isBinary);
  }

  #answerPing(data: Buffer): void {
    this.#ping = undefined;
    if (!this.#outlet.isOpen) return;
    this.#ws.pong(data);
    this.#listener.onControl();
  }

  #mayHandle(): boolean {
    if (!this.#isStopped && (this.#isBlocked || !this.#turns.mayHandle(this.share))) this.#stop();
    return !this.#isStopped;
  }

  #charge(beganMs: number): void {
    const tookMs = this.#turns.now() - beganMs;
    this.#chargedMs += tookMs;
    this.#turns.charge(this.share, tookMs);
    if (this.#isBlocked) this.#stop();
  }

  #stop(): void {
    this.#isStopped = true;
    this.#ws.pause();
    this.#turns.wait(this);
  }

  #hold(data: RawData, isBinary: boolean): void {
    if (!this.#outlet.isOpen) return;
    this.#held.push({ data, isBinary });
    this.#heldBytes += sizeOf(data);
    if (this.#heldBytes <= maxHandedBytes + this.#limits.maxPayloadBytes) return;
    this.#held.length = 0;
    this.#heldBytes = 0;
    this.#listener.onOverflow();
  }
}

function sizeOf(data: RawData): number {
  return Array.isArray(data) ? data.reduce((bytes, part) => bytes + part.length, 0) : data.byteLength;
}
