import { systemClock } from "../client/environment.js";
import type { Clock } from "../client/environment.js";
import type { SocketConstructor } from "../client/socket.js";
import { assertContract } from "../core/base/assert-contract.js";
import * as closeCodes from "../core/base/close-codes.js";
import { EventWriter } from "../core/base/event-writer.js";
import { defaultDeliveryLimits } from "../core/delivery/served-connection.js";
import { MemoryLog } from "../core/log/memory-log.js";
import { DeliveryDriver } from "../server/driver/delivery-driver.js";
import { Route } from "../server/http/route.js";
import type { StreamDirectory, WrittenStream } from "../server/stream/stream-directory.js";
import { Streams } from "../server/stream/streams.js";
import type { OpenOptions, StateSource } from "../server/stream/stream-writer.js";
import type { ProtocolDescriptor, ProtocolEvents } from "../server/types.js";
import { MemoryPort } from "./memory-port.js";
import { MockStream } from "./mock-stream.js";
import { TestNetwork } from "./test-network.js";
import type { TestSocket } from "./test-socket.js";

const sessionSubprotocol = "dagwire.v1";
const maxDepth = 64;
const tickMs = 1_000;
const maxIdLength = 256;

/** What a {@link MockServer} is made of. */
export type MockServerOptions<S, SN extends string, C, CN extends string> = {
  readonly events: ProtocolEvents<S, SN, C, CN>;
  /** The generated entry object. */
  readonly protocol: ProtocolDescriptor;
  /** Path of the streams, with one segment `:stream`. @default "/:stream" */
  readonly path?: string | undefined;
  /** The client's clock, so that both see the same time. @default the system's */
  readonly clock?: Clock | undefined;
  /** How often a quiet connection is probed, and when it counts as dead. @default 15_000 and 40_000 */
  readonly heartbeat?: { readonly intervalMs: number; readonly timeoutMs: number } | undefined;
  /** A handler of yours threw. @default it becomes an uncaught error */
  readonly onError?: ((thrown: unknown) => void) | undefined;
};

/** A command that has come in. */
export type ReceivedCommand<C> = { readonly stream: string; readonly id: string; readonly event: C };

/** How a mock's stream is opened: as in the real server, but every command is acknowledged where no handler is given. */
export type MockOpenOptions<S, C, CN extends string, State = unknown> = StateSource<S, State> &
  Partial<Omit<OpenOptions<S, C, CN, undefined>, "state" | "snapshot">>;

/**
 * A server of event streams in memory, for tests of clients and components. It has the streams and
 * the driver of the real one, without sockets, files or waiting.
 *
 * ```ts
 * const server = new MockServer({ events, protocol, clock });
 * const run = await server.open("run-1", { state });
 * const connection = connect({ url: "ws://test/run-1", events, protocol, clock, WebSocket: server.WebSocket });
 * run.publish({ type: "edge_active", from: "a", to: "b" });
 * await clock.advance();
 * ```
 */
export class MockServer<S, SN extends string, C, CN extends string> {
  /** Give it to `connect` as its `WebSocket`. */
  readonly WebSocket: SocketConstructor;
  /** The way between clients and server, with its faults. */
  readonly network: TestNetwork;
  /** All commands that have come in, in order; one that was sent again is there again. */
  readonly received: ReceivedCommand<C>[] = [];
  readonly #options: MockServerOptions<S, SN, C, CN>;
  readonly #clock: Clock;
  readonly #streams: Streams<S, C, CN, undefined>;
  readonly #driver: DeliveryDriver<S, C, undefined>;
  readonly #route: Route;
  #lastConnection = 0;
  #stopTicking: () => void = () => {};

