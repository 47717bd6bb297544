import { assertContract } from "../core/base/assert-contract.js";
import type { Protocol, ProtocolTypes } from "../core/contract/v1/protocol.js";
import { Connection } from "./connection.js";
import type { ConnectOptions } from "./options.js";

/**
 * Connects to the stream in an address, and dials again when the connection is lost. It waits between two dials for
 * a random time that grows up to 30 s. It stops after {@link Connection.close} and after a close code that forbids
 * another dial.
 *
 * The client uses a session if the server speaks sessions. In a session the client receives the state first and every later
 * event once, over all reconnects. With any other server the client uses plain mode: every message is one event. After a
 * reconnect such a server may send events again that the client has received before.
 *
 * A message from the network never makes a call throw. The connection counts unknown and invalid events, reports them to
 * `onUnknown` and `onInvalid`, and skips them.
 *
 * @param protocol The generated entry object. The entry object without the state, such as `dagEvents`, is enough and smaller.
 * @throws {@link ConnectError} `BAD_URL` or `NO_WEBSOCKET`.
 * @throws TypeError if the protocol was generated for a newer contract than this runtime's, or if `onState` is set without `losses`.
 */
export function connect<T extends ProtocolTypes>(protocol: Protocol<T>, options: ConnectOptions<T>): Connection<T> {
  assertContract(protocol);
  // The compiler refuses this. A program in plain JavaScript would wait for its state without a word.
  if (options.onState !== undefined && (options.losses as unknown) === undefined)
    throw new TypeError('"onState" needs the option "losses": trackLosses()');
  return new Connection(protocol, options);
}
