import { closeReason } from "../core/base/close-code.js";
import * as closeCodes from "../core/base/close-codes.js";
import { createClientState } from "../core/client-steps/client-state.js";
import type { ClientHappening, ClientOutput, ClientState } from "../core/client-steps/client-state.js";
import { clientStep } from "../core/client-steps/client-step.js";
import { streamOfAddress } from "../core/client-steps/outbox.js";
import type { GivenCommand } from "../core/client-steps/outbox.js";
import { attemptOf, isOver } from "../core/client-steps/turn.js";
import { differenceOf } from "../core/base/compatibility.js";
import type { SupportMatrix } from "../core/base/compatibility.js";
import { ConnectionError, toError } from "../core/base/error.js";
import { createCommandId } from "../core/log/command-id.js";
import { outgoingError } from "../core/base/read-input.js";
import type { ServerEvent as ServerFrame } from "../core/frames/server-event.js";
import { CommandDesk } from "./command-desk.js";
import type { CommandAck } from "./command-error.js";
import { connectionInfo } from "./connection-info.js";
import { isOnline, systemClock, watchPage } from "./environment.js";
import type { Clock } from "./environment.js";
import { Inbox } from "./inbox.js";
import type { ConnectionInfo, ConnectionStatus, ConnectOptions, ProtocolDescriptor, ReceivedCounts, SendOptions } from "./options.js";
import { SessionOffer, subprotocol } from "./session-offer.js";
import { socketConstructor, socketUrl } from "./socket.js";
import type { SocketConstructor, SocketLike } from "./socket.js";

/** Called with every new status. */
export type StatusListener = (status: ConnectionStatus) => void;

const noProtocol = { name: "", version: "", digest: "" };
const noSessions = "the server does not speak sessions";

/**
 * A connection to one stream, or several, that dials again when it is lost. Made by {@link connect}. Its
 * functions do not depend on `this` and may be taken apart.
 */
export class StreamConnection<S, SN extends string, C, CN extends string> {
  readonly #options: ConnectOptions<S, SN, C, CN>;
  readonly #inbox: Inbox<S, SN, C, CN>;
  readonly #desk: CommandDesk;
  readonly #url: string;
  readonly #Socket: SocketConstructor;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #offer: SessionOffer;
  readonly #listeners = new Set<StatusListener>();
  readonly #unwatchPage: () => void;
  #state: ClientState;
  #info: ConnectionInfo;
  #socket: SocketLike | undefined;
  #cancelTimer: (() => void) | undefined;
  #sent = 0;
  /** ws tells why a dial failed only in its error event; browsers never tell. */
  #lastError = "";

  constructor(options: ConnectOptions<S, SN, C, CN>) {
    this.#options = options;
    this.#inbox = new Inbox(options);
    this.#desk = new CommandDesk(options.outbox?.storage);
    this.#url = socketUrl(options.url);
    this.#Socket = socketConstructor(options.WebSocket);
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
    this.#offer = new SessionOffer(options.protocol !== undefined);
    this.#state = initialState(options);
    this.#info = connectionInfo(this.#state, undefined);
    if (options.onStatus !== undefined) this.#listeners.add(options.onStatus);
    this.#unwatchPage = watchPage((kind) => this.#step({ kind }));
    this.#restore();
    this.#step({ kind: "start" });
  }

  /** Where the connection stands. The same object until it changes. */
  get status(): ConnectionStatus {
    return this.#state.connection;
  }

  /** What else is known of it. The same object until something in it changes. */
  get info(): ConnectionInfo {
    return this.#info;
  }

  /** How many events arrived, and how many were of an unknown type or invalid. */
  get received(): ReceivedCounts {
    return this.#inbox.counts;
  }

