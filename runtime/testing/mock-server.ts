import { systemClock } from "../client/environment.js";
import type { Clock } from "../client/environment.js";
import type { SocketConstructor } from "../client/socket.js";
import { StreamSession } from "../client/store/stream-session.js";
import type { StreamSessionOptions } from "../client/store/stream-session.js";
import { defaultBacklogLimits } from "../core/appends/backlog.js";
import { assertContract } from "../core/base/assert-contract.js";
import { EventWriter } from "../core/base/event-writer.js";
import { newestSubprotocol } from "../core/base/subprotocols.js";
import type { EventOf } from "../core/contract/v1/contract.js";
import type { Protocol, ProtocolTypes, StatefulProtocol } from "../core/contract/v1/protocol.js";
import { defaultDeliveryLimits } from "../core/delivery/served-connection.js";
import { MemoryLog } from "../core/log/memory-log.js";
import { DeliveryDriver } from "../server/driver/delivery-driver.js";
import { Route } from "../server/http/route.js";
import type { StreamDirectory, LocalStream } from "../server/stream/stream-directory.js";
import type { Commands, Stream, StreamOptions } from "../server/stream/stream-types.js";
import { Streams } from "../server/stream/streams.js";
import { MemoryPort } from "./memory-port.js";
import { MockStream } from "./mock-stream.js";
import { TestNetwork } from "./test-network.js";
import type { TestSocket } from "./test-socket.js";

const maxDepth = 64;
const tickMs = 1_000;
const maxIdLength = 256;
const segment = ":stream";

/** Options of a {@link MockServer}. Each may be left out. */
export type MockServerOptions<T extends ProtocolTypes> = Pick<StreamOptions<T>, "commands" | "gate"> & {
  /** Path of the streams' addresses. The segment `:stream` stands for the stream's id. @default "/:stream" */
  readonly path?: string | undefined;
  /** The clock of the server. Pass the same clock to the clients. @default the clock of the system */
  readonly clock?: Clock | undefined;
  /**
   * Milliseconds between two pings, and milliseconds without a frame of the client after which the server cuts the connection.
   *
   * @default 15_000 and 40_000
   */
  readonly heartbeat?: { readonly intervalMs: number; readonly timeoutMs: number } | undefined;
  /** Called with an error that a function of the test, such as a handler, has thrown. @default the error becomes an uncaught error */
  readonly onError?: ((thrown: unknown) => void) | undefined;
};

/** A command that a mock server has received. */
export type ReceivedCommand<T extends ProtocolTypes> = {
  readonly stream: string;
  readonly id: string;
  readonly event: EventOf<T["client"]>;
};

/**
 * A server of event streams in memory, for tests of clients and components. It runs the same code as the real server for
 * streams and delivery, without sockets and files. Without `commands` it accepts every command.
 *
 * ```ts
 * const server = new MockServer(dag, { clock });
 * const run = await server.open("run-1");
 * const session = server.session("run-1");
 * session.open();
 * run.publish({ type: "edge_active", from: "a", to: "b" });
 * await clock.advance();
 * ```
 */
export class MockServer<T extends ProtocolTypes> {
  /** The WebSocket class for clients of this server. */
  readonly WebSocket: SocketConstructor;
  /** The network between clients and server, with its faults. */
  readonly network: TestNetwork;
  /** All commands that the server has received, in order. A command that a client has sent twice is listed twice. */
  readonly received: ReceivedCommand<T>[] = [];
  readonly #protocol: Protocol<T>;
  readonly #options: MockServerOptions<T>;
  readonly #path: string;
  readonly #clock: Clock;
  readonly #streams: Streams<T, undefined>;
  readonly #driver: DeliveryDriver<T, undefined>;
  readonly #route: Route;
  readonly #opened = new WeakMap<object, MockStream<T>>();
  #lastConnection = 0;
  #stopTicking: () => void = () => {};

