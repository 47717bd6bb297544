/** The subprotocols of sessions, the newest first. A client offers all of them, and the server selects the first one that it knows. */
export const subprotocols = ["dagwire.v1.1", "dagwire.v1"] as const;

/** A subprotocol of sessions. Under `dagwire.v1.1` the server names its features, and the client may use them. */
export type Subprotocol = (typeof subprotocols)[number];

/** Returns the newest subprotocol of sessions among the names that a client has offered. */
export function newestSubprotocol(offered: Iterable<string>): Subprotocol | undefined {
  const names = new Set(offered);
  return subprotocols.find((name) => names.has(name));
}
