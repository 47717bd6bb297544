import type { IncomingMessage } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import { isOwnCloseCode } from "../core/base/close-code.js";
import * as closeCodes from "../core/base/close-codes.js";
import { StreamError } from "../core/base/error.js";
import { newestSubprotocol } from "../core/base/subprotocols.js";
import type { EventOf } from "../core/contract/v1/contract.js";
import type { Protocol, ProtocolTypes } from "../core/contract/v1/protocol.js";
import type { PrincipalInfo } from "../core/delivery/served-connection.js";
import { ownTime } from "./driver/answers.js";
import type { ConnectionFilter } from "./driver/driver-connection.js";
import { principalInfo } from "./driver/principal-info.js";
import { admit } from "./http/admission.js";
import type { Admitted, Verdict } from "./http/admission.js";
import { ConnectLimiter } from "./http/connect-limiter.js";
import { FairTurns } from "./socket/fair-turns.js";
import { sharedDeflate } from "./socket/deflate-frames.js";
import { Heartbeat, healthLimitsMs } from "./heartbeat.js";
import type { Closed, CloseOptions, DisconnectOptions, DrainOptions } from "./end-options.js";
import { prometheusText } from "./metrics.js";
import { Refusals } from "./http/refusals.js";
import type { Refusal, UpgradeRequest } from "./http/refusals.js";
import { Route } from "./http/route.js";
import { createServing } from "./serving.js";
import type { Serving } from "./serving.js";
import { Settings } from "./settings.js";
import { StreamEntries } from "./stream-entries.js";
import type { StreamEntry } from "./stream-entries.js";
import { NewestBatch } from "./socket/frame-batch.js";
import { SocketPort } from "./socket/socket-port.js";
import type { Stream, StreamOptions } from "./stream/stream-types.js";
import type { StreamServerOptions, StreamServerStats } from "./types.js";
import { UpgradeListeners } from "./http/upgrade-listeners.js";
import type { AttachableServer } from "./http/upgrade-listeners.js";
import { Visits } from "./visits.js";

const drainLookMs = 20;
const sealingShare = 0.2;

/** A server of typed event streams over WebSocket. Created by {@link createStreamServer}. */
export class StreamServer<T extends ProtocolTypes, P> {
  readonly #settings: Settings<T, P>;
  readonly #serving: Serving<T, P>;
  readonly #route: Route;
  readonly #listeners: UpgradeListeners;
  readonly #heartbeat: Heartbeat;
  readonly #wss: WebSocketServer;
  readonly #shared = { batches: new NewestBatch(), turns: new FairTurns() };
  readonly #refusals: Refusals;
  readonly #limiter: ConnectLimiter;
  readonly #visits = new Visits();
  readonly #entries: StreamEntries<T, P>;
  #lastConnectionId = 0;
  #isDraining = false;
  /** True after the warning about principals without an id. */
  #hasWarned = false;
  #closing: Promise<Closed> | undefined;

