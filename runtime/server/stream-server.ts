import type { IncomingMessage } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import * as closeCodes from "../core/base/close-codes.js";
import { StreamError } from "../core/base/error.js";
import { atOnce } from "../core/base/guard.js";
import { newestSubprotocol } from "../core/base/subprotocols.js";
import type { EventOf } from "../core/contract/v1/contract.js";
import type { Protocol, ProtocolTypes } from "../core/contract/v1/protocol.js";
import { ownTime } from "./driver/answers.js";
import { admit } from "./http/admission.js";
import type { Verdict } from "./http/admission.js";
import { ConnectLimiter } from "./http/connect-limiter.js";
import { TurnCounter } from "./socket/event-loop-turn.js";
import { sharedDeflate } from "./socket/deflate-frames.js";
import { Heartbeat, healthLimitsMs } from "./heartbeat.js";
import { prometheusText } from "./metrics.js";
import { refuseUpgrade } from "./http/refuse.js";
import type { RefusalStatus } from "./http/refuse.js";
import { Route } from "./http/route.js";
import { createServing } from "./serving.js";
import type { Serving } from "./serving.js";
import { Settings } from "./settings.js";
import { NewestBatch } from "./socket/frame-batch.js";
import { SocketPort } from "./socket/socket-port.js";
import type { Stream, StreamOptions } from "./stream/stream-types.js";
import type { StreamServerOptions, StreamServerStats } from "./types.js";
import { UpgradeListeners } from "./http/upgrade-listeners.js";
import type { AttachableServer } from "./http/upgrade-listeners.js";
import { Visits } from "./visits.js";

/** Options of {@link StreamServer.close}. */
type CloseOptions = {
  /** After 1001 clients come back; after 1000 they stay away. @default 1001 */
  readonly code?: number | undefined;
  /** @default "the server is going away" */
  readonly reason?: string | undefined;
  /** Milliseconds after which the server ends connections that have not closed. @default 5_000 */
  readonly deadlineMs?: number | undefined;
};

/** Options of {@link StreamServer.drain}. */
type DrainOptions = {
  /** @default "restart" */
  readonly reason?: string | undefined;
  /** Milliseconds after which the first clients may come back. @default 500 */
  readonly afterMs?: number | undefined;
  /** Milliseconds over which the clients spread. @default 5_000 */
  readonly spreadMs?: number | undefined;
  /** Milliseconds that clients may take to leave. @default 5_000 */
  readonly deadlineMs?: number | undefined;
};

const drainLookMs = 20;

/** A server of typed event streams over WebSocket. Created by {@link createStreamServer}. */
export class StreamServer<T extends ProtocolTypes, P> {
  readonly #settings: Settings<T, P>;
  readonly #serving: Serving<T, P>;
  readonly #route: Route;
  readonly #listeners: UpgradeListeners;
  readonly #heartbeat: Heartbeat;
  readonly #wss: WebSocketServer;
  readonly #shared = { batches: new NewestBatch(), turns: new TurnCounter() };
  readonly #limiter: ConnectLimiter;
  readonly #visits = new Visits();
  #lastConnectionId = 0;
  #isDraining = false;
  #closing: Promise<void> | undefined;

  constructor(protocol: Protocol<T>, options: StreamServerOptions<T, P>) {
    this.#settings = new Settings(protocol, options);
    const { limits } = this.#settings;
    this.#route = new Route(options.path, limits.maxStreamIdLength);
    this.#serving = createServing(this.#settings);
    this.#limiter = new ConnectLimiter(limits.connectRate, limits.connectRatePerAddress, performance.now());
    this.#listeners = new UpgradeListeners((request, socket, head) => this.#take(request, socket, head));
    this.#heartbeat = new Heartbeat(healthLimitsMs(this.#settings), () => this.#serving.driver.tick());
    const { maxPayloadBytes: maxPayload, maxFragments } = limits;
    const perMessageDeflate = options.compression === true ? sharedDeflate : false;
    this.#wss = new WebSocketServer({ noServer: true, maxPayload, maxFragments, perMessageDeflate, handleProtocols });
  }

