import type { Server } from "node:http";

/** One way to send events to every client of a server. */
export type Broadcaster = {
  /** Sends events to every client in this turn of the event loop. */
  readonly publish: (events: readonly object[]) => void;
  /** Returns the number of connected clients. */
  readonly connections: () => number;
};

/** Attaches a broadcaster to an HTTP server that does not listen yet. */
export type MakeBroadcaster = (http: Server) => Broadcaster;
