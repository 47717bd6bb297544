import { closeReason } from "../../core/base/close-code.js";
import * as closeCodes from "../../core/base/close-codes.js";
import type { Subprotocol } from "../../core/base/subprotocols.js";
import type { PrincipalInfo } from "../../core/delivery/served-connection.js";
import type { Codec } from "../../core/delivery/codec.js";
import type { ByeFrame } from "../../core/frames/server-event.js";
import type { CommandId, StreamId } from "../../core/frames/types.js";
import type { Port, PortListener } from "./port.js";
import { TokenChecks } from "./token-checks.js";

/** A client that the server has admitted, before the driver has a connection for it. */
export type AdmittedClient<P> = {
  /** Number of the connection, counted from 1 since the server was created. */
  readonly id: number;
  /** The subprotocol of the session; `undefined` in plain mode. */
  readonly subprotocol: Subprotocol | undefined;
  readonly principal: P;
  /** The client as the server describes it. `undefined` if the server gives its principals no ids. */
  readonly principalInfo: PrincipalInfo | undefined;
  /** Id of the stream in the client's address. */
  readonly stream: StreamId;
  /** W3C trace context of the upgrade request. */
  readonly traceparent: string | undefined;
  /** Time at which the session's token expires, by the driver's clock. */
  readonly tokenExpiresAtMs?: number | undefined;
  /** Creates the port of the client. */
  readonly connect: (listener: PortListener) => Port;
};

/** Callbacks of all connections of a driver: the callbacks of a {@link PortListener}, each with its connection. */
export type ConnectionListener<P> = {
  readonly onText: (connection: DriverConnection<P>, text: string, bytes: number) => void;
  readonly onBinary: (connection: DriverConnection<P>) => void;
  readonly onHeard: (connection: DriverConnection<P>) => void;
  readonly onDrain: (connection: DriverConnection<P>) => void;
  readonly onBroken: (connection: DriverConnection<P>) => void;
  readonly onClosed: (connection: DriverConnection<P>) => void;
};

/** The connections that match all given fields. */
export type ConnectionFilter = {
  /** The number of a connection, as the context of a command has it. @default any connection */
  readonly connection?: number | undefined;
  /** The id of a principal, as `describePrincipal` returns it. @default any principal */
  readonly principal?: string | undefined;
};

/** A principal, and who it is. Both change together, so that a command never gets the parts of two principals. */
export type Sender<P> = { readonly principal: P; readonly info: PrincipalInfo | undefined };

/** A connection of the driver. It listens to its port itself, because callbacks of its own would take memory for each connection. */
export class DriverConnection<P> implements PortListener {
  readonly id: number;
  readonly codec: Codec;
  readonly stream: StreamId;
  readonly traceparent: string | undefined;
  readonly port: Port;
  readonly #subprotocol: Subprotocol | undefined;
  readonly #listener: ConnectionListener<P>;
  sender: Sender<P>;
  #tokens: TokenChecks | undefined;
  #takenBytes = 0;
  /** The commands of a client in plain mode that have no outcome, each with a function that tells the port that the command is handled. */
  #unfinished: Map<CommandId, () => void> | undefined;

  constructor(client: AdmittedClient<P>, codec: Codec, listener: ConnectionListener<P>) {
    this.id = client.id;
    this.codec = codec;
    this.#listener = listener;
    this.#subprotocol = client.subprotocol;
    this.stream = client.stream;
    this.traceparent = client.traceparent;
    this.sender = { principal: client.principal, info: client.principalInfo };
    this.port = client.connect(this);
  }

  onText(text: string, bytes: number): void {
    this.#listener.onText(this, text, bytes);
  }

  onBinary(): void {
    this.#listener.onBinary(this);
  }

  onHeard(): void {
    this.#listener.onHeard(this);
  }

  onDrain(): void {
    this.#listener.onDrain(this);
  }

  onBroken(): void {
    this.#listener.onBroken(this);
  }

  onClosed(): void {
    this.#listener.onClosed(this);
  }

  /**
   * Closes the connection. A proxy may close connections with 1000, too. So before this code a session of `dagwire.v1.1` gets a
   * frame that says not to connect again.
   */
  close(code: number, reason: string): void {
    if (code === closeCodes.done && this.#subprotocol === "dagwire.v1.1") {
      const bye: ByeFrame = { type: "$bye", reason: closeReason(reason), afterMs: 0, spreadMs: 0, final: true };
      this.port.write([JSON.stringify(bye)]);
    }
    this.port.close(code, reason);
  }

  /** Notes that the server begins to handle a command of `bytes` bytes, from a client in plain mode. */
  begin(id: CommandId, bytes: number): void {
    // Most connections send no commands, so the map is made late.
    this.#unfinished ??= new Map();
    this.#unfinished.set(id, this.port.begin(bytes));
  }

  finished(id: CommandId): void {
    const isOver = this.#unfinished?.get(id);
    this.#unfinished?.delete(id);
    isOver?.();
  }

  /** The checks of the client's tokens. The object is made late, because few clients send tokens. */
  get tokens(): TokenChecks {
    this.#tokens ??= new TokenChecks();
    return this.#tokens;
  }

  get principal(): P {
    return this.sender.principal;
  }

  /** Returns true if the client's socket has sent bytes since the last call. */
  hasProgressed(): boolean {
    const before = this.#takenBytes;
    this.#takenBytes = this.port.takenBytes;
    return this.#takenBytes !== before;
  }
}
