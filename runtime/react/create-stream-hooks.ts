"use client";

import { createContext, createElement, useCallback, useContext, useEffect, useLayoutEffect, useMemo, useSyncExternalStore } from "react";
import type { ReactNode } from "react";
import { StreamSession } from "../client/store/stream-session.js";
import type { StreamEnd, StreamListener, StreamSessionOptions } from "../client/store/stream-session.js";
import type { SentCommand } from "../client/store/command-list.js";
import { assertPointer } from "../client/store/path-listeners.js";
import type { ReceivedEvent, StreamStore } from "../client/store/stream-store.js";
import type { ConnectionInfo, ConnectionStatus, SendOptions } from "../client/options.js";
import { assertStateful } from "../core/base/assert-contract.js";
import type { StreamLoss } from "../core/client-steps/stream-loss.js";
import type { CommandOutcome } from "../core/client-steps/client-state.js";
import type { EventOf } from "../core/contract/v1/contract.js";
import type { ProtocolTypes, StatefulProtocol } from "../core/contract/v1/protocol.js";
import { StateHolder } from "../core/contract/v1/state/state-holder.js";
import type { PartAt } from "../core/contract/v1/state/state-holder.js";
import { pointerTo } from "../core/contract/v1/state/touched-paths.js";
import type { GrowingText } from "../core/contract/v1/state/extend-text.js";
import { ShownText } from "./shown-text.js";
import { SessionPool } from "./session-pool.js";
import type { PoolEntry } from "./session-pool.js";

/**
 * Options of a hook that follows a stream. Components with the same address share one connection. The options of the first of
 * these components apply.
 */
export type StreamHookOptions<T extends ProtocolTypes> = Omit<StreamSessionOptions<T>, "url" | "handlers" | "onStatus" | "onEnded"> & {
  /** Address of the stream. @default `/api/dags/<id>/stream` */
  readonly url?: string | undefined;
};

/** A stream, as the hooks return it to a component: its session, its connection, and a function that sends commands. */
export type StreamHandle<T extends ProtocolTypes> = {
  readonly stream: StreamSession<T>;
  readonly status: ConnectionStatus;
  /** Facts about the connection, such as its round trip time. The component gets new facts only when the status changes. */
  readonly connection: ConnectionInfo;
  /** How the stream has ended, or `undefined` if it has not ended. */
  readonly end: StreamEnd | undefined;
  /** The events and states that the client could not read; `undefined` if it could read all. */
  readonly loss: StreamLoss | undefined;
  /**
   * Sends an event as a command. Resolves when the command has taken effect. Otherwise rejects with a {@link CommandError}.
   * The caller may ignore the promise.
   */
  readonly send: (event: EventOf<T["client"]>, options?: SendOptions) => Promise<CommandOutcome>;
  /** The commands that this page has sent to the stream, with their outcomes. */
  readonly commands: readonly SentCommand<T>[];
};

/** Options of `useStreamText`. */
export type TextOptions = {
  /** Gets each piece by which the text grows. @default the component renders whenever the text changes */
  readonly onAppend?: ((piece: string) => void) | undefined;
};

/** The hooks of one protocol. */
export type StreamHooks<T extends ProtocolTypes> = {
  /** Follows a stream while the component is mounted. */
  readonly useStreamHandle: (id: string, options?: StreamHookOptions<T>) => StreamHandle<T>;
  /** Passes a stream to the hooks of all components inside this component. */
  readonly StreamProvider: (props: { readonly stream: StreamSession<T>; readonly children?: ReactNode }) => ReactNode;
  /** Returns the stream in the argument, or else the stream of the `StreamProvider` around the component. */
  readonly useStreamSession: (stream?: StreamSession<T>) => StreamSession<T>;
  /**
   * Returns the part of the state that `select` returns. The component renders again when `select` returns another object.
   * `select` has to return the same object each time for the same state.
   */
  readonly useStream: <Part>(select: (state: T["state"]) => Part, stream?: StreamSession<T>) => Part;
  /**
   * Like `useStream`, for a part at the JSON Pointer `path`, such as "/tasks/build". `select` is not called when only other parts
   * of the state change.
   *
   * @throws TypeError unless `path` is "" or begins with "/".
   */
  readonly useStreamPart: <Part>(path: string, select: (state: T["state"]) => Part, stream?: StreamSession<T>) => Part;
  /**
   * Returns the value at a path of the state, such as `useStreamAt(["tasks", id])`, or `undefined` if the path does not exist. The
   * component renders again when the value has changed. In a large run this is cheaper than `useStreamPart`, because it does not
   * read the whole state.
   */
  readonly useStreamAt: <const Path extends readonly string[]>(path: Path, stream?: StreamSession<T>) => PartAt<T["state"], Path>;
  /**
   * Returns the text at a path of the state, such as `useStreamText(["texts", id, "body"])`: what an "extend" step keeps of it.
   * With `onAppend` the component does not render when the text only grows. `onAppend` then gets the piece, and can add a text
   * node to the page. So the user's selection stays, and a long text costs what a piece costs. Set the whole text in a layout
   * effect that depends on the returned object.
   */
  readonly useStreamText: (path: readonly string[], options?: TextOptions, stream?: StreamSession<T>) => GrowingText | undefined;
  /** Returns the newest events of the stream, oldest first. */
  readonly useEvents: (stream?: StreamSession<T>) => readonly ReceivedEvent<T>[];
};

