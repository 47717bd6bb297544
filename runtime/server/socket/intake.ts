import type { RawData, WebSocket } from "ws";
import type { TurnCounter } from "./event-loop-turn.js";
import type { Outlet } from "./outlet.js";

/**
 * The largest number of messages of one client that may be handled at a time. A client that follows 64 streams needs only half of
 * this number.
 */
const maxPending = 128;
/** The largest number of messages of one client in a turn of the event loop. Without a limit other clients could wait for seconds. */
const maxInTurn = 128;
/**
 * The largest number of bytes of messages that ws may emit after it was paused. ws emits fewer bytes, unless a client sends a
 * flood of compressed messages.
 */
const maxHandedBytes = 262_144;

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
  readonly onMessage: (data: RawData, isBinary: boolean) => void;
  /** Called when the client has sent a WebSocket ping or pong. */
  readonly onControl: () => void;
  /** Called when more bytes have arrived than the server may hold. The connection has to be closed. */
  readonly onOverflow: () => void;
};

/**
 * Passes the messages of a client to the listener in order. Stops reading while too many bytes wait in the socket, while too
 * many messages are being handled, and after 128 messages in a turn of the event loop. A client that sends too much, or does
 * not read, therefore delays only itself.
 */
export class Intake {
  readonly #ws: WebSocket;
  readonly #outlet: Outlet;
  readonly #limits: IntakeLimits;
  readonly #turns: TurnCounter;
  readonly #listener: IntakeListener;
  /** The messages that ws has emitted since it was paused. */
  #held: { readonly data: RawData; readonly isBinary: boolean }[] = [];
  #heldBytes = 0;
  #pending = 0;
  #pendingBytes = 0;
  /** Number of the turn of the event loop in which `#inTurn` messages were handled. */
  #turn = -1;
  #inTurn = 0;
  #isStopped = false;
  #isGoingOn = false;
  #isWaking = false;

  /** @param turns The counter that all connections of a server share. */
  constructor(ws: WebSocket, outlet: Outlet, limits: IntakeLimits, turns: TurnCounter, listener: IntakeListener) {
    this.#ws = ws;
    this.#outlet = outlet;
    this.#limits = limits;
    this.#turns = turns;
    this.#listener = listener;
    ws.on("message", (data, isBinary) => this.#take(data, isBinary));
    // ws answers pings itself. They count as messages, because a client could send pings without reading the answers.
    const onControl = (): void => {
      listener.onControl();
      this.#count();
      this.#stopIfDue();
    };
    ws.on("ping", onControl).on("pong", onControl);
  }

  /** True while the server reads no messages, because the application still handles earlier ones. The client is then not silent. */
  get isBusy(): boolean {
    return this.#pending >= maxPending || this.#pendingBytes >= this.#limits.highWaterMarkBytes;
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
    if (!this.#isStopped || this.#isGoingOn) return;
    this.#isGoingOn = true;
    let next = 0;
    for (; next < this.#held.length && !this.#isBlocked && !this.#hasHadTurn; next++) this.#handle(next);
    if (next > 0) this.#held = this.#held.slice(next);
    this.#isGoingOn = false;
    if (this.#isBlocked) return;
    if (this.#hasHadTurn) return this.#wake();
    this.#isStopped = false;
    this.#ws.resume();
  }

  /** True if the limits allow no further message. False for a closing connection, which still has to read the client's close frame. */
  get #isBlocked(): boolean {
    const isFull = this.#outlet.isFull && this.#outlet.waitingBytes > this.#limits.highWaterMarkBytes;
    return isFull || (this.isBusy && this.#outlet.isOpen);
  }

  get #hasHadTurn(): boolean {
    return this.#inTurn >= maxInTurn && this.#turn === this.#turns.current;
  }

  #wake(): void {
    if (this.#isWaking) return;
    this.#isWaking = true;
    setImmediate(() => {
      this.#isWaking = false;
      this.goOn();
    });
  }

  #count(): void {
    const turn = this.#turns.current;
    this.#inTurn = turn === this.#turn ? this.#inTurn + 1 : 1;
    this.#turn = turn;
  }

  #tell(data: RawData, isBinary: boolean): void {
    this.#count();
    if (this.#outlet.isOpen) this.#listener.onMessage(data, isBinary);
  }

  #take(data: RawData, isBinary: boolean): void {
    if (this.#isStopped) return this.#hold(data, isBinary);
    this.#tell(data, isBinary);
    this.#stopIfDue();
  }

  #stopIfDue(): void {
    if (this.#isStopped || (!this.#isBlocked && !this.#hasHadTurn)) return;
    this.#isStopped = true;
    this.#ws.pause();
    this.#wake();
  }

  #hold(data: RawData, isBinary: boolean): void {
    if (!this.#outlet.isOpen) return;
    this.#held.push({ data, isBinary });
    this.#heldBytes += sizeOf(data);
    if (this.#heldBytes <= maxHandedBytes + this.#limits.maxPayloadBytes) return;
    this.#held = [];
    this.#heldBytes = 0;
    this.#listener.onOverflow();
  }

  #handle(index: number): void {
    const message = this.#held[index];
    if (message === undefined) return;
    this.#heldBytes -= sizeOf(message.data);
    this.#tell(message.data, message.isBinary);
  }
}

function sizeOf(data: RawData): number {
  return Array.isArray(data) ? data.reduce((bytes, part) => bytes + part.length, 0) : data.byteLength;
}
