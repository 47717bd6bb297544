import { ConnectError } from "./errors.js";

/** The part of a WebSocket that the client uses. The WebSockets of browsers and of the npm package `ws` have this part. */
export type SocketLike = {
  readonly readyState: number;
  /** The subprotocol that the server has chosen. Empty if the server has chosen none. */
  readonly protocol?: string;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: "open", listener: () => void): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: "error", listener: (event: object) => void): void;
  addEventListener(type: "close", listener: (event: { readonly code: number; readonly reason: string }) => void): void;
};

/** A constructor of WebSockets, such as the global `WebSocket` or the one of the package `ws`. */
export type SocketConstructor = new (url: string, protocols?: string[]) => SocketLike;

/**
 * Returns the given constructor of WebSockets, or else the global `WebSocket`.
 *
 * @throws {@link ConnectError} `NO_WEBSOCKET` if both are absent, as on Node 20.
 */
export function socketConstructor(given: SocketConstructor | undefined): SocketConstructor {
  const found = given ?? globalThis.WebSocket;
  if (found !== undefined) return found;
  throw new ConnectError("NO_WEBSOCKET", 'no global WebSocket: pass the class of "ws" as the option "WebSocket"');
}

/**
 * Makes an address with the scheme ws: or wss: from `url`. `url` may be relative to the page, and its scheme may be http: or
 * https:.
 *
 * @throws {@link ConnectError} `BAD_URL`.
 */
export function socketUrl(url: string | URL): string {
  let cause: unknown;
  try {
    const { href } = new URL(url, globalThis.document?.baseURI);
    const address = href.replace(/^http/, "ws").replace(/#.*/, "");
    if (/^wss?:/.test(address)) return address;
  } catch (thrown) {
    cause = thrown;
  }
  throw new ConnectError("BAD_URL", `option "url": expected a ws:, wss:, http: or https: address, got "${url}"`, { cause });
}

/**
 * Returns why a dial has failed, as a status shows it.
 *
 * @param message The message of the socket's error. The package `ws` writes the HTTP status into it. Browsers give no message.
 */
export function dialFailure(message: string): string {
  if (!/response: 404/.test(message)) return message;
  return "No stream at this address (HTTP 404).";
}
