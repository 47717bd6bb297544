import type { EventReader } from "../../core/base/event-reader.js";
import type { StateReducer } from "../../core/contract/v1/state/state-reducer.js";
import { assertContract } from "../../core/base/assert-contract.js";
import { ConnectionError } from "../../core/base/error.js";
import { connect } from "../connect.js";
import type { CommandAck } from "../command-error.js";
import type {
  ConnectionInfo,
  ConnectionStatus,
  ConnectOptions,
  ProtocolDescriptor,
  ReceivedCounts,
  SendOptions,
  StreamPlace,
} from "../options.js";
import type { StreamConnection } from "../stream-connection.js";
import { CommandList } from "./command-list.js";
import { StreamStore } from "./stream-store.js";
import type { StoreOptions } from "./stream-store.js";

/** What generated code says of a protocol that declares a state. */
export type StreamProtocol<State, S, C> = {
  readonly protocol: ProtocolDescriptor;
  readonly events: { readonly server: EventReader<S>; readonly client: EventReader<C> };
  /** The `state` of the entry object. */
  readonly state: StateReducer<State, S>;
};

/** What else a {@link StreamSession} is made of. */
export type StreamSessionOptions<S, C> = StoreOptions &
  Pick<
    ConnectOptions<S, string, C, string>,
    "url" | "token" | "outbox" | "WebSocket" | "validateOutgoing" | "clock" | "random" | "onUnknown" | "onInvalid" | "onError" | "onWarning"
  >;

/** Called with every valid event as it comes; with a state in its place where events are not told. */
export type StreamListener<State, S> = {
  readonly onEvent?: ((event: S, place: StreamPlace | undefined) => void) | undefined;
  readonly onState?: ((state: State) => void) | undefined;
};

/** That a stream has ended, or may not be followed, as a close code and a reason say. */
export type StreamEnd = { readonly code: number; readonly reason: string };

const nothingReceived: ReceivedCounts = { events: 0, unknown: 0, invalid: 0 };
const idle: ConnectionStatus = { phase: "idle" };
const nothingKnown: ConnectionInfo = {
  mode: "none",
  attempt: 0,
  nextRetryAtMs: undefined,
  roundTripMs: undefined,
  positions: {},
  reason: undefined,
  waitingCommands: 0,
};

/** One stream as an application holds it: its connection, its state, its events, and what was sent. */
export class StreamSession<State, S, C> {
  readonly store: StreamStore<State, S>;
  readonly commands: CommandList<C> = new CommandList();
  readonly #protocol: StreamProtocol<State, S, C>;
  readonly #options: StreamSessionOptions<S, C>;
  readonly #listeners = new Set<StreamListener<State, S>>();
  readonly #statusListeners = new Set<() => void>();
  #end: StreamEnd | undefined;
  #isLeft = false;
  #connection: StreamConnection<S, string, C, string> | undefined;

  /** @throws TypeError where the protocol was generated for a newer contract than this runtime's. */
  constructor(protocol: StreamProtocol<State, S, C>, options: StreamSessionOptions<S, C>) {
    assertContract(protocol.protocol);
    this.#protocol = protocol;
    this.#options = options;
    this.store = new StreamStore(protocol.state, options);
  }

  /** Where the connection stands. */
  readonly getStatus = (): ConnectionStatus => this.#connection?.status ?? idle;

  /** What else is known of it. */
  readonly getInfo = (): ConnectionInfo => this.#connection?.info ?? nothingKnown;

  /** How the stream has ended; `undefined` while it is followed. */
  readonly getEnd = (): StreamEnd | undefined => this.#end;

  /** How many events have come, and how many were of an unknown type or invalid. */
  readonly getReceived = (): ReceivedCounts => this.#connection?.received ?? nothingReceived;

  /** Calls `listener` with every change of the status, and at the end. The result ends that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#statusListeners.add(listener);
    return () => {
      this.#statusListeners.delete(listener);
    };
  };

  /** Tells every event as it comes, not only once a frame. The result ends that. */
  readonly listen = (listener: StreamListener<State, S>): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** Sends an event; how it goes shows in {@link StreamSession.commands} too. Rejects before {@link StreamSession.open}. */
  readonly send = (event: C, options?: SendOptions): Promise<CommandAck> => {
    const answer = this.#connection?.send(event, options) ?? notOpen();
    this.commands.add(event, answer);
    return answer;
  };

  /** Dials now if it is waiting to; begins anew after the connection or the stream has ended. */
  readonly reconnect = (): void => {
    if (this.#connection?.status.phase !== "closed" && this.#end === undefined) {
      this.#connection?.reconnect();
      return;
    }
    this.#connection?.close();
    this.#connection = undefined;
    this.#end = undefined;
    this.open();
  };

  /** Connects, where it has not, or was closed by {@link StreamSession.close}. */
  open(): void {
    if (this.#connection !== undefined && !this.#isLeft) return;
    this.#isLeft = false;
    const { protocol, events } = this.#protocol;
    this.#connection = connect<S, string, C, string>({
      ...this.#options,
      protocol,
      events,
      onEvent: (event, place) => this.#take(event, place),
      // The server builds it by the rules of the same protocol.
      onState: (state) => this.#replace(state as State),
      onEnded: (_stream, code, reason) => {
        this.#end = { code, reason };
        this.#tellStatus();
      },
      onStatus: (status) => this.#see(status),
    });
    // The first status was told before there was anything to ask for it.
    this.#tellStatus();
  }

  /** Disconnects for good. The state stays. */
  close(reason?: string): void {
    this.#isLeft = true;
    this.#connection?.close(reason);
  }

  #take(event: S, place: StreamPlace | undefined): void {
    this.store.take(event, place?.at);
    for (const { onEvent } of this.#listeners) onEvent?.(event, place);
  }

  #replace(state: State): void {
    this.store.replace(state);
    for (const { onState } of this.#listeners) onState?.(state);
  }

  #see({ phase }: ConnectionStatus): void {
    if (phase === "live" && this.getInfo().mode === "plain") this.store.expectReplay();
    this.#tellStatus();
  }

  #tellStatus(): void {
    for (const listener of this.#statusListeners) listener();
  }
}

function notOpen(): Promise<never> {
  const answer = Promise.reject(new ConnectionError("NOT_OPEN", "cannot send: the stream is not open yet"));
  answer.catch(() => undefined);
  return answer;
}
