import { assertContract } from "../core/base/assert-contract.js";
import type { ConnectOptions } from "./options.js";
import { StreamConnection } from "./stream-connection.js";

/**
 * Connects to one stream and stays connected: full-jitter backoff up to 30 s, no retry after a terminal
 * close code. Starts dialling at once. Network input never throws: unknown and invalid events are
 * counted, reported and skipped.
 *
 * Plain mode has no resume: after a reconnect the server sends its state again as ordinary events, so
 * handlers have to take an event that they have seen before.
 *
 * @throws {@link ConnectionError} `BAD_URL` or `NO_WEBSOCKET`.
 * @throws TypeError where the protocol was generated for a newer contract than this runtime's.
 */
export function connect<ServerEvent, ServerNames extends string, ClientEvent, ClientNames extends string>(
  options: ConnectOptions<ServerEvent, ServerNames, ClientEvent, ClientNames>,
): StreamConnection<ServerEvent, ServerNames, ClientEvent, ClientNames> {
  if (options.protocol !== undefined) assertContract(options.protocol);
  return new StreamConnection(options);
}
