import type { ConnectionStatus } from "@dagwire/runtime/client";

/** The connection, and what came over it since the page was opened. */
export type LinkState = {
  readonly status: ConnectionStatus;
  /** When the next try starts, in milliseconds since the epoch; undefined unless one is due. */
  readonly retryAt: number | undefined;
  readonly events: number;
  /** Tags of events that this page is too old for → how many came. */
  readonly unknown: ReadonlyMap<string, number>;
  readonly invalid: number;
  /** Why the last command could not be sent. */
  readonly sendError: string | undefined;
};

/** Before the connection is made. */
export const initialLinkState: LinkState = {
  status: { phase: "idle" },
  retryAt: undefined,
  events: 0,
  unknown: new Map(),
  invalid: 0,
  sendError: undefined,
};

const maxTags = 20;

/** Counts an event of an unknown type. Tags come from the network, so only the first 20 have a count of their own. */
export function countUnknown(link: LinkState, tag: string): LinkState {
  const key = link.unknown.has(tag) || link.unknown.size < maxTags ? tag : "other";
  return { ...link, unknown: new Map(link.unknown).set(key, (link.unknown.get(key) ?? 0) + 1) };
}
