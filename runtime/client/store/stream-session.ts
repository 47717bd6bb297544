import { assertStateful } from "../../core/base/assert-contract.js";
import { toError } from "../../core/base/error.js";
import type { StreamLoss } from "../../core/client-steps/stream-loss.js";
import type { CommandOutcome } from "../../core/client-steps/client-state.js";
import type { EventOf } from "../../core/contract/v1/contract.js";
import type { ProtocolTypes, StatefulProtocol } from "../../core/contract/v1/protocol.js";
import { CommandError } from "../errors.js";
import { connect } from "../connect.js";
import { trackLosses } from "../track-losses.js";
import type { LossOptions } from "../track-losses.js";
import { systemClock } from "../environment.js";
import type { Clock } from "../environment.js";
import type { Connection } from "../connection.js";
import type {
  ConnectionInfo,
  ConnectionOptions,
  ConnectionStatus,
  EventPosition,
  ReceivedCounts,
  SendOptions,
  StateOptions,
} from "../options.js";
import { CommandList } from "./command-list.js";
import { StreamStore } from "./stream-store.js";
import type { StoreOptions } from "./stream-store.js";

/**
 * Options of a {@link StreamSession}: the options of {@link connect} for one stream, and the options of its {@link StreamStore}.
 * When `onEvent` is called, the store's snapshot does not include the event yet. It follows before the browser's next frame, in Node
 * in the next microtask. When `onEnded` is called, the snapshot includes every event.
 */
export type StreamSessionOptions<T extends ProtocolTypes> = Omit<ConnectionOptions<T>, "streams"> &
  Partial<Pick<StateOptions<T>, "onState">> &
  LossOptions &
  StoreOptions;

/**
 * Callbacks that a session calls at once when an event or a state arrives. The store's snapshot includes the event of `onEvent` only
 * after the next flush: before the browser's next frame, in Node in the next microtask.
 */
export type StreamListener<T extends ProtocolTypes> = Pick<StreamSessionOptions<T>, "onEvent" | "onState">;

/**
 * Why the client no longer follows a stream: the close code and the reason with which it ended or was refused. In a session the
 * connection stays open until the application calls `close`.
 */
export type StreamEnd = { readonly code: number; readonly reason: string };

const nothingReceived: ReceivedCounts = { events: 0, unknown: 0, invalid: 0 };
const idle: ConnectionStatus = { phase: "idle", losses: {}, sources: {} };
const nothingKnown: ConnectionInfo = {
  mode: "none",
  roundTripMs: undefined,
  positions: {},
  waitingCommands: 0,
};

/**
 * One stream, as an application shows it: its connection, its state, its last events and the commands sent to it.
 * Its functions do not depend on `this`.
 *
 * @typeParam T The protocol's types.
 */
export class StreamSession<T extends ProtocolTypes> {
  readonly store: StreamStore<T>;
  readonly commands: CommandList<T> = new CommandList();
  readonly #protocol: StatefulProtocol<T>;
  readonly #options: StreamSessionOptions<T>;
  readonly #listeners: Set<StreamListener<T>>;
  readonly #statusListeners = new Set<() => void>();
  #end: StreamEnd | undefined;
  #isLeft = false;
  #connection: Connection<T> | undefined;

  /** @throws TypeError if the protocol was generated for a newer contract than this runtime's, or has no state. */
  constructor(protocol: StatefulProtocol<T>, options: StreamSessionOptions<T>) {
    assertStateful(protocol);
    this.#protocol = protocol;
    this.#options = options;
    this.#listeners = new Set([options]);
    this.store = new StreamStore(protocol, { ...options, schedule: options.schedule ?? scheduleBy(options.clock) });
  }

  /** Returns the connection's status. */
  readonly getStatus = (): ConnectionStatus => this.#connection?.status ?? idle;

  /** Returns the events and states that the client could not read; `undefined` if it could read all. A part of the status. */
  readonly getLoss = (): StreamLoss | undefined => Object.values(this.getStatus().losses)[0];

