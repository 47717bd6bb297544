import type { StreamServerStats } from "./types.js";

type Counted = Omit<
  StreamServerStats,
  "streams" | "connections" | "sessions" | "waitingBytes" | "waitingStateBytes" | "laggingConnections" | "backlogBytes" | "oldestAppendMs"
>;

/** The counters in `server.stats()`. Each part of the server counts some of them. */
export type Counters = { -readonly [Name in keyof Counted]: number };

/** Returns all counters at 0. */
export function createCounters(): Counters {
  return {
    publishedEvents: 0,
    receivedEvents: 0,
    invalidEvents: 0,
    unknownEvents: 0,
    brokenConnections: 0,
    slowConnections: 0,
    deadConnections: 0,
    refusedUpgrades: 0,
    clientUnknownEvents: 0,
    clientRefusedEvents: 0,
    clientRefusedStates: 0,
    skewedSessions: 0,
    restoresMigrated: 0,
    restoresRebuilt: 0,
    restoresRefused: 0,
    appendRetries: 0,
    errors: 0,
  };
}
