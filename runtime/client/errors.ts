/**
 * A connection that cannot be dialled. Its `code` says why:
 *
 * - `BAD_URL`: the option `url` is no address of a WebSocket.
 * - `NO_WEBSOCKET`: this environment has no `WebSocket`, and the options name none.
 */
export class ConnectError extends Error {
  override readonly name = "ConnectError";
  readonly code: "BAD_URL" | "NO_WEBSOCKET";

  constructor(code: ConnectError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Why a command has had no effect, or why its effect is unknown. `send` rejects with this error alone. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  /**
   * The server's code, such as `conflict`, `forbidden`, `invalid` or one of the application's own. Or the client's:
   *
   * - `invalid`: the event is not what its schema says. `cause` is a {@link ProtocolError} that lists what is wrong.
   * - `not_subscribed`: the command names no stream, and the client follows several streams or none.
   * - `full`: too many commands wait for an outcome.
   * - `expired`: the command was not sent within its time limit.
   * - `closed`: the connection was closed before the command was sent.
   * - `unconfirmed`: the command was sent, no outcome came, and its effect is unknown.
   */
  readonly code: string;
  /** The decision that won, if the code is `conflict`. */
  readonly decided: { readonly id: string; readonly event: unknown } | undefined;

  constructor(
    code: string,
    message: string,
    { decided, cause }: { readonly decided?: CommandError["decided"]; readonly cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.decided = decided;
  }
}
