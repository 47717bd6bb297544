import type { RawData, WebSocket } from "ws";
import type { TurnCounter } from "./event-loop-turn.js";
import type { Outlet } from "./outlet.js";

/** Twice the messages that a client has open if it follows all its streams and sends all its commands. */
const maxPending = 128;
/** Node passes on megabytes at once if a client has sent them. Other clients would wait for seconds. */
const maxInTurn = 128;
/** More than ws can still emit uncompressed after it was paused, besides the message that it is reading. */
const maxHandedBytes = 262_144;

/** Limits of the messages of one connection. */
export type IntakeLimits = {
  /** The server stops reading at this many bytes in the socket, or in messages that are being handled. */
  readonly highWaterMarkBytes: number;
  /** Bytes of the largest message. */
  readonly maxPayloadBytes: number;
};

/** Callbacks of an {@link Intake}. */
export type IntakeListener = {
  /** Called with each message when it may be handled. */
  readonly onMessage: (data: RawData, isBinary: boolean) => void;
  /** Called when more bytes have arrived than the server may hold. The connection has to be closed. */
  readonly onOverflow: () => void;
};

/**
 * Passes on the messages of a client in order. Stops reading from the socket while the socket takes no answers, while
 * too many messages are being handled, and after its share of a turn of the event loop. A client that floods or does
 * not read delays only itself.
 */
export class Intake {
  readonly #ws: WebSocket;
  readonly #outlet: Outlet;
  readonly #limits: IntakeLimits;
  readonly #turns: TurnCounter;
  readonly #listener: IntakeListener;
  /** The messages that ws had read when it was paused. */
  #held: { readonly data: RawData; readonly isBinary: boolean }[] = [];
  #heldBytes = 0;
  #pending = 0;
  #pendingBytes = 0;
  /** The turn of the event loop in which `#inTurn` messages were handled. */
  #turn = -1;
  #inTurn = 0;
  #isStopped = false;
  #isGoingOn = false;
  #isWaking = false;

  /** @param turns shared by all connections of a server. */
  constructor(ws: WebSocket, outlet: Outlet, limits: IntakeLimits, turns: TurnCounter, listener: IntakeListener) {
    this.#ws = ws;
    this.#outlet = outlet;
    this.#limits = limits;
    this.#turns = turns;
    this.#listener = listener;
    ws.on("message", (data, isBinary) => this.#take(data, isBinary));
    // ws answers a ping itself, and ends the connection if the client does not take the answers. Pings count as messages too.
    for (const control of ["ping", "pong"] as const) {
      ws.on(control, () => {
        this.#count();
        this.#stopIfDue();
      });
    }
  }

  /** True while the server reads nothing because the application still handles earlier messages. The silence of the client does not count then. */
  get isBusy(): boolean {
    return this.#pending >= maxPending || this.#pendingBytes >= this.#limits.highWaterMarkBytes;
  }

  /** Called when a message takes time to handle. @returns a function to be called when the message is handled. */
  begin(bytes = 0): () => void {
    this.#pending++;
    this.#pendingBytes += bytes;
    return () => {
      this.#pending--;
      this.#pendingBytes -= bytes;
      this.goOn();
    };
  }

  /** Handles the waiting messages and continues to read, within the limits. Called when the socket drains, and after a close. */
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

  /** A closed connection passes on no messages. Its socket is read for the close frame of the client. */
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
