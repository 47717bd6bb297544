/**
 * `connect` cannot dial at all. The `code` says why:
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

/** A command had no effect, or its effect is unknown. `send` rejects with this error and never with another one. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  /**
   * The reason as a word. If the server refused the command: its code, such as `conflict`, `forbidden`, `invalid` or a code of
   * the application. `unhandled` means that the server has no handler for the event, `unsupported` that it does not do what the
   * event asks for. If the client gave the command up, one of these:
   *
   * - `invalid`: the event does not match its schema. `cause` is a {@link ProtocolError} that lists the differences.
   * - `not_subscribed`: the command names no stream, and the client follows several streams or none.
   * - `full`: too many commands wait for an outcome.
   * - `expired`: the command was not sent within its time limit.
   * - `closed`: the connection was closed before the command was sent.
   * - `unconfirmed`: the command was sent, no outcome came, and its effect is unknown.
   */
  readonly code: string;
  /** If the code is `conflict`: the earlier command that decided the gate, with its id and its event. */
  readonly decided: { readonly id: string; readonly event: unknown } | undefined;

  constructor(code: string, message: string, options: { readonly decided?: CommandError["decided"]; readonly cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
    this.decided = options.decided;
  }
}
