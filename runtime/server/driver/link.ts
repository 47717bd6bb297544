import type { Codec } from "../../core/delivery/codec.js";
import type { CommandId, StreamId } from "../../core/frames/types.js";
import type { Port, PortListener } from "./port.js";

/** A client that has been let in. */
export type Arrival<P> = {
  /** Unique within the server's life, from 1. */
  readonly id: number;
  readonly isSession: boolean;
  readonly principal: P;
  /** The stream in the address. */
  readonly stream: StreamId;
  /** W3C trace context of the upgrade request. */
  readonly traceparent: string | undefined;
  readonly remoteAddress: string | undefined;
  /** By the driver's clock; a session is closed then. */
  readonly tokenExpiresAtMs?: number | undefined;
  /** Makes the way to the client. */
  readonly connect: (listener: PortListener) => Port;
  readonly onClosed?: (() => void) | undefined;
};

/** One connection as the driver holds it. */
export class Link<P> {
  readonly id: number;
  readonly codec: Codec;
  readonly stream: StreamId;
  readonly traceparent: string | undefined;
  readonly remoteAddress: string | undefined;
  readonly port: Port;
  principal: P;
  #takenBytes = 0;
  /** Commands of a client in plain mode that have not finished. */
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

  /** A client in plain mode has sent a command of so many bytes. */
  begin(id: CommandId, bytes: number): void {
    this.#unfinished.set(id, this.port.begin(bytes));
  }

  finished(id: CommandId): void {
    const isOver = this.#unfinished.get(id);
    this.#unfinished.delete(id);
    isOver?.();
  }

  /** True if the socket has taken something since this was asked last. */
  hasProgressed(): boolean {
    const before = this.#takenBytes;
    this.#takenBytes = this.port.takenBytes;
    return this.#takenBytes !== before;
  }
}