  /**
   * Sends one event, now or as soon as the connection allows, in order. It may be called before the connection
   * is open: the event waits then, and goes to the stream that the server names. In session mode it takes effect at
   * most once, and the promise tells how it ended; in plain mode it resolves as the event goes out, which may
   * be lost then. Nobody has to wait for the promise.
   *
   * @returns rejects with a {@link ProtocolError} when the event is not what its schema says, else with a
   * {@link CommandError} when the command was refused, expired, or is not known to have taken effect.
   */
  readonly send = (event: C, { stream, ttlMs }: SendOptions = {}): Promise<CommandAck> => {
    const error = this.#options.validateOutgoing === false ? undefined : outgoingError(this.#options.events.client, event);
    const target = stream ?? this.#onlyStream();
    if (error !== undefined || target === undefined) return refused(error ?? new ConnectionError("NOT_OPEN", whichStream));
    const id = createCommandId(Date.now(), Math.random, this.#sent++);
    const answer = this.#desk.wait(id);
    // The client's events are objects: their schema has a tag.
    this.#command({ id, stream: target, event: event as GivenCommand["event"], ttlMs });
    return answer;
  };

  /** Follows another stream over the same socket, in session mode. */
  readonly follow = (stream: string): void => this.#step({ kind: "subscribe", stream });

  /** Follows a stream no longer. */
  readonly unfollow = (stream: string): void => this.#step({ kind: "unsubscribe", stream });

  /** Replaces the token, also of the connection that is open. */
  readonly setToken = (token: string): void => this.#step({ kind: "token", token });

  /** Dials now if it is waiting to. */
  readonly reconnect = (): void => this.#step({ kind: "online" });

  /** Closes for good. Further calls do nothing; to come back, call {@link connect} again. */
  readonly close = (reason = "closed by the application"): void => {
    this.#step({ kind: "stop", code: closeCodes.done, reason });
  };

  /** Calls `listener` with every new status, from the next on. The result ends that. */
  readonly subscribe = (listener: StatusListener): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  #onlyStream(): string | undefined {
    const { cursors, link } = this.#state;
    const [only, another] = cursors.keys();
    // In plain mode the address alone tells.
    const isPlain = this.#options.protocol === undefined || link.mode === "plain";
    if (another !== undefined && !isPlain) return undefined;
    return only ?? (link.mode === "session" ? undefined : streamOfAddress);
  }

