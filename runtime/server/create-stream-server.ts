import { assertContract } from "../core/base/assert-contract.js";
import { StreamServer } from "./stream-server.js";
import type { StreamServerOptions } from "./types.js";

/**
 * Makes a server of event streams. It listens to nothing by itself: give it HTTP servers by `attach`.
 *
 * ```ts
 * const events = { server: serverEvents, client: clientEvents };
 * const streams = createStreamServer({ events, path: "/api/dags/:stream/stream" });
 * streams.attach(httpServer);
 * streams.stream("run-1").publish({ type: "edge_active", from: "a", to: "b" });
 * ```
 *
 * @throws TypeError when `path` has no segment `:stream`, or the protocol was generated for a newer contract than
 * this runtime's.
 */
export function createStreamServer<S, SN extends string, C, CN extends string, P = undefined>(
  options: StreamServerOptions<S, SN, C, CN, P>,
): StreamServer<S, SN, C, CN, P> {
  if (options.protocol !== undefined) assertContract(options.protocol);
  return new StreamServer(options);
}