  /** @throws TypeError if the protocol was generated for a newer contract than this runtime's. */
  constructor(protocol: Protocol<T>, options: MockServerOptions<T> = {}) {
    assertContract(protocol);
    this.#protocol = protocol;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#path = options.path ?? `/${segment}`;
    this.#route = new Route(this.#path, maxIdLength);
    const writer = new EventWriter(protocol.server, true, protocol.state?.cutCharacter);
    this.#streams = this.#makeStreams(writer);
    this.#driver = this.#makeDriver(writer);
    this.network = new TestNetwork(this.#clock, (socket) => this.#take(socket));
    this.WebSocket = this.network.WebSocket;
    this.#tick();
  }

  /** The number of open connections. */
  get connections(): number {
    return this.network.connections;
  }

  /** Opens a stream, as the real server does. The server refuses clients of other streams with HTTP status 404, before they connect. */
  async open(id: string, options?: StreamOptions<T>): Promise<MockStream<T>> {
    const stream = await this.#streams.open(id, options);
    const known = this.#opened.get(stream) ?? new MockStream<T>(stream);
    this.#opened.set(stream, known);
    return known;
  }

  /** Returns an open stream; `undefined` if the stream is not open, or is still being opened. */
  stream(id: string): Stream<T> | undefined {
    const stream = this.#streams.current(id);
    return stream && this.#opened.get(stream);
  }

  /** Publishes an event by the id of its stream. While the stream is being opened, the event waits after earlier ones. */
  broadcast(id: string, event: EventOf<T["server"]>): void {
    this.#streams.broadcast(id, event);
    this.#streams.current(id)?.flush();
  }

  /**
   * Returns a session of a stream, with this server's WebSocket, clock and address. Its `open` connects it.
   *
   * @throws TypeError if the protocol has no state: use `connect` with the server's `WebSocket` then.
   */
  session(id: string, options: Partial<StreamSessionOptions<T>> = {}): StreamSession<T> {
    const { WebSocket } = this;
    return new StreamSession(stateful(this.#protocol), { url: this.url(id), WebSocket, clock: this.#clock, ...options });
  }

  /** Returns the address of a stream, for `connect`. */
  url(id: string): string {
    return `ws://mock${this.#path.replace(segment, () => encodeURIComponent(id))}`;
  }

  /** Asks all clients to connect again after `afterMs` and a random part of `spreadMs`, as a server does before a restart. */
  drain(reason = "restart", afterMs = 500, spreadMs = 0): void {
    this.#driver.drain(reason, afterMs, spreadMs);
  }

  /** Cuts all connections, accepts no more, and stops the timer. */
  close(): void {
    this.#stopTicking();
    this.network.down();
  }

  #tick(): void {
    this.#stopTicking = this.#clock.after(tickMs, () => {
      this.#driver.tick();
      this.#tick();
    });
  }

