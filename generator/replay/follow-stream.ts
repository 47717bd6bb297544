import { WebSocket } from "ws";
import { closeCodes, connect } from "@dagwire/runtime/client";
import type { ConnectionStatus, SocketConstructor, StreamConnection } from "@dagwire/runtime/client";
import type { EventSet } from "@dagwire/runtime/codegen/v1";
import type { ProtocolIdentity } from "./protocol-identity.js";

/** What is told of a stream that is followed. */
export type StreamListener = {
  readonly onEvent: (event: unknown) => void;
  /** In session mode: the whole state in place of the events before. */
  readonly onState: (state: unknown) => void;
  /** In session mode: all is there up to now. False where events were lost, and the state stands for them. */
  readonly onSynced: (recovered: boolean) => void;
  /** An event of a newer server, or one that its schema refuses. */
  readonly onOther: (what: string) => void;
  readonly onStatus: (status: ConnectionStatus) => void;
  /** In session mode: the stream has ended, or may not be followed. */
  readonly onEnded: (code: number, reason: string) => void;
};

type AnyConnection = StreamConnection<unknown, string, unknown, string>;

/** A stream to follow. */
export type FollowedStream = {
  readonly url: string;
  readonly events: { readonly server: EventSet<Record<string, unknown>>; readonly client: EventSet<Record<string, unknown>> };
  /** With it, sessions are spoken where the server does. */
  readonly protocol: ProtocolIdentity | undefined;
  /** Sent as `Authorization: Bearer …`. */
  readonly token: string | undefined;
};

/** Follows a stream until it ends or is closed, dialling again when the connection is lost. */
export function followStream({ url, events, protocol, token }: FollowedStream, listener: StreamListener): AnyConnection {
  const { onEvent, onOther, onState, onStatus, onSynced, onEnded } = listener;
  return connect<unknown, string, unknown, string>({
    url,
    events,
    protocol,
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

/** Browsers cannot set headers; a terminal can. */
function withToken(token: string): SocketConstructor {
  return class extends WebSocket {
    constructor(url: string, protocols: string[] = []) {
      super(url, protocols, { headers: { authorization: `Bearer ${token}` } });
    }
  };
}

/** A new status in words; `undefined` for those that tell nobody anything. */
export function statusText(status: ConnectionStatus, wasLive: boolean): string | undefined {
  switch (status.phase) {
    case "live":
      return wasLive ? "connected again" : "connected";
    case "stale":
      return "nothing is heard any more";
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
