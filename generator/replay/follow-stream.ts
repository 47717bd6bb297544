import { WebSocket } from "ws";
import { closeCodes, connect } from "@dagwire/runtime/client";
import type { Connection, ConnectionStatus, SocketConstructor } from "@dagwire/runtime/client";
import type { Protocol } from "@dagwire/runtime/codegen/v1";

/** Callbacks of a stream that a command follows. */
export type StreamListener = {
  readonly onEvent: (event: unknown) => void;
  /** In a session: called with the whole state, which replaces the events before. */
  readonly onState: (state: unknown) => void;
  /** In a session: called when all events up to now have arrived. False if events were lost; the state includes their effects. */
  readonly onSynced: (recovered: boolean) => void;
  /** Called with a message about an event of a newer server, or about one that its schema refuses. */
  readonly onOther: (what: string) => void;
  readonly onStatus: (status: ConnectionStatus) => void;
  /** In a session: called when the stream has ended, or when the server refuses it. */
  readonly onEnded: (code: number, reason: string) => void;
};

/** The types of a protocol that is known at run time only. */
export type AnyTypes = {
  readonly server: Record<string, unknown>;
  readonly client: Record<string, unknown>;
  readonly state: unknown;
};

/** A stream to follow. */
export type FollowedStream = {
  readonly url: string;
  readonly protocol: Protocol<AnyTypes>;
  /** `plain` opens no session. */
  readonly mode: "sessions" | "plain";
  /** Sent as `Authorization: Bearer …`. */
  readonly token: string | undefined;
};

/** Follows a stream until it ends or is closed, dialling again when the connection is lost. */
export function followStream({ url, protocol, mode, token }: FollowedStream, listener: StreamListener): Connection<AnyTypes> {
  const { onEvent, onOther, onState, onStatus, onSynced, onEnded } = listener;
  return connect(protocol, {
    url,
    mode,
    WebSocket: token === undefined ? WebSocket : withToken(token),
    onEvent: (event) => onEvent(event),
    onState,
    onSynced,
    onEnded: (_stream, code, reason) => onEnded(code, reason),
    onWarning: onOther,
    onUnknown: (tag, value) => onOther(`an event of unknown type ${tag}: ${JSON.stringify(value)}`),
    onInvalid: (error) => onOther(error.message),
    onStatus,
  });
}

/** Returns a WebSocket class that sends the token. Unlike a browser, Node can set headers. */
function withToken(token: string): SocketConstructor {
  return class extends WebSocket {
    constructor(url: string, protocols: string[] = []) {
      super(url, protocols, { headers: { authorization: `Bearer ${token}` } });
    }
  };
}

/** Returns a new status in words, or `undefined` for a status that is not worth printing. */
export function statusText(status: ConnectionStatus, wasLive: boolean): string | undefined {
  switch (status.phase) {
    case "live":
      return wasLive ? "connected again" : "connected";
    case "stale":
      return "the server has gone silent";
    case "backoff":
    case "offline":
      if (status.code === closeCodes.otherOffer) return undefined;
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
