import { WebSocket } from "ws";
import { closeCodes, connect, trackLosses } from "@dagwire/runtime/client";
import type { Connection, ConnectionStatus, SocketConstructor } from "@dagwire/runtime/client";
import type { Protocol } from "@dagwire/runtime/codegen/v1";

/** The callbacks of {@link followStream}. */
export type StreamListener = {
  readonly onEvent: (event: unknown) => void;
  /** Called with the whole state, which replaces all earlier events. A server sends states only in a session. */
  readonly onState: (state: unknown) => void;
  /**
   * Called, only in a session, when the client has received all events that the stream has so far. `recovered` is false
   * if events were lost; the state then includes their effects.
   */
  readonly onSynced: (recovered: boolean) => void;
  /** Called with a message about an event that the protocol does not know, or that its schema refuses. */
  readonly onOther: (what: string) => void;
  readonly onStatus: (status: ConnectionStatus) => void;
  /** Called, only in a session, when the stream has ended or the server refuses to send it. */
  readonly onEnded: (code: number, reason: string) => void;
};

/** The types of a protocol whose events are not known when dagwire is compiled. */
export type AnyTypes = {
  readonly server: Record<string, unknown>;
  readonly client: Record<string, unknown>;
  readonly state: unknown;
};

/** The stream that {@link followStream} connects to. */
export type FollowedStream = {
  readonly url: string;
  readonly protocol: Protocol<AnyTypes>;
  /** `sessions`: the client opens a session. `plain`: the client receives one event a message, without a session. */
  readonly mode: "sessions" | "plain";
  /** The token that the client sends in the header `Authorization: Bearer …`. */
  readonly token: string | undefined;
};

/**
 * Receives the events of a stream until the stream ends or the caller closes the connection. Connects again if the
 * connection is lost.
 */
export function followStream({ url, protocol, mode, token }: FollowedStream, listener: StreamListener): Connection<AnyTypes> {
  const { onEvent, onOther, onState, onStatus, onSynced, onEnded } = listener;
  return connect(protocol, {
    url,
    mode,
    WebSocket: token === undefined ? WebSocket : withToken(token),
    onEvent: (event) => onEvent(event),
    onState,
    losses: trackLosses(),
    onSynced,
    onEnded: (_stream, code, reason) => onEnded(code, reason),
    onWarning: onOther,
    onUnknown: (tag, value) => onOther(`an event of unknown type ${tag}: ${JSON.stringify(value)}`),
    onInvalid: (error) => onOther(error.message),
    onStatus,
  });
}

/** Returns a WebSocket class that sends the token in a header. Node can set headers; a browser cannot. */
function withToken(token: string): SocketConstructor {
  return class extends WebSocket {
    constructor(url: string, protocols: string[] = []) {
      super(url, protocols, { headers: { authorization: `Bearer ${token}` } });
    }
  };
}

/**
 * Returns the text that a command prints for a new status of the connection, or `undefined` if it prints nothing.
 *
 * @param connects How often the connection has become live, with this status.
 */
export function statusText(status: ConnectionStatus, connects: number): string | undefined {
  switch (status.phase) {
    case "live":
      return connects > 1 ? "connected again" : "connected";
    case "stale":
      return "the server has sent nothing for some time";
    case "backoff":
    case "offline":
      if (status.code === closeCodes.otherOffer) return undefined;
      if (connects === 0) return `cannot connect, trying again: ${status.reason === "" ? status.code : dialReason(status.reason)}`;
      return `connection lost (${status.code}${status.reason === "" ? "" : `, ${status.reason}`}); trying again`;
    case "closed":
    case "incompatible":
      return `closed (${status.code}${status.reason === "" ? "" : `, ${status.reason}`})`;
    case "idle":
    case "connecting":
    case "syncing":
      return undefined;
  }
}

/** Returns the reason why a dial has failed. OpenSSL's own text for a server without TLS names a line of its source, not the cause. */
function dialReason(reason: string): string {
  const isWithoutTls = reason.includes("EPROTO") && reason.includes("wrong version number");
  return isWithoutTls ? 'The server at this address does not speak TLS. Use "ws:" instead of "wss:".' : reason;
}