  #restore(): void {
    for (const { id, stream, event, expiresAtMs, wasSent } of this.#desk.stored()) {
      this.#command({ id, stream, event, wasSent, ttlMs: expiresAtMs - Date.now() });
    }
  }

  #command(command: GivenCommand): void {
    this.#step({ kind: "command", command });
  }

  #step(happening: ClientHappening): void {
    const nowMs = this.#clock.now();
    const before = this.#state;
    const { state, outputs } = clientStep(before, { ...happening, nowMs, random: this.#random() });
    this.#state = state;
    this.#info = connectionInfo(state, this.#info);
    this.#inbox.guard(() => this.#desk.keep(state, nowMs));
    if (isOver(state)) this.#unwatchPage();
    this.#wake(state.wakeMs, nowMs);
    for (const output of outputs) this.#perform(output);
    // A listener may step again; the later status is then told first and this one is history.
    if (before.connection !== state.connection && this.#state.connection === state.connection) this.#notify();
  }

  #notify(): void {
    for (const listener of this.#listeners) this.#inbox.guard(() => listener(this.status));
  }

  #wake(wakeMs: number | undefined, nowMs: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer =
      wakeMs === undefined ? undefined : this.#clock.after(Math.max(0, wakeMs - nowMs), () => this.#step({ kind: "timer" }));
  }

  #perform(output: ClientOutput): void {
    this.#inbox.guard(() => this.#act(output));
  }

  #act(output: ClientOutput): void {
    const { onState, onSynced, onEnded, onWarning } = this.#options;
    switch (output.action) {
      case "dial":
        return void this.#dial(output.attempt, output.needsToken);
      case "drop":
        this.#socket?.close(output.code, closeReason(output.reason));
        this.#socket = undefined;
        return;
      case "send":
        return this.#socket?.send(JSON.stringify(output.frame));
      case "sendEvent":
        return this.#socket?.send(JSON.stringify(output.event));
      case "events":
        return this.#inbox.takeEvents(output.events, output);
      case "state":
        return onState?.(JSON.parse(output.text), output);
      case "synced":
        return onSynced?.(output.recovered, output);
      case "ended":
        return onEnded?.(output.stream, output.code, output.reason);
      case "settle":
        return this.#desk.settle(output.id, output.settlement);
      case "warn":
        return onWarning?.(`the server speaks ${differenceOf(this.#state.options.protocol, output.protocol)}`);
      case "reset":
    }
  }

  async #dial(attempt: number, needsToken: boolean): Promise<void> {
    this.#lastError = "";
    try {
      const { token } = this.#options;
      if (needsToken && typeof token === "function") this.setToken(await token());
      if (attemptOf(this.#state) !== attempt || this.status.phase !== "connecting") return;
      this.#socket = this.#offer.isMade ? new this.#Socket(this.#url, [subprotocol]) : new this.#Socket(this.#url);
      this.#listen(this.#socket, attempt);
    } catch (thrown) {
      this.#lost(attempt, closeCodes.abnormal, toError(thrown).message);
    }
  }

  #listen(socket: SocketLike, attempt: number): void {
    let isOpen = false;
    socket.addEventListener("open", () => {
      isOpen = true;
      this.#step({ kind: "opened", attempt, isSession: socket.protocol === subprotocol });
    });
    socket.addEventListener("message", ({ data }) => {
      if (this.#socket === socket) this.#receive(data, attempt);
    });
    socket.addEventListener("error", (event) => {
      if (this.#socket === socket) this.#lastError = "message" in event ? String(event.message) : "";
    });
    socket.addEventListener("close", ({ code, reason }) => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      if (!isOpen && this.#offer.failed(this.#lastError)) this.#lost(attempt, closeCodes.otherOffer, noSessions);
      else this.#lost(attempt, code, reason === "" ? this.#lastError : reason);
    });
  }

  #receive(data: unknown, attempt: number): void {
    const { mode } = this.#state.link;
    if (mode === "plain") {
      this.#inbox.receive(data);
      return;
    }
    const frame = frameOf(data);
    if (frame !== undefined) {
      this.#offer.wasTaken();
      this.#step({ kind: "frame", attempt, frame });
      return;
    }
    // A server that takes whatever subprotocol is offered, and speaks none.
    if (mode === "greeted" && this.#offer.isOpen) this.#offer.withdraw();
    this.#perform({ action: "drop", code: closeCodes.outOfStep, reason: "expected a frame of the session protocol" });
    this.#lost(attempt, this.#offer.isMade ? closeCodes.outOfStep : closeCodes.otherOffer, noSessions);
  }

  #lost(attempt: number, code: number, reason: string): void {
    this.#step({ kind: "lost", attempt, code, reason, isOnline: isOnline() });
  }
}

const whichStream = "cannot send: name the stream to send to, because several are followed, or none";

function refused(reason: Error): Promise<never> {
  const promise = Promise.reject(reason);
  promise.catch(() => undefined);
  return promise;
}

/** A frame of the server, which is trusted with what is in it; `undefined` for anything else. */
function frameOf(data: unknown): ServerFrame | undefined {
  try {
    const value: unknown = JSON.parse(String(data));
    const isFrame = typeof value === "object" && value !== null && "type" in value && String(value.type).startsWith("$");
    return isFrame ? (value as ServerFrame) : undefined;
  } catch {
    return undefined;
  }
}

function initialState<S, SN extends string, C, CN extends string>(options: ConnectOptions<S, SN, C, CN>): ClientState {
  const { protocol = noProtocol, streams = [], token, outbox } = options;
  const { maxCommands = 64, maxBytes = 262_144, timeLimitMs = 60_000 } = outbox ?? {};
  const { name, version, digest } = protocol;
  return createClientState(
    {
      protocol: { name, version, digest },
      client: createCommandId(Date.now(), Math.random, 0),
      matrix: matrixOf(protocol),
      outbox: { maxCommands, maxBytes, timeLimitMs },
    },
    streams,
    typeof token === "string" ? token : undefined,
  );
}

function matrixOf({ peers = {} }: ProtocolDescriptor): SupportMatrix {
  return Object.fromEntries(Object.entries(peers).map(([digest, { asServer }]) => [digest, asServer === "accept" ? "same" : asServer]));
}
