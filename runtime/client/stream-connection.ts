import { closeCodes, closeReason } from "../core/close-code.js";
import { connectionStep } from "../core/client-steps/connection-step.js";
import type { ConnectionInput, ConnectionOutput } from "../core/client-steps/connection-step.js";
import { ConnectionError, toError } from "../core/error.js";
import { outgoingError } from "../core/read-input.js";
import { isOnline, systemClock, watchNetwork } from "./environment.js";
import type { Clock } from "./environment.js";
import { Inbox } from "./inbox.js";
import type { ConnectionStatus, ConnectOptions, ReceivedCounts } from "./options.js";
import { socketConstructor, socketUrl } from "./socket.js";
import type { SocketConstructor, SocketLike } from "./socket.js";

/** Called with every new status. */
export type StatusListener = (status: ConnectionStatus) => void;

/**
 * A connection to one stream that dials again when it is lost. Made by {@link connect}. Its functions
 * do not depend on `this` and may be taken apart.
 */
export class StreamConnection<S, SN extends string, C, CN extends string> {
  readonly #options: ConnectOptions<S, SN, C, CN>;
  readonly #inbox: Inbox<S, SN, C, CN>;
  readonly #url: string;
  readonly #Socket: SocketConstructor;
  readonly #clock: Clock;
  readonly #listeners = new Set<StatusListener>();
  readonly #unwatchNetwork: () => void;
  #status: ConnectionStatus = { phase: "idle" };
  #socket: SocketLike | undefined;
  #cancelTimer: (() => void) | undefined;
  /** ws tells why a dial failed only in its error event; browsers never tell. */
  #lastError = "";

  constructor(options: ConnectOptions<S, SN, C, CN>) {
    this.#options = options;
    this.#inbox = new Inbox(options);
    this.#url = socketUrl(options.url);
    this.#Socket = socketConstructor(options.WebSocket);
    this.#clock = options.clock ?? systemClock;
    if (options.onStatus !== undefined) this.#listeners.add(options.onStatus);
    this.#unwatchNetwork = watchNetwork((online) => {
      this.#step(online ? { kind: "online" } : { kind: "offline", nowMs: this.#clock.now() });
    });
    this.#step({ kind: "start" });
  }

  /** Where the connection stands. The same object until it changes. */
  get status(): ConnectionStatus {
    return this.#status;
  }

  /** How many events arrived, and how many were of an unknown type or invalid. */
  get received(): ReceivedCounts {
    return this.#inbox.counts;
  }

  /**
   * Sends one event. It is not kept for later: what is sent as the connection breaks may be lost.
   *
   * @throws {@link ConnectionError} `NOT_OPEN` unless the status is `live`.
   * @throws {@link ProtocolError} when the event is not what its schema says.
   */
  readonly send = (event: C): void => {
    const error = this.#options.validateOutgoing === false ? undefined : outgoingError(this.#options.events.client, event);
    if (error !== undefined) throw error;
    if (this.#socket?.readyState !== 1) throw new ConnectionError("NOT_OPEN", this.#notOpenMessage());
    this.#socket.send(JSON.stringify(event));
  };

  /** Closes for good. Further calls do nothing; to come back, call {@link connect} again. */
  readonly close = (reason = "closed by the application"): void => {
    this.#step({ kind: "stop", code: closeCodes.done, reason: closeReason(reason) });
  };

  /** Calls `listener` with every new status, from the next on. The result ends that. */
  readonly subscribe = (listener: StatusListener): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  #notOpenMessage(): string {
    const advice = this.#status.phase === "closed" ? "Call connect() again." : 'Wait until the status is "live".';
    return `cannot send: the connection is ${this.#status.phase}. ${advice}`;
  }

  #step(input: ConnectionInput): void {
    const { state, outputs } = connectionStep(this.#status, input);
    const hasChanged = state !== this.#status;
    this.#status = state;
    if (state.phase === "closed") this.#unwatchNetwork();
    for (const output of outputs) this.#perform(output);
    // A listener may step again; the later status is then told first and this one is history.
    if (hasChanged && this.#status === state) this.#notify(state);
  }

  #notify(status: ConnectionStatus): void {
    for (const listener of this.#listeners) {
      this.#inbox.guard(() => {
        listener(status);
      });
    }
  }

  #perform(output: ConnectionOutput): void {
    switch (output.action) {
      case "dial":
        this.#dial(output.attempt);
        return;
      case "drop":
        this.#socket?.close(output.code, output.reason);
        this.#socket = undefined;
        return;
      case "wait":
        this.#wait(output.attempt, output.delayMs);
        return;
      case "cancel":
        this.#cancelTimer?.();
    }
  }

  #wait(attempt: number, delayMs: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#clock.after(delayMs, () => {
      this.#step({ kind: "timer", attempt, nowMs: this.#clock.now(), random: this.#random() });
    });
  }

  #dial(attempt: number): void {
    this.#lastError = "";
    try {
      this.#socket = new this.#Socket(this.#url);
      this.#listen(this.#socket, attempt);
    } catch (thrown) {
      this.#lost(attempt, closeCodes.abnormal, toError(thrown).message);
    }
  }

  #listen(socket: SocketLike, attempt: number): void {
    socket.addEventListener("open", () => {
      this.#step({ kind: "opened", attempt, nowMs: this.#clock.now() });
    });
    socket.addEventListener("message", ({ data }) => {
      if (this.#socket === socket) this.#inbox.receive(data);
    });
    socket.addEventListener("error", (event) => {
      if (this.#socket === socket) this.#lastError = "message" in event ? String(event.message) : "";
    });
    socket.addEventListener("close", ({ code, reason }) => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#lost(attempt, code, reason === "" ? this.#lastError : reason);
    });
  }

  #lost(attempt: number, code: number, reason: string): void {
    const nowMs = this.#clock.now();
    this.#step({ kind: "lost", attempt, code, reason, nowMs, random: this.#random(), isOnline: isOnline() });
  }

  #random(): number {
    return (this.#options.random ?? Math.random)();
  }
}