  /** @throws TypeError if the protocol was generated for a newer contract than this runtime's. */
  constructor(options: MockServerOptions<S, SN, C, CN>) {
    assertContract(options.protocol);
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#route = new Route(options.path ?? "/:stream", maxIdLength);
    const writer = new EventWriter(options.events.server, true);
    this.#streams = this.#makeStreams(writer);
    this.#driver = this.#makeDriver(writer);
    this.network = new TestNetwork(this.#clock, (socket) => this.#take(socket));
    this.WebSocket = this.network.WebSocket;
    this.#tick();
  }

  /** Clients that are connected. */
  get connections(): number {
    return this.network.connections;
  }

  /** Opens a stream; others are refused with 4404. */
  async open<State = undefined>(id: string, options: MockOpenOptions<S, C, CN, State>): Promise<MockStream<S, C, CN>> {
    const { commands = this.#acknowledging() } = options;
    const stream = await this.#streams.open<State>(id, { ...options, commands }, () => undefined);
    return new MockStream<S, C, CN>(stream, async (reason) => {
      this.#streams.end(id, closeCodes.done, reason);
      await this.#streams.ended();
    });
  }

  /** Tells all clients to come back later, spread over `spreadMs`, as a server that is about to be replaced. */
  drain(reason = "restart", afterMs = 500, spreadMs = 0): void {
    this.#driver.drain(reason, afterMs, spreadMs);
  }

  /** Cuts all connections, accepts no more, and stops its timer. */
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
    const isSession = socket.offered.includes(sessionSubprotocol);
    const isThere = match.outcome === "stream" && (isSession || this.#streams.current(match.stream) !== undefined);
    socket.accept(isSession && isThere ? sessionSubprotocol : "");
    if (!isThere) return socket.close(closeCodes.noSuchStream, "there is no such stream");
    this.#driver.open({
      id: ++this.#lastConnection,
      isSession,
      principal: undefined,
      stream: match.stream,
      traceparent: undefined,
      remoteAddress: undefined,
      connect: (listener) => new MemoryPort(socket, listener),
    });
  }

  #makeStreams(writer: EventWriter<S>): Streams<S, C, CN, undefined> {
    const log = new MemoryLog();
    return new Streams<S, C, CN, undefined>({
      log,
      plainLog: log,
      nowMs: () => this.#clock.now(),
      textOf: writer.text,
      nameOf: (event) => this.#options.events.client.nameOf(event),
      finish: (origin, id, finish) => this.#driver.finish(origin, id, finish),
      report: (thrown) => this.#report(thrown),
      compactEvery: Number.POSITIVE_INFINITY,
      outcomesMaxAgeMs: Number.POSITIVE_INFINITY,
      onOpening: (id) => this.#driver.reopenStream(id),
      onMoved: (id) => this.#driver.moveStream(id),
      onEnded: (id, code, reason) => this.#driver.endStream(id, code, reason),
    });
  }

  #makeDriver(writer: EventWriter<S>): DeliveryDriver<S, C, undefined> {
    const { protocol, heartbeat = { intervalMs: 15_000, timeoutMs: 40_000 }, events } = this.#options;
    const { name, version, digest } = protocol;
    const limits = defaultDeliveryLimits;
    return new DeliveryDriver<S, C, undefined>({
      delivery: { protocol: { name, version, digest }, durability: "memory", heartbeat, limits, canConflate: true },
      directory: this.#recording(this.#streams),
      clientEvents: events.client,
      writer,
      plain: { greet: undefined, errorEvent: undefined, onInvalid: undefined, handlerOf: () => undefined },
      maxDepth,
      highWaterMarkBytes: Number.POSITIVE_INFINITY,
      totalWaitingBytes: Number.POSITIVE_INFINITY,
      authorize: undefined,
      authenticateToken: () => ({ principal: undefined }),
      nowMs: () => this.#clock.now(),
      pause: () => Promise.resolve(),
      report: (thrown) => this.#report(thrown),
      warn: () => undefined,
      count: () => undefined,
    });
  }

  /** Notes each command that reaches a stream. */
  #recording(streams: Streams<S, C, CN, undefined>): StreamDirectory<undefined> {
    const noting = (stream: WrittenStream<undefined> | undefined): WrittenStream<undefined> | undefined =>
      stream && {
        flush: () => stream.flush(),
        snapshot: stream.snapshot,
        conflate: stream.conflate,
        submit: (command, origin, source) => {
          // The driver has checked it.
          this.received.push({ stream: command.stream, id: command.id, event: command.event as C });
          stream.submit(command, origin, source);
        },
      };
    return {
      logOf: streams.logOf,
      written: async (id) => noting(await streams.written(id)),
      current: (id) => noting(streams.current(id)),
      isPlain: streams.isPlain,
      forget: streams.forget,
    };
  }

  /** A handler for each client event that does nothing. */
  #acknowledging(): OpenOptions<S, C, CN, undefined>["commands"] {
    const names = Object.keys(this.#options.events.client.events);
    // One entry for each of CN is what the type says.
    return Object.fromEntries(names.map((name) => [name, () => undefined])) as unknown as OpenOptions<S, C, CN, undefined>["commands"];
  }

  #report(thrown: unknown): void {
    const { onError } = this.#options;
    if (onError !== undefined) return onError(thrown);
    queueMicrotask(() => {
      throw thrown;
    });
  }
}