  /**
   * Takes the upgrades of the path from an HTTP server. Plain HTTP and upgrades of other paths stay with their own
   * handlers. Without another upgrade handler, other paths get HTTP status 404.
   *
   * @throws {@link StreamError} `SERVER_CLOSED` after `close()`.
   */
  attach(httpServer: AttachableServer): void {
    if (this.#closing !== undefined)
      throw new StreamError("SERVER_CLOSED", "The server is closed, so it cannot be attached. Create a new server.");
    this.#listeners.add(httpServer);
  }

  /**
   * Opens a stream. This process alone writes to it from then on. A stream that the log holds already continues where
   * it ended. Calls with the same options share one promise. After a rejection nothing is left of the stream, and the
   * call can be repeated.
   *
   * @param options Replace the server's `commands` and `gate` for this stream.
   * @returns a promise that rejects with {@link StreamError} `STREAM_ALREADY_OPEN` if the stream is open with other
   * options, with `SERVER_CLOSED`, or with the error of the log or of the protocol's state.
   */
  open(id: string, options?: StreamOptions<T, P>): Promise<Stream<T>> {
    this.#visits.keep(id);
    return this.#serving.streams.open(id, options);
  }

  /** Returns an open stream; `undefined` if the stream is not open, or is still being opened. */
  stream(id: string): Stream<T> | undefined {
    const stream = this.#serving.streams.current(id);
    if (stream !== undefined) this.#visits.keep(id);
    return stream;
  }

  /**
   * Publishes an event by the id of its stream. While the stream is being opened, the event waits in order. In the mode
   * `plain` a stream that is not open is opened.
   *
   * @throws {@link ProtocolError} if the event is not what its schema says.
   * @throws {@link StreamError} `STREAM_NOT_OPEN` if nobody has opened the stream, `SERVER_CLOSED`, and the errors of
   * {@link Stream.publish}.
   */
  broadcast(id: string, event: EventOf<T["server"]>): void {
    this.#serving.streams.broadcast(id, event);
  }

  /** Returns counts since the server was created, and its current figures. */
  stats(): StreamServerStats {
    const { streams, driver } = this.#serving;
    const { connections, sessions, laggingConnections, waitingBytes } = driver;
    return { streams: streams.size, connections, sessions, laggingConnections, waitingBytes, ...this.#settings.counters };
  }

  /** Returns {@link StreamServer.stats} in the text format of Prometheus. */
  metrics(): string {
    return prometheusText(this.stats());
  }

  /**
   * Accepts no new clients, tells all clients to come back later, each at another time, waits until the log has stored
   * every event, and closes.
   */
  async drain({ reason = "restart", afterMs = 500, spreadMs = 5_000, deadlineMs = 5_000 }: DrainOptions = {}): Promise<void> {
    this.#isDraining = true;
    const { streams, driver } = this.#serving;
    await streams.flushed();
    driver.drain(reason, afterMs, spreadMs);
    const endMs = performance.now() + deadlineMs;
    // oxlint-disable-next-line no-await-in-loop -- each look waits for more clients to leave
    while (driver.connections > 0 && performance.now() < endMs) await pause(drainLookMs);
    await this.close({ code: closeCodes.restart, reason, deadlineMs });
  }

  /**
   * Ends all streams, leaves the HTTP servers, which stay open, and closes every connection. Resolves when all
   * connections are closed. Later calls return the same promise.
   */
  close(options: CloseOptions = {}): Promise<void> {
    this.#closing ??= this.#close(options);
    return this.#closing;
  }

  async #close(options: CloseOptions): Promise<void> {
    const { code = closeCodes.goingAway, reason = "the server is going away", deadlineMs = 5_000 } = options;
    this.#listeners.removeAll();
    this.#heartbeat.stop();
    const { streams, driver } = this.#serving;
    driver.prepareClose(code, reason);
    streams.close(code, reason);
    await streams.ended();
    driver.closeAll(code, reason);
    const deadline = setTimeout(() => {
      for (const client of this.#wss.clients) client.terminate();
    }, deadlineMs);
    await new Promise<void>((resolve) => this.#wss.close(() => resolve()));
    clearTimeout(deadline);
  }

  #take(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const match = this.#route.match(request.url ?? "");
    if (match.outcome === "foreign") return false;
    // Until ws takes over the socket has no other listener, and an 'error' without a listener ends the process.
    socket.on("error", () => socket.destroy());
    if (match.outcome === "malformed") this.#refuse(socket, 400, "the stream id in the address is malformed");
    else
      this.#admit(request, socket, head, match.stream).catch((thrown: unknown) => {
        this.#settings.report(thrown);
        socket.destroy();
      });
    return true;
  }

