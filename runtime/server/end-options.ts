/** Options of `close()` of a server. */
export type CloseOptions = {
  /** Close code. After 1001 clients connect again. After 1000 they do not. @default 1001 */
  readonly code?: number | undefined;
  /** Close reason. @default "the server is going away" */
  readonly reason?: string | undefined;
  /** Milliseconds after which the server ends connections that have not closed. @default 5_000 */
  readonly deadlineMs?: number | undefined;
};

/** Options of `drain()` of a server. */
export type DrainOptions = {
  /** Reason that the clients get. @default "restart" */
  readonly reason?: string | undefined;
  /** Milliseconds after which the first clients may connect again. @default 500 */
  readonly afterMs?: number | undefined;
  /** Each client waits a random part of this many milliseconds longer than `afterMs`. @default 5_000 */
  readonly spreadMs?: number | undefined;
  /** Milliseconds that clients have to close their connections, before the server closes them. @default 5_000 */
  readonly deadlineMs?: number | undefined;
};

/** Options of `disconnect()` of a server. */
export type DisconnectOptions = {
  /** Close code. After a code from 4400 to 4499 clients do not connect again. @default 4403 */
  readonly code?: number | undefined;
  /** Close reason. @default "the server has ended the connection" */
  readonly reason?: string | undefined;
};

/** The result of `close()` of a server and `drain()` of a server. */
export type Closed = {
  /** The events that the log had not stored at the deadline, and the number of their streams. Nobody knows whether it has them. */
  readonly unsaved: { readonly events: number; readonly streams: number };
};
