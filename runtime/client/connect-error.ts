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
