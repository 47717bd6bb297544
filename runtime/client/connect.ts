import { assertContract } from "../core/base/assert-contract.js";
import type { Protocol, ProtocolTypes } from "../core/contract/v1/protocol.js";
import { Connection } from "./connection.js";
import type { ConnectOptions } from "./options.js";

/**
 * Connects to the stream in an address, and dials again when the connection is lost. It waits between two dials for
 * a random time that grows up to 30 s. It stops after {@link Connection.close} and after a terminal close code.
 *
 * The client speaks sessions if the server does. It then receives the state first and every later event once, over
 * all reconnects. A server without sessions is served in plain mode: every frame is one event, and after a reconnect
 * the server may send events again that the client has received before.
 *
 * Messages of the network never throw. The connection counts, reports and skips unknown and invalid events.
 *
 * @param protocol The generated entry object. The one without the state is enough, and smaller.
 * @throws {@link ConnectError} `BAD_URL` or `NO_WEBSOCKET`.
 * @throws TypeError if the protocol was generated for a newer contract than this runtime's.
 */
export function connect<T extends ProtocolTypes>(protocol: Protocol<T>, options: ConnectOptions<T>): Connection<T> {
  assertContract(protocol);
  return new Connection(protocol, options);
}
