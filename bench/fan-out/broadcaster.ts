import type { Server } from "node:http";

/** One way to send events to every client of a server. */
export type Broadcaster = {
  /** Sends these events to every client, all in this turn of the event loop. */
  readonly publish: (events: readonly object[]) => void;
  /** How many clients are there. */
  readonly connections: () => number;
};

/** Puts a broadcaster on an HTTP server that does not listen yet. */
export type MakeBroadcaster = (http: Server) => Broadcaster;
