import { WebSocket } from "ws";
import { connect } from "@dagwire/runtime/client";
import type { ConnectionStatus, SocketConstructor, StreamConnection } from "@dagwire/runtime/client";
import type { EventSet } from "@dagwire/runtime/codegen";

/** What is told of a stream that is followed. */
export type StreamListener = {
  readonly onEvent: (event: unknown) => void;
  /** An event of a newer server, or one that its schema refuses. */
  readonly onOther: (what: string) => void;
  readonly onStatus: (status: ConnectionStatus) => void;
};

type AnyConnection = StreamConnection<unknown, string, unknown, string>;

/** A stream to follow. */
export type FollowedStream = {
  readonly url: string;
  readonly events: { readonly server: EventSet<unknown>; readonly client: EventSet<unknown> };
  /** Sent as `Authorization: Bearer …`. */
  readonly token: string | undefined;
};

/** Follows a stream until it is closed, dialling again when the connection is lost. */
export function followStream({ url, events, token }: FollowedStream, { onEvent, onOther, onStatus }: StreamListener): AnyConnection {
  return connect<unknown, string, unknown, string>({
    url,
    events,
    WebSocket: token === undefined ? WebSocket : withToken(token),
    onEvent,
    onUnknown: (tag, value) => onOther(`an event of unknown type ${tag}: ${JSON.stringify(value)}`),
    onInvalid: (error) => onOther(error.message),
    onStatus,
  });
}

/** Browsers cannot set headers; a terminal can. */
function withToken(token: string): SocketConstructor {
  return class extends WebSocket {
    constructor(url: string) {
      super(url, { headers: { authorization: `Bearer ${token}` } });
    }
  };
}

/** A new status in words; `undefined` for those that tell nobody anything. */
export function statusText(status: ConnectionStatus): string | undefined {
  switch (status.phase) {
    case "live":
      return status.attempt === 1 ? "connected" : "connected again";
    case "stale":
      return "nothing is heard any more";
    case "backoff":
    case "offline":
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
