import { assertContract } from "../core/base/assert-contract.js";
import type { Protocol, ProtocolTypes } from "../core/contract/v1/protocol.js";
import { StreamServer } from "./stream-server.js";
import type { StreamServerOptions } from "./types.js";

/**
 * Creates a server of event streams. The server listens on no port itself: pass your HTTP servers to `attach`.
 *
 * ```ts
 * const server = createStreamServer(dag, { path: "/api/dags/:stream/stream", commands });
 * server.attach(http);
 * const run = await server.open("run-1");
 * run.publish({ type: "edge_active", from: "a", to: "b" });
 * ```
 *
 * @param protocol The generated entry object. If the object has a state, the server computes the state of each stream.
 * @throws TypeError if `path` has no segment `:stream`, or an option does not exist or has a value of another kind. Also throws one
 * if the protocol was generated for a newer contract than this runtime's.
 */
export function createStreamServer<T extends ProtocolTypes, P = undefined>(
  protocol: Protocol<T>,
  options: StreamServerOptions<T, P>,
): StreamServer<T, P> {
  assertContract(protocol);
  return new StreamServer(protocol, options);
}
