import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import { closeCodes } from "../core/close-code.js";
import { ConnectionError } from "../core/error.js";
import { admit } from "./admission.js";
import { ClientLink } from "./client-link.js";
import { Heartbeat, healthLimitsMs } from "./heartbeat.js";
import { refuseUpgrade } from "./refuse.js";
import type { RefusalStatus } from "./refuse.js";
import { Rooms } from "./rooms.js";
import { Route } from "./route.js";
import { Settings } from "./settings.js";
import type { EngineStream, StreamServerOptions, StreamServerStats } from "./types.js";
import { UpgradeListeners } from "./upgrade-listeners.js";
import type { AttachableServer } from "./upgrade-listeners.js";

/** How {@link StreamServer.close} ends. */
export type CloseOptions = {
  /** @default 1001, on which clients come back; 1000 tells them to stay away. */
  readonly code?: number | undefined;
  /** @default "the server is going away" */
  readonly reason?: string | undefined;
  /** How long clients may take to say goodbye before they are cut off. @default 5_000 */
  readonly deadlineMs?: number | undefined;
};

/** Streams of typed events over WebSocket. Made by {@link createStreamServer}. */
export class StreamServer<S, SN extends string, C, CN extends string, P> {
  readonly #settings: Settings<S, SN, C, CN, P>;
  readonly #rooms: Rooms<S, SN, C, CN, P>;
  readonly #route: Route;
  readonly #listeners: UpgradeListeners;
  readonly #heartbeat: Heartbeat;
  readonly #wss: WebSocketServer;
  #lastConnectionId = 0;
  #closing: Promise<void> | undefined;

  constructor(options: StreamServerOptions<S, SN, C, CN, P>) {
    this.#settings = new Settings(options);
    const { limits } = this.#settings;
    this.#route = new Route(options.path, limits.maxStreamIdLength);
    this.#rooms = new Rooms(this.#settings);
    this.#listeners = new UpgradeListeners((request, socket, head) => this.#take(request, socket, head));
    this.#heartbeat = new Heartbeat(healthLimitsMs(this.#settings), () => this.#rooms.links());
    const { maxPayloadBytes: maxPayload, maxFragments } = limits;
    this.#wss = new WebSocketServer({ noServer: true, maxPayload, maxFragments, perMessageDeflate: false });
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
    return this.#rooms.keep(id);
  }

  /** Counts since the server was made, and what it holds now. */
  stats(): StreamServerStats {
    let connections = 0;
    let laggingConnections = 0;
    for (const link of this.#rooms.links()) {
      connections++;
      if (link.isLagging) laggingConnections++;
    }
    return { streams: this.#rooms.size, connections, laggingConnections, ...this.#settings.counters };
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
    this.#rooms.endAll(code, reason);
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
    else void this.#admit(request, socket, head, match.stream);
    return true;
  }

  async #admit(request: IncomingMessage, socket: Duplex, head: Buffer, stream: string): Promise<void> {
    const timer = setTimeout(() => socket.destroy(), this.#settings.limits.admissionTimeoutMs);
    const verdict = await admit(request, stream, this.#settings);
    clearTimeout(timer);
    if (this.#closing !== undefined) return this.#refuse(socket, 503, "the server is going away");
    if (verdict.outcome === "refused") return this.#refuse(socket, verdict.status, verdict.message);
    if (!this.#mayEnter(stream)) return this.#refuse(socket, 404, "no such stream");
    this.#wss.handleUpgrade(request, socket, head, (ws) => this.#welcome(ws, socket, stream, verdict.principal));
  }

  #mayEnter(stream: string): boolean {
    if (this.#rooms.has(stream)) return true;
    const { openOnConnect = false } = this.#settings.options;
    if (typeof openOnConnect === "boolean") return openOnConnect;
    let isAllowed = false;
    this.#settings.guard(() => {
      isAllowed = openOnConnect(stream);
    });
    return isAllowed;
  }

  #refuse(socket: Duplex, status: RefusalStatus, message: string): void {
    this.#settings.counters.refusedUpgrades++;
    refuseUpgrade(socket, status, message);
  }

  #welcome(ws: WebSocket, socket: Duplex, stream: string, principal: P): void {
    this.#lastConnectionId++;
    const arrival = { id: this.#lastConnectionId, principal, ws, socket };
    // The link lives in its room from here on.
    void new ClientLink(arrival, this.#rooms.open(stream), this.#settings);
  }
}
