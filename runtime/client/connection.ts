import { closeReason } from "../core/base/close-code.js";
import * as closeCodes from "../core/base/close-codes.js";
import { createClientState } from "../core/client-steps/client-state.js";
import type { ClientInput, ClientOutput, ClientState, CommandOutcome } from "../core/client-steps/client-state.js";
import { clientStep } from "../core/client-steps/client-step.js";
import type { Loss } from "../core/client-steps/stream-loss.js";
import { noStreamNamed, streamOfAddress } from "../core/client-steps/outbox.js";
import type { GivenCommand } from "../core/client-steps/outbox.js";
import { attemptOf, isOver } from "../core/client-steps/turn.js";
import { differenceOf } from "../core/base/compatibility.js";
import { toError } from "../core/base/error.js";
import { subprotocols } from "../core/base/subprotocols.js";
import { createCommandId } from "../core/log/command-id.js";
import { readValue } from "../core/base/read-input.js";
import type { EventOf } from "../core/contract/v1/contract.js";
import type { Protocol, ProtocolTypes } from "../core/contract/v1/protocol.js";
import type { ServerEvent as ServerFrame } from "../core/frames/server-event.js";
import { CommandError } from "./errors.js";
import { connectionInfo } from "./connection-info.js";
import { isOnline, systemClock, watchPage } from "./environment.js";
import type { Clock } from "./environment.js";
import { Inbox } from "./inbox.js";
import type { ConnectionInfo, ConnectionStatus, ConnectOptions, ReceivedCounts, SendOptions } from "./options.js";
import { PendingCommands } from "./pending-commands.js";
import { SessionOffer } from "./session-offer.js";
import { dialFailure, socketConstructor, socketUrl } from "./socket.js";
import type { SocketConstructor, SocketLike } from "./socket.js";

type StatusListener = (status: ConnectionStatus) => void;

const noSessions = "the server speaks no sessions";

/**
 * A connection to one stream or several, which dials again when it is lost. {@link connect} makes it. Its
 * functions do not depend on `this`, so `const { send } = connect(…)` works.
 *
 * @typeParam T The protocol's types.
 */
export class Connection<T extends ProtocolTypes> {
  readonly #protocol: Protocol<T>;
  readonly #options: ConnectOptions<T>;
  readonly #inbox: Inbox<T>;
  readonly #pending = new PendingCommands();
  readonly #url: string;
  readonly #Socket: SocketConstructor;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #offer: SessionOffer;
  readonly #listeners = new Set<StatusListener>();
  readonly #unwatchPage: () => void;
  #state: ClientState;
  #status: ConnectionStatus;
  #info: ConnectionInfo | undefined;
  #socket: SocketLike | undefined;
  #cancelTimer: (() => void) | undefined;
  #sent = 0;
  /** The message of the socket's last error event. It is empty in browsers. With the package `ws` it says why a dial failed. */
  #lastError = "";

  constructor(protocol: Protocol<T>, options: ConnectOptions<T>) {
    this.#protocol = protocol;
    this.#options = options;
    this.#inbox = new Inbox(protocol, options);
    this.#url = socketUrl(options.url);
    this.#Socket = socketConstructor(options.WebSocket);
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
    this.#offer = new SessionOffer(options.mode !== "plain");
    this.#state = initialState(protocol, options);
    this.#status = { ...this.#state.connection, losses: {}, sources: this.#state.sources };
    if (options.onStatus !== undefined) this.#listeners.add(options.onStatus);
    this.#unwatchPage = watchPage((kind) => this.#step({ kind }));
    for (const command of options.outbox?.storage?.restore() ?? []) this.#step({ kind: "command", command });
    this.#step({ kind: "start" });
  }

  /** The connection's status. The same object until the status changes. */
  get status(): ConnectionStatus {
    return this.#status;
  }

  /** Facts about the connection beside its status, such as the round trip time. The same object until a fact changes. */
  get info(): ConnectionInfo {
    this.#info = connectionInfo(this.#state, this.#info);
    return this.#info;
  }

  /** The numbers of received valid events, of events with an unknown tag, and of invalid events. */
  get received(): ReceivedCounts {
    return this.#inbox.counts;
  }