  async #admit(request: IncomingMessage, socket: Duplex, head: Buffer, stream: string): Promise<void> {
    const { limits } = this.#settings;
    if (!this.#limiter.admits(request.socket.remoteAddress ?? "", performance.now()))
      return this.#refuse(socket, 429, "too many connections");
    const timer = setTimeout(() => socket.destroy(), limits.admissionTimeoutMs);
    const verdict = await admit(request, stream, { ...this.#settings.options, mode: this.#settings.mode }, this.#settings.report);
    const entry = verdict.outcome === "admitted" ? await this.#entryOf(stream, verdict) : "none";
    clearTimeout(timer);
    if (this.#closing !== undefined || this.#isDraining) return this.#refuse(socket, 503, "the server is going away");
    if (verdict.outcome === "refused") return this.#refuse(socket, verdict.status, verdict.message);
    if (entry === "none") return this.#refuse(socket, 404, `no stream ${JSON.stringify(stream)}`);
    if (entry === "failed") return this.#refuse(socket, 503, `stream ${JSON.stringify(stream)} cannot be opened now`);
    this.#wss.handleUpgrade(request, socket, head, (ws) => {
      this.#welcome({ ws, socket, stream, traceparent: header(request, "traceparent") }, verdict);
    });
    // The request may be no valid upgrade.
    this.#closeIfUnused(stream);
  }

  /**
   * Waits for a stream that is being opened, or opens it if the application wants that. A client that was admitted before a
   * rejected `open` would get the code 4404, and would not come back. A session can read a
   * stream of an earlier process in the log.
   */
  async #entryOf(stream: string, { principal, subprotocol }: Admitted<P>): Promise<"open" | "none" | "failed"> {
    const { options, log, report } = this.#settings;
    const { streams } = this.#serving;
    const isSession = subprotocol !== undefined;
    if (streams.has(stream))
      return streams.written(stream).then(
        () => "open",
        // The opener gets the error.
        () => "failed",
      );
    try {
      const streamOptions = atOnce(options.openOnConnect?.(stream), "openOnConnect");
      if (streamOptions === undefined) return isSession && (await log.head(stream)) !== undefined ? "open" : "none";
      // A session is authorized after its upgrade, but must not open a stream that its principal may not follow.
      if (isSession && (await options.authorize?.(principal, stream, undefined)) === false) return "none";
      if (!streams.has(stream)) this.#visits.open(stream);
      await streams.open(stream, streamOptions);
      return "open";
    } catch (thrown) {
      report(thrown);
      return "failed";
    }
  }

  #refuse(socket: Duplex, status: RefusalStatus, message: string): void {
    this.#settings.counters.refusedUpgrades++;
    this.#settings.logger.warn({ status, address: "remoteAddress" in socket ? socket.remoteAddress : undefined }, `refused: ${message}`);
    refuseUpgrade(socket, status, message);
  }

  #welcome({ ws, socket, stream, traceparent }: Entrance, { principal, subprotocol, expiresAtMs }: Admitted<P>): void {
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
      stream,
      traceparent,
      remoteAddress: "remoteAddress" in socket && typeof socket.remoteAddress === "string" ? socket.remoteAddress : undefined,
      tokenExpiresAtMs: ownTime(expiresAtMs, performance.now()),
      connect: (listener) => new SocketPort(ws, socket, this.#shared, limits, listener),
      onClosed: () => {
        this.#visits.leave(stream);
        this.#closeIfUnused(stream);
      },
    });
  }

  #closeIfUnused(id: string): void {
    const { streams, driver } = this.#serving;
    if (!this.#visits.isUnused(id)) return;
    const stream = streams.current(id);
    if (stream?.isEmpty === true && driver.followers(id) === 0) void stream.close();
    if (!streams.has(id)) this.#visits.keep(id);
  }
}

type Admitted<P> = Extract<Verdict<P>, { readonly outcome: "admitted" }>;
type Entrance = { readonly ws: WebSocket; readonly socket: Duplex; readonly stream: string; readonly traceparent: string | undefined };

function handleProtocols(offered: ReadonlySet<string>): string | false {
  return newestSubprotocol(offered) ?? false;
}

function header({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : undefined;
}
