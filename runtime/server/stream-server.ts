import type { IncomingMessage } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import * as closeCodes from "../core/base/close-codes.js";
import { ConnectionError } from "../core/base/error.js";
import { atOnce, guard } from "../core/base/guard.js";
import { ownTime } from "./driver/answers.js";
import { admit } from "./http/admission.js";
import type { Verdict } from "./http/admission.js";
import { ConnectLimiter } from "./http/connect-limiter.js";
import { sharedDeflate } from "./socket/deflate-frames.js";
import { Heartbeat, healthLimitsMs } from "./heartbeat.js";
import { prometheusText } from "./metrics.js";
import { sessionSubprotocol } from "./http/offer.js";
import { refuseUpgrade } from "./http/refuse.js";
import type { RefusalStatus } from "./http/refuse.js";
import { Route } from "./http/route.js";
import { createServing } from "./serving.js";
import type { Serving } from "./serving.js";
import { Settings } from "./settings.js";
import { NewestBatch } from "./socket/frame-batch.js";
import { SocketPort } from "./socket/socket-port.js";
import type { EngineStream, StreamServerOptions, StreamServerStats } from "./types.js";
import { UpgradeListeners } from "./http/upgrade-listeners.js";
import type { AttachableServer } from "./http/upgrade-listeners.js";

/** How {@link StreamServer.close} ends. */
export type CloseOptions = {
  /** @default 1001, on which clients come back; 1000 tells them to stay away. */
  readonly code?: number | undefined;
  /** @default "the server is going away" */
  readonly reason?: string | undefined;
  /** How long clients may take to say goodbye before they are cut off. @default 5_000 */
  readonly deadlineMs?: number | undefined;
};

/** How {@link StreamServer.drain} sends clients away. */
export type DrainOptions = {
  /** @default "restart" */
  readonly reason?: string | undefined;
  /** When the first clients may come back. @default 500 */
  readonly afterMs?: number | undefined;
  /** Over how long they spread. @default 5_000 */
  readonly spreadMs?: number | undefined;
  /** How long clients may take to leave. @default 5_000 */
  readonly deadlineMs?: number | undefined;
};

const drainLookMs = 20;

/** Streams of typed events over WebSocket. Made by {@link createStreamServer}. */
export class StreamServer<S, SN extends string, C, CN extends string, P> {
  readonly #settings: Settings<S, SN, C, CN, P>;
  readonly #serving: Serving<S, SN, C, CN, P>;
  readonly #route: Route;
  readonly #listeners: UpgradeListeners;
  readonly #heartbeat: Heartbeat;
  readonly #wss: WebSocketServer;
  readonly #batches = new NewestBatch();
  readonly #limiter: ConnectLimiter;
  #lastConnectionId = 0;
  #isDraining = false;
  #closing: Promise<void> | undefined;