  constructor(protocol: Protocol<T>, options: StreamServerOptions<T, P>) {
    this.#settings = new Settings(protocol, options);
    const { limits } = this.#settings;
    this.#route = new Route(options.path, limits.maxStreamIdLength);
    this.#serving = createServing(this.#settings, (stream) => {
      this.#visits.leave(stream);
      this.#closeIfUnused(stream);
    });
    this.#entries = new StreamEntries(this.#settings, this.#serving, this.#visits);
    this.#limiter = new ConnectLimiter(limits.connectRate, limits.connectRatePerAddress, performance.now());
    this.#listeners = new UpgradeListeners((request, socket, head, isLoopback) => this.#take(request, socket, head, isLoopback));
    this.#heartbeat = new Heartbeat(healthLimitsMs(this.#settings), () => this.#serving.driver.tick());
    const { maxPayloadBytes: maxPayload, maxFragments } = limits;
    const perMessageDeflate = options.compression === true ? sharedDeflate : false;
    // The intake of a connection answers pings, within the connection's share of the server's time.
    this.#wss = new WebSocketServer({ noServer: true, maxPayload, maxFragments, perMessageDeflate, handleProtocols, autoPong: false });
    const { counters, logger } = this.#settings;
    this.#refusals = new Refusals({
      wss: this.#wss,
      nowMs: () => performance.now(),
      warn: (details, line) => logger.warn(details, line),
      count: () => counters.refusedUpgrades++,
    });
  }

  /**
   * Handles the upgrade requests of an HTTP server whose address matches the option `path`. Other requests stay with their own
   * handlers. If the HTTP server has no other upgrade handler, upgrade requests of other addresses get HTTP status 404.
   *
   * @throws {@link StreamError} `SERVER_CLOSED` after `close()`.
   */
  attach(httpServer: AttachableServer): void {
    if (this.#closing !== undefined)
      throw new StreamError("SERVER_CLOSED", "The server is closed, so it cannot be attached. Create a new server.");
    this.#listeners.add(httpServer);
  }

  /**
   * Opens a stream. From then on only this process can write to the stream. If the log already holds the stream, it continues
   * after its last event. Calls with the same options share one promise. After a rejection the stream is not open, and you can
   * call `open` again.
   *
   * If another version of the protocol has stored the stream's state, `open` uses the state only if that is proved to be safe.
   * Otherwise it takes the option `migrate`, or computes the state from the first event. If neither is possible, it rejects
   * before it takes the stream from another process.
   *
   * @param options Replace the server's `commands`, `gate` and `migrate` for this stream.
   * @returns a promise that rejects with {@link StreamError} `STREAM_ALREADY_OPEN` if the stream is open with other
   * options, with `STREAM_ID_INVALID` if no URL can carry the id, or with `SERVER_CLOSED`. It rejects with `STATE_UNREADABLE` if
   * the server cannot restore the state. It also rejects with an error of the log or of the protocol's state.
   */
  open(id: string, options?: StreamOptions<T, P>): Promise<Stream<T>> {
    this.#visits.keep(id);
    return this.#serving.streams.open(id, options);
  }

  /** Returns an open stream. Returns `undefined` if the stream is not open, or is still being opened. */
  stream(id: string): Stream<T> | undefined {
    const stream = this.#serving.streams.current(id);
    if (stream !== undefined) this.#visits.keep(id);
    return stream;
  }

  /**
   * Publishes an event by the id of its stream. While the stream is being opened, the event waits after earlier ones. In the mode
   * `plain` this method opens a stream that is not open.
   *
   * @returns false if more than half of the events that may wait for the log are waiting, as {@link Stream.publish} does.
   * @throws {@link ProtocolError} if the event does not match its schema.
   * @throws {@link StreamError} `STREAM_NOT_OPEN` if nobody has opened the stream, `SERVER_CLOSED`, and the errors of
   * {@link Stream.publish}.
   */
  broadcast(id: string, event: EventOf<T["server"]>): boolean {
    return this.#serving.streams.broadcast(id, event);
  }

  /**
   * Closes connections at once. A client that gets the default code does not connect again by itself.
   *
   * ```ts
   * server.disconnect({ principal: "ada" }); // Ada's account was locked.
   * ```
   *
   * @param filter Which connections to close: those that match every given field.
   * @param options `code` is 1000 or a number from 3000 to 4999. @default code 4403, reason "the server has ended the connection"
   * @returns the number of connections that the server closes.
   * @throws RangeError for another code.
   */
  disconnect(filter: ConnectionFilter, options: DisconnectOptions = {}): number {
    const { code = closeCodes.forbidden, reason = "the server has ended the connection" } = options;
    if (!isOwnCloseCode(code))
      throw new RangeError(`disconnect: expected the code 1000, or a whole number from 3000 to 4999, got ${String(code)}`);
    return this.#serving.driver.disconnect(filter, code, reason);
  }

  /**
   * Asks the option `authorize` again for each stream that a connection follows. Ends the subscriptions that the function now
   * refuses. Call this method when the rights of somebody have changed.
   *
   * @param filter Which connections to ask for: those that match every given field. @default all connections
   */
  reauthorize(filter: ConnectionFilter = {}): void {
    this.#serving.driver.reauthorize(filter);
  }

  /** Returns the server's counters since its creation, and its current figures such as the number of connections. */
  stats(): StreamServerStats {
    const { streams, driver } = this.#serving;
    const { connections, sessions, laggingConnections, waitingBytes, waitingStateBytes } = driver;
    const figures = { connections, sessions, laggingConnections, waitingBytes, waitingStateBytes, ...streams.backlog };
    return { streams: streams.size, ...figures, ...this.#settings.counters };
  }

  /** Returns {@link StreamServer.stats} in the text format of Prometheus. */
  metrics(): string {
    return prometheusText(this.stats());
  }

  /**
   * Closes the server without losing events. Accepts no new clients, and asks all clients to connect again later, each at another
   * time. Waits until the log has stored every event, and then closes, within `deadlineMs` for all of this together. Stop publishing
   * before you call this method: after it, `publish` throws `STREAM_CLOSED` and `open` rejects with `SERVER_CLOSED`.
   *
   * @returns the number of events that the log had not stored in time.
   */
  async drain({ reason = "restart", afterMs = 500, spreadMs = 5_000, deadlineMs = 5_000 }: DrainOptions = {}): Promise<Closed> {
    this.#isDraining = true;
    this.#serving.waits.close();
    const { streams, driver } = this.#serving;
    const endMs = performance.now() + deadlineMs;
    // Keeps a part of the time for the states, which the server stores when it closes the streams.
    const leaveMs = endMs - deadlineMs * sealingShare;
    await untilTime(streams.flushed(), leaveMs);
    driver.drain(reason, afterMs, spreadMs);
    // oxlint-disable-next-line no-await-in-loop -- waits until the clients have closed their connections
    while (driver.connections > 0 && performance.now() < leaveMs) await pause(drainLookMs);
    return this.close({ code: closeCodes.restart, reason, deadlineMs: Math.max(0, endMs - performance.now()) });
  }

  /**
   * Ends all streams and closes every connection. Removes its handlers from the HTTP servers, which stay open. Resolves when all
   * connections are closed, at the latest after `deadlineMs`. Later calls return the same promise.
   *
   * @returns the number of events that the log had not stored in time.
   */
  close(options: CloseOptions = {}): Promise<Closed> {
    this.#closing ??= this.#close(options);
    return this.#closing;
  }

  async #close(options: CloseOptions): Promise<Closed> {
    const { code = closeCodes.goingAway, reason = "the server is going away", deadlineMs = 5_000 } = options;
    const endMs = performance.now() + deadlineMs;
    this.#listeners.removeAll();
    this.#heartbeat.stop();
    this.#serving.waits.close();
    const { streams, driver } = this.#serving;
    driver.prepareClose(code, reason);
    streams.close(code, reason);
    await untilTime(streams.ended(), endMs);
    const unsaved = streams.stop();
    driver.closeAll(code, reason);
    const deadline = setTimeout(
      () => {
        for (const client of this.#wss.clients) client.terminate();
      },
      Math.max(0, endMs - performance.now()),
    );
    await new Promise<void>((resolve) => this.#wss.close(() => resolve()));
    clearTimeout(deadline);
    return { unsaved };
  }

  #take(request: IncomingMessage, socket: Duplex, head: Buffer, isLoopback: () => boolean): boolean {
    const match = this.#route.match(request.url ?? "");
    if (match.outcome === "foreign") return false;
    const upgrade = { request, socket, head, isLoopback };
    if (match.outcome === "malformed")
      this.#refusals.refuse(upgrade, { status: 400, message: "the stream id in the address is malformed" });
    else this.#admit(upgrade, match.stream);
    return true;
  }

  #admit(upgrade: Upgrade, stream: string): void {
    try {
      if (!this.#limiter.admits(upgrade.request.socket, performance.now()))
        return this.#refusals.refuse(upgrade, { status: 429, message: "too many connections" });
      const verdict = admit(upgrade, stream, this.#settings);
      // Most servers ask nobody, and most streams are open. Such a client needs no timer and no promise.
      const isKnown = !(verdict instanceof Promise) && this.#serving.streams.current(stream) !== undefined;
      if (isKnown) this.#enter(upgrade, stream, verdict, "open");
      else void this.#admitLater(upgrade, stream, verdict);
    } catch (thrown) {
      this.#undecided(upgrade, thrown);
    }
  }

  async #admitLater(upgrade: Upgrade, stream: string, verdict: Verdict<P> | Promise<Verdict<P>>): Promise<void> {
    const { socket } = upgrade;
    const { limits } = this.#settings;
    // Until ws uses the socket, the socket has no other listener, and an event 'error' without a listener would end the process.
    socket.on("error", () => socket.destroy());
    const timer = setTimeout(() => socket.destroy(), limits.admissionTimeoutMs + limits.unknownStreamMs);
    try {
      const decided = await verdict;
      const entry = decided.outcome === "admitted" ? await this.#entries.inTime(stream, decided) : "none";
      clearTimeout(timer);
      this.#enter(upgrade, stream, decided, entry);
    } catch (thrown) {
      this.#undecided(upgrade, thrown);
    }
  }

  #undecided(upgrade: Upgrade, thrown: unknown): void {
    this.#settings.report(thrown);
    this.#refusals.refuse(upgrade, { status: 500, message: "the server could not decide whether you may connect" });
  }

  /** Upgrades the connection of a client that the server admits. Refuses any other client. */
  #enter(upgrade: Upgrade, stream: string, verdict: Verdict<P>, entry: StreamEntry): void {
    const { request, socket, head } = upgrade;
    if (this.#closing !== undefined || this.#isDraining)
      return this.#refusals.refuse(upgrade, { status: 503, message: "the server is going away" });
    if (verdict.outcome === "refused") return this.#refusals.refuse(upgrade, verdict);
    if (entry !== "open") return this.#refusals.refuse(upgrade, noStream(stream, entry));
    const info = principalInfo(verdict.principal, this.#settings.options.describePrincipal);
    if (info === undefined) this.#warnOfNoId(verdict.principal);
    this.#wss.handleUpgrade(request, socket, head, (ws) => {
      this.#welcome({ ws, socket, stream, info, traceparent: header(request, "traceparent") }, verdict);
    });
    // ws may have refused the request as invalid, so that no client uses the stream that was opened for it.
    this.#closeIfUnused(stream);
  }

  #warnOfNoId(principal: P): void {
    if (this.#hasWarned || principal === undefined || principal === null || this.#settings.options.describePrincipal !== undefined) return;
    this.#hasWarned = true;
    const effect = "so the server cannot tell whose a command is, and each client gets the outcome of a command whose id it knows";
    this.#settings.warn(`The principals of this server have no property "id", ${effect}. Set the option "describePrincipal".`);
  }

  #welcome({ ws, socket, stream, info, traceparent }: UpgradedSocket, { principal, subprotocol, expiresAtMs }: Admitted<P>): void {
    this.#lastConnectionId++;
    const id = this.#lastConnectionId;
    const { limits, logger } = this.#settings;
    const { driver } = this.#serving;
    logger.debug({ connection: id, stream, subprotocol }, "connected");
    this.#visits.enter(stream);
    driver.open({
      id,
      subprotocol,
      principal,
      principalInfo: info,
      stream,
      traceparent,
      tokenExpiresAtMs: ownTime(expiresAtMs, performance.now()),
      connect: (listener) => new SocketPort(ws, socket, this.#shared, limits, listener),
    });
  }

  #closeIfUnused(id: string): void {
    const { streams, driver } = this.#serving;
    if (!this.#visits.isUnused(id)) return;
    const stream = streams.current(id);
    if (stream?.isEmpty === true && driver.connectionsOf(id) === 0) void stream.close();
    if (!streams.has(id)) this.#visits.keep(id);
  }
}

type Upgrade = UpgradeRequest & {
  /** Returns true if the HTTP server listens on a loopback address. */
  readonly isLoopback: () => boolean;
};
type UpgradedSocket = {
  readonly ws: WebSocket;
  readonly socket: Duplex;
  readonly stream: string;
  readonly info: PrincipalInfo | undefined;
  readonly traceparent: string | undefined;
};

function noStream(stream: string, entry: "none" | "failed"): Refusal {
  const name = JSON.stringify(stream);
  if (entry === "failed") return { status: 503, message: `stream ${name} cannot be opened now` };
  return { status: 404, message: `no stream ${name} is open: check its id, or open it first` };
}

/** Resolves when `work` has settled, at the latest at the time `endMs`. */
async function untilTime(work: Promise<unknown>, endMs: number): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  const time = pause(Math.max(0, endMs - performance.now()), undefined, { signal }).catch(() => undefined);
  await Promise.race([work.catch(() => undefined), time]);
  over.abort();
}

function handleProtocols(offered: ReadonlySet<string>): string | false {
  return newestSubprotocol(offered) ?? false;
}

function header({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : undefined;
}