  /**
   * Sends one event as a command, after all earlier commands. The command waits until the connection is open. In a session a
   * command takes effect at most once, and the promise resolves with the outcome. In plain mode the promise resolves
   * when the client has sent the event, and the network may still lose the event. The caller may ignore the promise.
   *
   * @returns a promise that rejects with a {@link CommandError} if the server refused the command, if the client gave it up,
   * or if its effect is unknown. The promise never rejects with another error.
   */
  readonly send = (event: EventOf<T["client"]>, options: SendOptions = {}): Promise<CommandOutcome> => {
    const { stream = this.#onlyStream(), ttlMs } = options;
    const input = readValue(this.#protocol.client, event);
    if (input.outcome !== "event" && this.#options.validateOutgoing !== false) {
      return refused(new CommandError("invalid", input.error.message, { cause: input.error }));
    }
    if (stream === undefined) return refused(new CommandError("not_subscribed", noStreamNamed));
    const id = createCommandId(Date.now(), Math.random, this.#sent++);
    const outcome = this.#pending.add(id, `"${this.#protocol.client.nameOf(event)}"`);
    // Every client event is an object, because every client event has a tag.
    this.#step({ kind: "command", command: { id, stream, event: event as GivenCommand["event"], ttlMs } });
    return outcome;
  };

  /** Follows another stream over the same socket. Works only in a session. */
  readonly follow = (stream: string): void => this.#step({ kind: "subscribe", stream });

  /** Stops following a stream. Works only in a session. */
  readonly unfollow = (stream: string): void => this.#step({ kind: "unsubscribe", stream });

  /** Replaces the token for later dials, and sends it to the server if a session is open. */
  readonly setToken = (token: string): void => this.#step({ kind: "token", token });

  /** Dials now if the client is waiting for its next dial. */
  readonly reconnect = (): void => this.#step({ kind: "online" });

  /** Closes the connection for good. Further calls of `close` do nothing. To connect again, call {@link connect}. */
  readonly close = (reason = "closed by the application"): void => {
    this.#step({ kind: "stop", code: closeCodes.done, reason });
  };

  /** Calls `listener` with each new status from now on. Returns a function that removes the listener. */
  readonly subscribe = (listener: StatusListener): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  #onlyStream(): string | undefined {
    const { cursors, session } = this.#state;
    const [only, another] = cursors.keys();
    // In plain mode the address alone names the stream.
    const isPlain = this.#options.mode === "plain" || session.phase === "plain";
    if (another !== undefined && !isPlain) return undefined;
    return only ?? (session.phase === "open" ? undefined : streamOfAddress);
  }

  #step(input: ClientInput): void {
    const nowMs = this.#clock.now();
    const before = this.#state;
    const { state, outputs } = clientStep(before, { input, nowMs, random: this.#random() }, this.#options.losses?.account);
    this.#state = state;
    const isNews = before.connection !== state.connection || before.losses !== state.losses || before.sources !== state.sources;
    if (isNews) this.#status = { ...state.connection, losses: state.losses, sources: state.sources };
    const status = this.#status;
    this.#inbox.guard(() => this.#options.outbox?.storage?.keep(state.outbox, nowMs));
    if (isOver(state)) this.#unwatchPage();
    this.#wake(state.wakeMs, nowMs);
    for (const output of outputs) this.#inbox.guard(() => this.#act(output));
    // Performing an output may have caused a newer step. The newer step has already reported its status, so this step reports
    // none.
    if (!isNews || this.#status !== status) return;
    for (const listener of this.#listeners) this.#inbox.guard(() => listener(this.status));
  }

  #wake(wakeMs: number | undefined, nowMs: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer =
      wakeMs === undefined ? undefined : this.#clock.after(Math.max(0, wakeMs - nowMs), () => this.#step({ kind: "timer" }));
  }

  #act(output: ClientOutput): void {
    const { onState, onSynced, onEnded, onWarning, losses } = this.#options;
    switch (output.action) {
      case "dial":
        return void this.#dial(output.attempt);
      case "drop":
        this.#socket?.close(output.code, closeReason(output.reason));
        this.#socket = undefined;
        return;
      case "send":
        return this.#socket?.send(JSON.stringify(output.frame));
      case "sendEvent":
        return this.#socket?.send(JSON.stringify(output.event));
      case "events":
        return this.#missed(output.stream, this.#inbox.takeEvents(output));
      case "part":
        return losses?.addPart(output.part);
      case "state":
        return this.#missed(output.stream, losses?.takeState(output, this.#protocol, this.#state, onState) ?? []);
      case "synced":
        return onSynced?.(output.recovered, { stream: output.stream, at: output.at });
      case "ended":
        return onEnded?.(output.stream, output.code, output.reason);
      case "loss":
        return losses?.onLoss?.(output.loss, output.stream);
      case "finish":
        return this.#pending.finish(output.id, output.outcome);
      case "warn":
        return onWarning?.(`the server speaks ${differenceOf(this.#state.options.protocol, output.protocol)}`);
      case "reset":
    }
  }

  #missed(stream: string, losses: readonly Loss[]): void {
    if (losses.length > 0) this.#step({ kind: "missed", stream, losses });
  }

  async #dial(attempt: number): Promise<void> {
    this.#lastError = "";
    try {
      const { token } = this.#options;
      if (typeof token === "function") this.setToken(await token());
      if (attemptOf(this.#state) !== attempt || this.status.phase !== "connecting") return;
      this.#socket = new this.#Socket(this.#url, this.#offer.isMade ? [...subprotocols] : []);
      this.#listen(this.#socket, attempt);
    } catch (thrown) {
      this.#lost(attempt, closeCodes.abnormal, toError(thrown).message);
    }
  }

  #listen(socket: SocketLike, attempt: number): void {
    socket.addEventListener("open", () => {
      this.#step({ kind: "opened", attempt, subprotocol: subprotocols.find((name) => name === socket.protocol) });
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
      if (this.#state.session.phase === "none" && this.#offer.failed(this.#lastError))
        this.#lost(attempt, closeCodes.otherOffer, noSessions);
      else this.#lost(attempt, code, reason === "" ? dialFailure(this.#lastError) : reason);
    });
  }

  #receive(data: unknown, attempt: number): void {
    const { phase } = this.#state.session;
    if (phase === "plain") {
      this.#inbox.receive(data);
      return;
    }
    const frame = frameOf(data);
    if (frame) {
      this.#offer.isOpen = false;
      this.#step({ kind: "frame", attempt, frame });
      return;
    }
    // The server has accepted the subprotocol of sessions and sends no frames: some servers accept every subprotocol that a
    // client offers.
    if (phase === "greeted" && this.#offer.isOpen) this.#offer.withdraw();
    this.#act({ action: "drop", code: closeCodes.outOfStep, reason: noSessions });
    this.#lost(attempt, this.#offer.isMade ? closeCodes.outOfStep : closeCodes.otherOffer, noSessions);
  }

  #lost(attempt: number, code: number, reason: string): void {
    this.#step({ kind: "lost", attempt, code, reason, isOnline: isOnline() });
  }
}

function refused(reason: Error): Promise<never> {
  const promise = Promise.reject(reason);
  promise.catch(() => undefined);
  return promise;
}

/** Parses a frame of the server without validating its fields. Returns null or `undefined` for a message that is no frame. */
function frameOf(data: unknown): ServerFrame | null | undefined {
  try {
    const frame = JSON.parse(String(data)) as ServerFrame | null;
    return String(frame?.type).startsWith("$") ? frame : null;
  } catch {
    return undefined;
  }
}

function initialState<T extends ProtocolTypes>(protocol: Protocol<T>, options: ConnectOptions<T>): ClientState {
  const { name, version, digest, peers } = protocol;
  const { streams = [], token, outbox } = options;
  const { maxCommands = 64, maxBytes = 262_144, timeLimitMs = 60_000 } = outbox ?? {};
  return createClientState(
    {
      protocol: { name, version, digest },
      client: createCommandId(Date.now(), Math.random, 0),
      matrix: peers,
      asksToken: typeof token === "function",
      outbox: { maxCommands, maxBytes, timeLimitMs },
    },
    streams,
    typeof token === "string" ? token : undefined,
  );
}