  constructor(options: StreamServerOptions<S, SN, C, CN, P>) {
    this.#settings = new Settings(options);
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
   * Takes upgrades for the path from `httpServer`. Plain HTTP and upgrades of other paths stay with
   * their own handlers; where there is no other upgrade handler, other paths get 404.
   *
   * @throws {@link ConnectionError} `SERVER_CLOSED` after `close()`.
   */
  attach(httpServer: AttachableServer): void {
    this.#assertOpen("attach");
    this.#listeners.add(httpServer);
  }

  /**
   * The stream `id`, opened if it is not. It stays, with its log, until its `close()`.
   *
   * @throws {@link ConnectionError} `SERVER_CLOSED` after `close()`.
   */
  stream(id: string): EngineStream<S, C, CN, P> {
    this.#assertOpen(`open stream "${id}"`);
    return this.#serving.handles.keep(id);
  }

  /** Counts since the server was made, and what it holds now. */
  stats(): StreamServerStats {
    const { handles, driver } = this.#serving;
    const { connections, sessions, laggingConnections, waitingBytes } = driver;
    return { streams: handles.size, connections, sessions, laggingConnections, waitingBytes, ...this.#settings.counters };
  }

  /** {@link stats} as Prometheus reads them, for an endpoint of yours. */
  metrics(): string {
    return prometheusText(this.stats());
  }

  /**
   * Lets nobody in any more, tells all clients to come back later, each at a time of its own, waits until
   * what was published is in the log, and closes.
   */
  async drain({ reason = "restart", afterMs = 500, spreadMs = 5_000, deadlineMs = 5_000 }: DrainOptions = {}): Promise<void> {
    this.#isDraining = true;
    const { streams, driver } = this.#serving;
    await streams.flushed();
    driver.drain(reason, afterMs, spreadMs);
    const endMs = performance.now() + deadlineMs;
    // oxlint-disable-next-line no-await-in-loop -- each look waits for more to have left
    while (driver.connections > 0 && performance.now() < endMs) await pause(drainLookMs);
    await this.close({ code: closeCodes.restart, reason, deadlineMs });
  }

  /**
   * Sends what is published, takes its listeners off the HTTP servers, closes every connection and
   * resolves when all are closed. Leaves the HTTP servers open. Later calls get the same promise.
   */
  close(options: CloseOptions = {}): Promise<void> {
    this.#closing ??= this.#close(options);
    return this.#closing;
  }

  async #close(options: CloseOptions): Promise<void> {
    const { code = closeCodes.goingAway, reason = "the server is going away", deadlineMs = 5_000 } = options;
    this.#listeners.removeAll();
    this.#heartbeat.stop();
    const { streams, driver, handles } = this.#serving;
    driver.prepareClose(code, reason);
    handles.endAll(code, reason);
    await streams.ended();
    driver.closeAll(code, reason);
    const deadline = setTimeout(() => {
      for (const client of this.#wss.clients) client.terminate();
    }, deadlineMs);
    await new Promise<void>((resolve) => this.#wss.close(() => resolve()));
    clearTimeout(deadline);
  }

  #assertOpen(what: string): void {
    if (this.#closing !== undefined) throw new ConnectionError("SERVER_CLOSED", `cannot ${what}: the server is closed`);
  }

  #take(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const match = this.#route.match(request.url ?? "");
    if (match.outcome === "foreign") return false;
    // Until ws takes over nobody else listens, and an unheard 'error' ends the process.
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
    const verdict = await admit(request, stream, this.#settings.options, this.#settings.report);
    clearTimeout(timer);
    if (this.#closing !== undefined || this.#isDraining) return this.#refuse(socket, 503, "the server is going away");
    if (verdict.outcome === "refused") return this.#refuse(socket, verdict.status, verdict.message);
    if (!this.#mayEnter(stream) && !(verdict.isSession && (await this.#isInLog(stream))))
      return this.#refuse(socket, 404, "no such stream");
    this.#wss.handleUpgrade(request, socket, head, (ws) => {
      this.#welcome({ ws, socket, stream, traceparent: header(request, "traceparent") }, verdict);
    });
  }

  /** A stream of an earlier process can be read before this one has opened it. */
  async #isInLog(stream: string): Promise<boolean> {
    try {
      return (await this.#settings.log.head(stream)) !== undefined;
    } catch (thrown) {
      this.#settings.report(thrown);
      return false;
    }
  }

  #mayEnter(stream: string): boolean {
    if (this.#serving.handles.get(stream) !== undefined) return true;
    const { openOnConnect = false } = this.#settings.options;
    if (typeof openOnConnect === "boolean") return openOnConnect;
    let isAllowed = false;
    void guard(() => {
      isAllowed = atOnce(openOnConnect(stream), "openOnConnect");
    }, this.#settings.report);
    return isAllowed;
  }

  #refuse(socket: Duplex, status: RefusalStatus, message: string): void {
    this.#settings.counters.refusedUpgrades++;
    this.#settings.logger.warn({ status, address: "remoteAddress" in socket ? socket.remoteAddress : undefined }, `refused: ${message}`);
    refuseUpgrade(socket, status, message);
  }

  #welcome(
    { ws, socket, stream, traceparent }: Entrance,
    { principal, isSession, expiresAtMs }: Extract<Verdict<P>, { readonly outcome: "admitted" }>,
  ): void {
    this.#lastConnectionId++;
    const id = this.#lastConnectionId;
    const { limits, logger } = this.#settings;
    const { driver, handles } = this.#serving;
    logger.debug({ connection: id, stream, isSession }, "connected");
    const handle = isSession ? undefined : handles.of(stream);
    handle?.enter();
    driver.open({
      id,
      isSession,
      principal,
      stream,
      traceparent,
      remoteAddress: "remoteAddress" in socket && typeof socket.remoteAddress === "string" ? socket.remoteAddress : undefined,
      tokenExpiresAtMs: ownTime(expiresAtMs, performance.now()),
      connect: (listener) => new SocketPort(ws, socket, this.#batches, limits, listener),
      onClosed: () => handle?.leave(),
    });
  }
}

type Entrance = { readonly ws: WebSocket; readonly socket: Duplex; readonly stream: string; readonly traceparent: string | undefined };

function handleProtocols(offered: ReadonlySet<string>): string | false {
  return offered.has(sessionSubprotocol) ? sessionSubprotocol : false;
}

function header({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : undefined;
}