  /** Returns facts about the connection beside its status. */
  readonly getInfo = (): ConnectionInfo => this.#connection?.info ?? nothingKnown;

  /** Returns how the stream has ended, or `undefined` if it has not ended. */
  readonly getEnd = (): StreamEnd | undefined => this.#end;

  /** Returns the numbers of received valid events, of events with an unknown tag, and of invalid events. */
  readonly getReceived = (): ReceivedCounts => this.#connection?.received ?? nothingReceived;

  /** Calls `listener` at each change of the status, and when the stream ends. Returns a function that removes the listener. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#statusListeners.add(listener);
    return () => {
      this.#statusListeners.delete(listener);
    };
  };

  /** Calls the callbacks of `listener` at once when an event or a state arrives. Returns a function that removes the listener. */
  readonly listen = (listener: StreamListener<T>): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /**
   * Sends an event as a command, and lists it in {@link StreamSession.commands}. Connects if {@link StreamSession.open}
   * was not called before. The command waits for the connection.
   *
   * @returns a promise of the outcome. It rejects with a {@link CommandError} and never with another error.
   */
  readonly send = (event: EventOf<T["client"]>, options?: SendOptions): Promise<CommandOutcome> => {
    const outcome = this.#send(event, options);
    this.commands.add(event, outcome);
    return outcome;
  };

  /** Dials now if the client waits for its next dial. Makes a new connection if the last one was closed or the stream has ended. */
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

  /**
   * Connects. Does nothing if the session has a connection, unless {@link StreamSession.close} has closed it.
   *
   * @throws {@link ConnectError} `BAD_URL` or `NO_WEBSOCKET`.
   */
  readonly open = (): void => {
    if (this.#connection !== undefined && !this.#isLeft) return;
    this.#isLeft = false;
    const { onEnded, onStatus } = this.#options;
    this.#connection = connect<T>(this.#protocol, {
      ...this.#options,
      losses: trackLosses(this.#options),
      onEvent: (event, position) => this.#take(event, position),
      onState: (state, position) => {
        this.store.replace(state);
        for (const listener of this.#listeners) listener.onState?.(state, position);
      },
      onEnded: (stream, code, reason) => {
        this.#end = { code, reason };
        // The last events may still wait for the browser's next frame.
        this.store.flush();
        onEnded?.(stream, code, reason);
        this.#notify();
      },
      onStatus: (status) => {
        if (status.phase === "live" && this.getInfo().mode === "plain") this.store.expectReplay();
        onStatus?.(status);
        this.#notify();
      },
    });
    // The connection reported its first status before `#connection` was set. Listeners could not read this status then, and can
    // now.
    this.#notify();
  };

  /** Closes the connection. The session keeps its state, its events and its commands. */
  readonly close = (reason?: string): void => {
    this.#isLeft = true;
    this.#connection?.close(reason);
  };

  #send(event: EventOf<T["client"]>, options?: SendOptions): Promise<CommandOutcome> {
    try {
      if (this.#connection === undefined && !this.#isLeft) this.open();
      return this.#connection?.send(event, options) ?? closed("The session is closed. Call open() first.");
    } catch (cause) {
      return closed(toError(cause).message, cause);
    }
  }

  #take(event: EventOf<T["server"]>, position: EventPosition): void {
    this.store.take(event, position.at);
    for (const { onEvent } of this.#listeners) onEvent?.(event, position);
  }

  #notify(): void {
    for (const listener of this.#statusListeners) listener();
  }
}

/** With the clock of a test the store notifies when the test moves the clock, so that the test needs no frame of a browser. */
function scheduleBy(clock: Clock = systemClock): StoreOptions["schedule"] {
  return clock === systemClock ? undefined : (flush) => void clock.after(0, flush);
}

function closed(message: string, cause?: unknown): Promise<never> {
  const outcome = Promise.reject(new CommandError("closed", message, { cause }));
  outcome.catch(() => undefined);
  return outcome;
}
