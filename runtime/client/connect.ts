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
 */
export function connect<ServerEvent, ServerNames extends string, ClientEvent, ClientNames extends string>(
  options: ConnectOptions<ServerEvent, ServerNames, ClientEvent, ClientNames>,
): StreamConnection<ServerEvent, ServerNames, ClientEvent, ClientNames> {
  return new StreamConnection(options);
}
