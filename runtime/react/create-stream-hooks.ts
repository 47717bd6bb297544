import { createContext, createElement, useCallback, useContext, useEffect, useMemo, useSyncExternalStore } from "react";
import type { ReactNode } from "react";
import { StreamSession } from "../client/store/stream-session.js";
import type { StreamEnd, StreamListener, StreamProtocol, StreamSessionOptions } from "../client/store/stream-session.js";
import type { SentCommand } from "../client/store/command-list.js";
import type { ReceivedEvent } from "../client/store/stream-store.js";
import type { ConnectionInfo, ConnectionStatus, SendOptions } from "../client/options.js";
import type { CommandAck } from "../client/command-error.js";
import { SessionPool } from "./session-pool.js";
import type { PoolEntry } from "./session-pool.js";

/** How a component follows a stream. Components that name the same address share one connection: the first one's options count. */
export type StreamHookOptions<State, S, C> = Omit<StreamSessionOptions<S, C>, "url"> & {
  /** Where the stream is. @default `/api/dags/<id>/stream` */
  readonly url?: string | undefined;
  /** Called with every valid event as it comes, not only once a frame. */
  readonly onEvent?: StreamListener<State, S>["onEvent"];
  /** Called with a whole state, which comes in place of events before. */
  readonly onState?: StreamListener<State, S>["onState"];
};

/** A stream as a component holds it. */
export type StreamHandle<State, S, C> = {
  readonly stream: StreamSession<State, S, C>;
  readonly status: ConnectionStatus;
  /** Round trip, position, next retry. Renewed as the status changes. */
  readonly connection: ConnectionInfo;
  /** How the stream has ended; `undefined` while it is followed. */
  readonly end: StreamEnd | undefined;
  /** Resolves when the event has taken effect; rejects with the reason where it has not. Nobody has to wait for it. */
  readonly send: (event: C, options?: SendOptions) => Promise<CommandAck>;
  /** What was sent over this stream, and how it went. */
  readonly commands: readonly SentCommand<C>[];
};

/** The hooks of one protocol. */
export type StreamHooks<State, S, C> = {
  /** Follows a stream for as long as the component is shown. */
  readonly useStreamHandle: (id: string, options?: StreamHookOptions<State, S, C>) => StreamHandle<State, S, C>;
  /** Makes a stream the one of all components inside. */
  readonly StreamProvider: (props: { readonly stream: StreamSession<State, S, C>; readonly children?: ReactNode }) => ReactNode;
  /** The stream given, else that of the provider around. */
  readonly useStreamSession: (stream?: StreamSession<State, S, C>) => StreamSession<State, S, C>;
  /**
   * A part of the state; the component renders when that part is another object. `select` has to give the same
   * object for the same state.
   */
  readonly useStream: <T>(select: (state: State) => T, stream?: StreamSession<State, S, C>) => T;
  /** The same for what lies at a JSON Pointer of the state: it is not even asked when something else changes. */
  readonly useStreamPart: <T>(path: string, select: (state: State) => T, stream?: StreamSession<State, S, C>) => T;
  /** The last events, oldest first. */
  readonly useEvents: (stream?: StreamSession<State, S, C>) => readonly ReceivedEvent<S>[];
};

/** Makes the hooks of a protocol; once, outside of components. */
export function createStreamHooks<State, S, C>(protocol: StreamProtocol<State, S, C>): StreamHooks<State, S, C> {
  type Session = StreamSession<State, S, C>;
  type Hooks = StreamHooks<State, S, C>;
  const pool = new SessionPool<Session>();
  const Context = createContext<Session | undefined>(undefined);

  const useEntry = (url: string, options: StreamSessionOptions<S, C>): PoolEntry<Session> => {
    const entry = pool.entry(url, () => new StreamSession(protocol, options));
    useEffect(() => pool.acquire(entry), [entry]);
    return entry;
  };

  const useListener = (session: Session, { onEvent, onState }: StreamListener<State, S>): void => {
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
