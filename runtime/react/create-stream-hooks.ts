import { createContext, createElement, useCallback, useContext, useEffect, useMemo, useSyncExternalStore } from "react";
import type { ReactNode } from "react";
import { StreamSession } from "../client/store/stream-session.js";
import type { StreamEnd, StreamListener, StreamSessionOptions } from "../client/store/stream-session.js";
import type { SentCommand } from "../client/store/command-list.js";
import type { ReceivedEvent } from "../client/store/stream-store.js";
import type { ConnectionInfo, ConnectionStatus, SendOptions } from "../client/options.js";
import type { CommandAck } from "../client/command-error.js";
import { assertContract } from "../core/base/assert-contract.js";
import type { EventOf } from "../core/contract/v1/contract.js";
import type { ProtocolTypes, StatefulProtocol } from "../core/contract/v1/protocol.js";
import { SessionPool } from "./session-pool.js";
import type { PoolEntry } from "./session-pool.js";

type SessionOptionsOf<T extends ProtocolTypes> = StreamSessionOptions<EventOf<T["server"]>, EventOf<T["client"]>>;
type ListenerOf<T extends ProtocolTypes> = StreamListener<T["state"], EventOf<T["server"]>>;

/** The session of a protocol of types `T`. */
export type SessionOf<T extends ProtocolTypes> = StreamSession<T["state"], EventOf<T["server"]>, EventOf<T["client"]>>;

/** How a component follows a stream. Components that name the same address share one connection: the first one's options count. */
export type StreamHookOptions<T extends ProtocolTypes> = Omit<SessionOptionsOf<T>, "url"> & {
  /** Where the stream is. @default `/api/dags/<id>/stream` */
  readonly url?: string | undefined;
  /** Called with every valid event as it comes, not only once a frame. */
  readonly onEvent?: ListenerOf<T>["onEvent"];
  /** Called with a whole state, which comes in place of events before. */
  readonly onState?: ListenerOf<T>["onState"];
};

/** A stream as a component holds it. */
export type StreamHandle<T extends ProtocolTypes> = {
  readonly stream: SessionOf<T>;
  readonly status: ConnectionStatus;
  /** Round trip, position, next retry. Renewed as the status changes. */
  readonly connection: ConnectionInfo;
  /** How the stream has ended; `undefined` while it is followed. */
  readonly end: StreamEnd | undefined;
  /** Resolves when the event has taken effect; rejects with the reason where it has not. Nobody has to wait for it. */
  readonly send: (event: EventOf<T["client"]>, options?: SendOptions) => Promise<CommandAck>;
  /** What was sent over this stream, and how it went. */
  readonly commands: readonly SentCommand<EventOf<T["client"]>>[];
};

/** The hooks of one protocol. */
export type StreamHooks<T extends ProtocolTypes> = {
  /** Follows a stream for as long as the component is shown. */
  readonly useStreamHandle: (id: string, options?: StreamHookOptions<T>) => StreamHandle<T>;
  /** Makes a stream the one of all components inside. */
  readonly StreamProvider: (props: { readonly stream: SessionOf<T>; readonly children?: ReactNode }) => ReactNode;
  /** The stream given, else that of the provider around. */
  readonly useStreamSession: (stream?: SessionOf<T>) => SessionOf<T>;
  /**
   * A part of the state; the component renders when that part is another object. `select` has to give the same
   * object for the same state.
   */
  readonly useStream: <Part>(select: (state: T["state"]) => Part, stream?: SessionOf<T>) => Part;
  /** The same for what lies at a JSON Pointer of the state: it is not even asked when something else changes. */
  readonly useStreamPart: <Part>(path: string, select: (state: T["state"]) => Part, stream?: SessionOf<T>) => Part;
  /** The last events, oldest first. */
  readonly useEvents: (stream?: SessionOf<T>) => readonly ReceivedEvent<EventOf<T["server"]>>[];
};

/**
 * Makes the hooks of a protocol; once, outside of components.
 *
 * @throws TypeError where the protocol was generated for a newer contract than this runtime's.
 */
export function createStreamHooks<T extends ProtocolTypes>(protocol: StatefulProtocol<T>): StreamHooks<T> {
  assertContract(protocol);
  type Session = SessionOf<T>;
  type Hooks = StreamHooks<T>;
  const { server, client, state } = protocol;
  const pool = new SessionPool<Session>();
  const Context = createContext<Session | undefined>(undefined);

  const useEntry = (url: string, options: SessionOptionsOf<T>): PoolEntry<Session> => {
    const entry = pool.entry(url, () => new StreamSession({ protocol, events: { server, client }, state }, options));
    useEffect(() => pool.acquire(entry), [entry]);
    return entry;
  };

  const useListener = (session: Session, { onEvent, onState }: ListenerOf<T>): void => {
    useEffect(() => session.listen({ onEvent, onState }), [session, onEvent, onState]);
  };

  const useStreamHandle: Hooks["useStreamHandle"] = (id, { url = defaultUrl(id), onEvent, onState, ...options } = {}) => {
    const { session } = useEntry(url, { ...options, url });
    useListener(session, { onEvent, onState });
    const status = useSyncExternalStore(session.subscribe, session.getStatus, session.getStatus);
    const end = useSyncExternalStore(session.subscribe, session.getEnd, session.getEnd);
    const connection = useMemo(() => ({ of: status, info: session.getInfo() }), [session, status]).info;
    const { commands } = session;
    const sent = useSyncExternalStore(commands.subscribe, commands.getCommands, commands.getCommands);
    return { stream: session, status, connection, end, send: session.send, commands: sent };
  };

  const useStreamSession: Hooks["useStreamSession"] = (stream) => {
    const around = useContext(Context);
    const session = stream ?? around;
    if (session === undefined) throw new Error("no stream: wrap the component in <StreamProvider stream={stream}>, or pass the stream");
    return session;
  };

  const useStreamPart: Hooks["useStreamPart"] = (path, select, stream) => {
    const { store } = useStreamSession(stream);
    const subscribe = useCallback((listener: () => void) => store.subscribe(path, listener), [store, path]);
    return useSyncExternalStore(
      subscribe,
      () => select(store.getSnapshot()),
      () => select(store.getServerSnapshot()),
    );
  };

  return {
    useStreamHandle,
    useStreamSession,
    useStreamPart,
    StreamProvider: ({ stream, children }) => createElement(Context.Provider, { value: stream }, children),
    useStream: (select, stream) => useStreamPart("", select, stream),
    useEvents: (stream) => {
      const { store } = useStreamSession(stream);
      return useSyncExternalStore(store.subscribeEvents, store.getEvents, store.getEvents);
    },
  };
}

function defaultUrl(id: string): string {
  return `/api/dags/${encodeURIComponent(id)}/stream`;
}
