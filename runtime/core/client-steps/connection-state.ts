/**
 * The phase of a client's connection. `attempt` counts dials from 1. `failures` counts connections in a row that failed or
 * lasted less than 10 s. Times are in milliseconds of the client's clock.
 */
export type ConnectionState =
  | { readonly phase: "idle" }
  | { readonly phase: "connecting"; readonly attempt: number; readonly failures: number }
  /** The server brings the session's streams up to date. */
  | { readonly phase: "syncing"; readonly attempt: number; readonly failures: number }
  | { readonly phase: "live"; readonly attempt: number; readonly failures: number; readonly sinceMs: number }
  /** The server has been silent for too long, and has not answered a `$ping` yet. */
  | { readonly phase: "stale"; readonly attempt: number; readonly failures: number; readonly sinceMs: number }
  | ({ readonly phase: "backoff" } & Waiting)
  /** The browser reports that it has no network. The client dials when that changes, or after 30 s. */
  | ({ readonly phase: "offline" } & Waiting)
  | { readonly phase: "closed"; readonly attempt: number; readonly code: number; readonly reason: string }
  /** The versions of client and server do not work together. One of them has to be updated. */
  | { readonly phase: "incompatible"; readonly attempt: number; readonly code: number; readonly reason: string };

/** A client that has lost its connection and will dial again. */
export type Waiting = {
  readonly attempt: number;
  readonly failures: number;
  readonly retryAtMs: number;
  /** Close code of the lost connection. 1006 if the dial failed. */
  readonly code: number;
  readonly reason: string;
};
