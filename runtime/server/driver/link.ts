import type { Subprotocol } from "../../core/base/subprotocols.js";
import type { Codec } from "../../core/delivery/codec.js";
import type { CommandId, StreamId } from "../../core/frames/types.js";
import type { Port, PortListener } from "./port.js";

/** An admitted client. */
export type Arrival<P> = {
  /** Unique within the server's life, from 1. */
  readonly id: number;
  /** The subprotocol of the session; `undefined` in plain mode. */
  readonly subprotocol: Subprotocol | undefined;
  readonly principal: P;
  /** The stream in the address. */
  readonly stream: StreamId;
  /** W3C trace context of the upgrade request. */
  readonly traceparent: string | undefined;
  readonly remoteAddress: string | undefined;
  /** The time at which the driver closes a session, by the driver's clock. */
  readonly tokenExpiresAtMs?: number | undefined;
  /** Creates the port of the client. */
  readonly connect: (listener: PortListener) => Port;
  readonly onClosed?: (() => void) | undefined;
};

/** A connection of the driver. */
export class Link<P> {
  readonly id: number;
  readonly codec: Codec;
  readonly stream: StreamId;
  readonly traceparent: string | undefined;
  readonly remoteAddress: string | undefined;
  readonly port: Port;
  principal: P;
  #takenBytes = 0;
  /** Commands of a client in plain mode without an outcome. */
  readonly #unfinished = new Map<CommandId, () => void>();

  constructor(arrival: Arrival<P>, codec: Codec, listener: PortListener) {
    this.id = arrival.id;
    this.codec = codec;
    this.stream = arrival.stream;
    this.traceparent = arrival.traceparent;
    this.remoteAddress = arrival.remoteAddress;
    this.principal = arrival.principal;
    this.port = arrival.connect(listener);
  }

  /** Called when a client in plain mode has sent a command of this many bytes. */
  begin(id: CommandId, bytes: number): void {
    this.#unfinished.set(id, this.port.begin(bytes));
  }

  finished(id: CommandId): void {
    const isOver = this.#unfinished.get(id);
    this.#unfinished.delete(id);
    isOver?.();
  }

  /** Returns true if the socket has taken bytes since the last call. */
  hasProgressed(): boolean {
    const before = this.#takenBytes;
    this.#takenBytes = this.port.takenBytes;
    return this.#takenBytes !== before;
  }
}
