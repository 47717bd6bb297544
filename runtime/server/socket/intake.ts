import type { RawData, WebSocket } from "ws";
import type { TurnCounter } from "./event-loop-turn.js";
import type { Outlet } from "./outlet.js";

/** Twice what a client that follows all its streams and sends all its commands has open at once. */
const maxPending = 128;
/** Node hands over megabytes at once where a client has sent them: others would wait for seconds. */
const maxInTurn = 128;
/** More than ws can still hand over uncompressed after it was paused, but for the message that it is in the middle of. */
const maxHandedBytes = 262_144;

/** What may wait for one connection. */
export type IntakeLimits = {
  /** Bytes in its socket, or bytes of its messages that are being handled, from which on nothing is read. */
  readonly highWaterMarkBytes: number;
  /** Largest message. */
  readonly maxPayloadBytes: number;
};

/** What an {@link Intake} tells of its connection. */
export type IntakeListener = {
  /** A message may be handled now. */
  readonly onMessage: (data: RawData, isBinary: boolean) => void;
  /** More has come in than may be held: the connection has to be closed. */
  readonly onOverflow: () => void;
};

/**
 * Hands over what a client sends, message by message and in order, and stops reading from its socket
 * while the socket takes no answers, too many messages are being handled, or it has had its turn. A
 * client that floods or does not read holds up itself alone.
 */
export class Intake {
  readonly #ws: WebSocket;
  readonly #outlet: Outlet;
  readonly #limits: IntakeLimits;
  readonly #turns: TurnCounter;
  readonly #listener: IntakeListener;
  /** What ws had read already when it was stopped. */
  #held: { readonly data: RawData; readonly isBinary: boolean }[] = [];
  #heldBytes = 0;
  #pending = 0;
  #pendingBytes = 0;
  /** The turn of the event loop in which it has handled `#inTurn` messages. */
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
    // ws answers a ping itself, and ends the connection where its answers are not taken; they cost a turn all the same.
    for (const control of ["ping", "pong"] as const) {
      ws.on(control, () => {
        this.#count();
        this.#stopIfDue();
      });
    }
  }

  /** True while nothing is read because the application has not handled yet what was: silence means nothing then. */
  get isBusy(): boolean {
    return this.#pending >= maxPending || this.#pendingBytes >= this.#limits.highWaterMarkBytes;
  }

  /** Something that the client has asked for takes time. @returns to be called when that is over. */
  begin(bytes = 0): () => void {
    this.#pending++;
    this.#pendingBytes += bytes;
    return () => {
      this.#pending--;
      this.#pendingBytes -= bytes;
      this.goOn();
    };
  }

  /** Handles what is held and reads on, as far as there is room. To be called when the socket drains, and after a close. */
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

  /** A closed connection hands over nothing any more; its socket is read for the peer's close frame. */
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