/**
 * Makes the hooks of a protocol. Call this function once, outside of components, as the generated `react.ts` does.
 *
 * @param protocol The generated entry object with its state.
 * @throws TypeError if the protocol was generated for a newer contract than this runtime's, or has no state.
 */
export function createStreamHooks<T extends ProtocolTypes>(protocol: StatefulProtocol<T>): StreamHooks<T> {
  assertStateful(protocol);
  type Session = StreamSession<T>;
  type Hooks = StreamHooks<T>;
  const pool = new SessionPool<Session>();
  const Context = createContext<Session | undefined>(undefined);

  const useEntry = (url: string, options: StreamSessionOptions<T>): PoolEntry<Session> => {
    const entry = pool.entry(url, () => new StreamSession(protocol, options));
    useEffect(() => pool.acquire(entry), [entry]);
    return entry;
  };

  const useStreamHandle: Hooks["useStreamHandle"] = (id, { url = defaultUrl(id), onEvent, onState, ...options } = {}) => {
    const { session } = useEntry(url, { ...options, url });
    useListener(session, { onEvent, onState });
    const status = useSyncExternalStore(session.subscribe, session.getStatus, session.getStatus);
    const end = useSyncExternalStore(session.subscribe, session.getEnd, session.getEnd);
    const loss = useSyncExternalStore(session.subscribe, session.getLoss, session.getLoss);
    const connection = useMemo(() => ({ of: status, info: session.getInfo() }), [session, status]).info;
    const { commands } = session;
    const sent = useSyncExternalStore(commands.subscribe, commands.getCommands, commands.getCommands);
    return { stream: session, status, connection, end, loss, send: session.send, commands: sent };
  };

  const useStreamSession: Hooks["useStreamSession"] = (stream) => {
    const around = useContext(Context);
    const session = stream ?? around;
    if (session === undefined)
      throw new Error("This component has no stream. Wrap it in <StreamProvider stream={stream}>, or pass the stream to the hook.");
    return session;
  };

  const useStreamPart: Hooks["useStreamPart"] = (path, select, stream) => {
    assertPointer(path);
    const { store } = useStreamSession(stream);
    const [read, initially] = [() => select(store.getSnapshot()), () => select(store.getServerSnapshot())];
    return usePart(store, path, read, initially);
  };

  const useStreamAt: Hooks["useStreamAt"] = (path, stream) => {
    const { store } = useStreamSession(stream);
    const initially = (): PartAt<T["state"], typeof path> => new StateHolder<T["state"]>(store.getServerSnapshot()).read(path);
    return usePart(store, pointerTo(path), () => store.read(path), initially);
  };

  return {
    useStreamHandle,
    useStreamSession,
    useStreamPart,
    useStreamAt,
    useStreamText: (path, { onAppend } = {}, stream) => useShownText(useStreamSession(stream).store, path, onAppend),
    StreamProvider: ({ stream, children }) => createElement(Context.Provider, { value: stream }, children),
    useStream: (select, stream) => useStreamPart("", select, stream),
    useEvents: (stream) => useEventsOf(useStreamSession(stream).store),
  };
}

function useListener<T extends ProtocolTypes>(session: StreamSession<T>, { onEvent, onState }: StreamListener<T>): void {
  useEffect(() => session.listen({ onEvent, onState }), [session, onEvent, onState]);
}

/** Returns a part of the state of a store. The component renders again when the value at `pointer` has changed. */
function usePart<T extends ProtocolTypes, Part>(store: StreamStore<T>, pointer: string, read: () => Part, initially: () => Part): Part {
  const subscribe = useCallback((listener: () => void) => store.subscribe(pointer, listener), [store, pointer]);
  return useSyncExternalStore(subscribe, read, initially);
}

function useEventsOf<T extends ProtocolTypes>(store: StreamStore<T>): readonly ReceivedEvent<T>[] {
  return useSyncExternalStore(store.subscribeEvents, store.getEvents, store.getEvents);
}

/** Returns a text of the state of a store. With `onAppend` the component renders only when the text does not merely grow. */
function useShownText<T extends ProtocolTypes>(
  store: StreamStore<T>,
  path: readonly string[],
  onAppend: TextOptions["onAppend"],
): GrowingText | undefined {
  const pointer = pointerTo(path);
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- a component may make the list anew for each render
  const shown = useMemo(() => new ShownText(() => store.read(path) as GrowingText | undefined), [store, pointer]);
  const subscribe = useCallback((listener: () => void) => shown.follow(store.subscribe, pointer, listener), [store, shown, pointer]);
  const text = useSyncExternalStore(subscribe, shown.getText, nothing);
  useLayoutEffect(() => shown.rebase(), [shown]);
  useLayoutEffect(() => shown.commit(text, onAppend));
  return text;
}

function nothing(): undefined {}

function defaultUrl(id: string): string {
  return `/api/dags/${encodeURIComponent(id)}/stream`;
}