  #take(socket: TestSocket): void {
    const match = this.#route.match(new URL(socket.url).pathname);
    const subprotocol = newestSubprotocol(socket.offered);
    if (match.outcome !== "stream" || !this.#streams.has(match.stream)) return socket.refuse(404);
    socket.accept(subprotocol);
    this.#driver.open({
      id: ++this.#lastConnection,
      subprotocol,
      principal: undefined,
      principalInfo: undefined,
      stream: match.stream,
      traceparent: undefined,
      connect: (listener) => new MemoryPort(socket, listener),
    });
  }

  #makeStreams(writer: EventWriter<EventOf<T["server"]>>): Streams<T, undefined> {
    const { commands = this.#accepting(), gate } = this.#options;
    return new Streams<T, undefined>({
      log: new MemoryLog(),
      protocol: this.#protocol,
      defaults: { commands, gate },
      opensOnBroadcast: false,
      maxIdLength,
      nowMs: () => this.#clock.now(),
      after: (delayMs, callback) => this.#clock.after(delayMs, callback),
      handlerTimeoutMs: Number.POSITIVE_INFINITY,
      backlog: defaultBacklogLimits,
      onAway: (id, isAway) => this.#driver.changeSource(id, isAway ? "away" : "back"),
      onAppendRetry: () => undefined,
      textOf: writer.text,
      finish: (finished) => this.#driver.finish(finished),
      report: (thrown) => this.#report(thrown),
      compactEvery: Number.POSITIVE_INFINITY,
      pause: () => Promise.resolve(),
      partBytes: defaultDeliveryLimits.chunk.maxBytes,
      maxReplayEvents: defaultDeliveryLimits.maxReplayEvents,
      outcomesMaxAgeMs: Number.POSITIVE_INFINITY,
      maxOutcomes: Number.POSITIVE_INFINITY,
      maxDecisions: Number.POSITIVE_INFINITY,
      rollbackMs: 0,
      rollbackEvents: 0,
      warn: () => undefined,
      onRestored: () => undefined,
      connections: (id) => this.#driver.connectionsOf(id),
      onPublished: () => undefined,
      onOpening: (id) => this.#driver.reopenStream(id),
      onEnded: (id, closeCode, reason) => this.#driver.endStream(id, closeCode, reason),
    });
  }

  #makeDriver(writer: EventWriter<EventOf<T["server"]>>): DeliveryDriver<T, undefined> {
    const { heartbeat = { intervalMs: 15_000, timeoutMs: 40_000 } } = this.#options;
    const { name, version, digest, client, state } = this.#protocol;
    const parts = { limits: defaultDeliveryLimits, isStateless: state === undefined, canConflate: true, hasHistory: true };
    return new DeliveryDriver<T, undefined>({
      delivery: { protocol: { name, version, digest }, durability: "memory", heartbeat, ...parts },
      directory: this.#recording(this.#streams),
      clientEvents: client,
      writer,
      plain: { greet: undefined, errorEvent: undefined, onInvalid: undefined },
      maxDepth,
      highWaterMarkBytes: Number.POSITIVE_INFINITY,
      totalWaitingBytes: Number.POSITIVE_INFINITY,
      authorize: undefined,
      history: undefined,
      followsAddressOnly: false,
      describePrincipal: undefined,
      authenticateToken: () => ({ principal: undefined }),
      nowMs: () => this.#clock.now(),
      pause: () => Promise.resolve(),
      comes: () => Promise.resolve(false),
      report: (thrown) => this.#report(thrown),
      warn: () => undefined,
      count: () => undefined,
      onLoss: () => undefined,
    });
  }

  /** Returns a directory of streams that also adds each submitted command to `received`. */
  #recording(streams: Streams<T, undefined>): StreamDirectory<undefined> {
    const recorded = (stream: LocalStream<undefined> | undefined): LocalStream<undefined> | undefined =>
      stream && {
        flush: () => stream.flush(),
        snapshot: stream.snapshot,
        continues: stream.continues,
        conflate: stream.conflate,
        submit: (command, origin, source) => {
          // The event has this type, because the driver has validated it.
          this.received.push({ stream: command.stream, id: command.id, event: command.event as EventOf<T["client"]> });
          stream.submit(command, origin, source);
        },
      };
    return {
      log: streams.log,
      whenOpen: async (id) => recorded(await streams.whenOpen(id)),
      current: (id) => recorded(streams.current(id)),
      hold: (command, origin, source) => streams.hold(command, origin, source),
      forget: streams.forget,
      storedState: streams.storedState,
      keptState: streams.keptState,
    };
  }

  /** Returns a handler for each client event. The handlers do nothing, so the server accepts every command. */
  #accepting(): Commands<T> {
    const names = Object.keys(this.#protocol.client.events);
    const handlers: object = Object.fromEntries(names.map((name) => [name, () => undefined]));
    // The table has a handler for each event of T, because the protocol lists these events by their names.
    return handlers as Commands<T>;
  }

  #report(thrown: unknown): void {
    const { onError } = this.#options;
    if (onError !== undefined) return onError(thrown);
    queueMicrotask(() => {
      throw thrown;
    });
  }
}

function stateful<T extends ProtocolTypes>(protocol: Protocol<T>): StatefulProtocol<T> {
  const { state, name } = protocol;
  if (state !== undefined) return { ...protocol, state };
  throw new TypeError(
    `Protocol "${name}" has no state, so no session can show its streams. Call \`connect\` and pass this server's \`WebSocket\` as an option instead.`,
  );
}
