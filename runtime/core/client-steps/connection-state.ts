/**
 * Where a client's connection stands. `attempt` counts dials from 1; `failures` is how many in a row
 * did not stay up for 10 s. Times are those of the client's clock, in milliseconds.
 */
export type ConnectionState =
  | { readonly phase: "idle" }
  | { readonly phase: "connecting"; readonly attempt: number; readonly failures: number }
  /** The session's streams are being brought up to date. */
  | { readonly phase: "syncing"; readonly attempt: number; readonly failures: number }
  | { readonly phase: "live"; readonly attempt: number; readonly failures: number; readonly sinceMs: number }
  /** Nothing has been heard for too long and a probe is out. */
  | { readonly phase: "stale"; readonly attempt: number; readonly failures: number; readonly sinceMs: number }
  | ({ readonly phase: "backoff" } & Waiting)
  /** The browser says that there is no network; dials when that changes, or after 30 s anyway. */
  | ({ readonly phase: "offline" } & Waiting)
  | { readonly phase: "closed"; readonly attempt: number; readonly code: number; readonly reason: string }
  /** One of the two peers is too old for the other; a newer build is needed. */
  | { readonly phase: "incompatible"; readonly attempt: number; readonly code: number; readonly reason: string };

/** Where a client stands that has lost its connection and will dial again. */
export type Waiting = {
  readonly attempt: number;
  readonly failures: number;
  readonly retryAtMs: number;
  /** Close code of the connection that was lost; 1006 when there never was one. */
  readonly code: number;
  readonly reason: string;
};
