import { systemClock } from "../client/environment.js";
import type { Clock } from "../client/environment.js";
import type { SocketConstructor } from "../client/socket.js";
import * as closeCodes from "../core/base/close-codes.js";
import { assertContract } from "../core/base/assert-contract.js";
import { createCommandId } from "../core/commands/command-id.js";
import { MemoryLog } from "../core/log/memory-log.js";
import { outgoingError } from "../core/base/read-input.js";
import { Gateway } from "../core/delivery/gateway.js";
import { defaultServerLimits } from "../core/delivery/server-state.js";
import type { CommandAnswer, ServerOptions, SubmittedCommand } from "../core/delivery/server-state.js";
import { Route } from "../server/http/route.js";
import type { WrittenStream } from "../server/stream/stream-directory.js";
import { StreamWriter } from "../server/stream/stream-writer.js";
import type { OpenOptions, StateSource } from "../server/stream/stream-writer.js";
import type { ProtocolDescriptor, ProtocolEvents } from "../server/types.js";
import { MockSessions } from "./mock-session.js";
import { MockStream } from "./mock-stream.js";
import { TestNetwork } from "./test-network.js";
import type { TestSocket } from "./test-socket.js";

const sessionSubprotocol = "dagwire.v1";
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
 * A server of event streams in memory, for tests of clients and components. It takes the same steps as the
 * real one, without sockets, files or waiting.
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
  readonly #log: MemoryLog;
  readonly #gateway: Gateway;
  readonly #sessions: MockSessions;
  readonly #route: Route;
  readonly #streams = new Map<string, MockStream<S, C, CN>>();
  readonly #writers = new Map<string, StreamWriter<S, C, CN, undefined>>();
  #lastConnection = 0;
  #stopTicking: () => void = () => {};

  /** @throws TypeError where the protocol was generated for a newer contract than this runtime's. */
  constructor(options: MockServerOptions<S, SN, C, CN>) {
    assertContract(options.protocol);
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#log = new MemoryLog();
    this.#route = new Route(options.path ?? "/:stream", maxIdLength);
    this.#gateway = new Gateway(gatewayOptions(options));
    this.#sessions = new MockSessions({
      gateway: this.#gateway,
      directory: { log: this.#log, written: (stream) => Promise.resolve(this.#written(stream)) },
      clock: this.#clock,
      submit: (command, origin) => this.#submit(command, origin),
      report: (thrown) => this.#report(thrown),
    });
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
    const textOf = (event: S): string => this.#textOf(event);
    const { commands = this.#acknowledging() } = options;
    const around = {
      log: this.#log,
      stream: id,
      nowMs: () => this.#clock.now(),
      textOf,
      nameOf: (event: unknown) => this.#options.events.client.nameOf(event),
      answer: (origin: number, command: string, answer: CommandAnswer) => this.#sessions.settle(origin, command, answer),
      report: (thrown: unknown) => this.#report(thrown),
      onOver: () => {},
      compactEvery: Number.POSITIVE_INFINITY,
      outcomesMaxAgeMs: Number.POSITIVE_INFINITY,
    };
    const writer = await StreamWriter.open<S, C, CN, undefined, State>({ ...options, commands }, around);
    const stream = new MockStream<S, C, CN>({
      id,
      log: this.#log,
      writer,
      clientEvents: this.#options.events.client,
      onPlain: (event, target) => this.#submitPlain(event, target),
      end: async (reason) => this.#end(id, reason),
    });
    this.#writers.set(id, writer);
    this.#streams.set(id, stream);
    return stream;
  }

  /** Tells all clients to come back later, spread over `spreadMs`, as a server that is about to be replaced. */
  drain(reason = "restart", afterMs = 500, spreadMs = 0): void {
    this.#sessions.perform(this.#gateway.drain(reason, afterMs, spreadMs, this.#clock.now()));
  }

  /** Cuts everybody off, lets nobody in any more, and stops its timer. */
  close(): void {
    this.#stopTicking();
    this.network.down();
  }

  #tick(): void {
    this.#stopTicking = this.#clock.after(tickMs, () => {
      this.#sessions.perform(this.#gateway.tick(this.#clock.now()));
      this.#tick();
    });
  }

  #take(socket: TestSocket): void {
    const match = this.#route.match(new URL(socket.url).pathname);
    const isSession = socket.offered.includes(sessionSubprotocol);
    if (match.outcome !== "stream") {
      socket.accept();
      socket.close(closeCodes.noSuchStream, "there is no such stream");
      return;
    }
    socket.accept(isSession ? sessionSubprotocol : "");
    if (isSession) this.#sessions.open(++this.#lastConnection, socket, match.stream);
    else this.#takePlain(socket, match.stream);
  }

  #takePlain(socket: TestSocket, id: string): void {
    const stream = this.#streams.get(id);
    if (stream === undefined) socket.close(closeCodes.noSuchStream, "there is no such stream");
    else stream.join(socket).catch((thrown: unknown) => this.#report(thrown));
  }

  #submitPlain(event: C, stream: string): void {
    const id = createCommandId(Date.now(), Math.random, this.received.length);
    // A client event is an object: its schema has a tag.
    this.#submit({ id, stream, event: event as SubmittedCommand["event"] }, 0);
  }

  #submit(command: SubmittedCommand, origin: number): void {
    const { id, stream } = command;
    const refuse = (code: string, message: string): void => this.#sessions.settle(origin, id, { kind: "refused", code, message });
    const input = this.#options.events.client.read(command.event);
    const writer = this.#writers.get(stream);
    if (input.outcome !== "event") return refuse("invalid", "the event does not match its schema");
    if (writer === undefined) return refuse("forbidden", "the stream is not followed");
    this.received.push({ stream, id, event: input.event });
    writer.submit(command, origin, { principal: undefined, connection: origin, traceparent: undefined });
  }

  async #end(id: string, reason: string): Promise<void> {
    this.#sessions.perform(this.#gateway.endStream(id, closeCodes.done, reason, this.#clock.now()));
    this.#streams.delete(id);
    this.#writers.delete(id);
    await Promise.resolve();
  }

  #written(stream: string): WrittenStream<undefined> | undefined {
    const writer = this.#writers.get(stream);
    if (writer === undefined) return undefined;
    return {
      snapshot: () => writer.snapshot(),
      conflate: () => undefined,
      submit: (command, origin, source) => writer.submit(command, origin, source),
    };
  }

  #textOf(event: S): string {
    const error = outgoingError(this.#options.events.server, event);
    if (error !== undefined) throw error;
    return JSON.stringify(event);
  }

  /** A handler for each client event that does nothing. */
  #acknowledging(): OpenOptions<S, C, CN, undefined>["commands"] {
    const names = Object.keys(this.#options.events.client.events);
    // One entry for each of CN is what the type says.
    return Object.fromEntries(names.map((name) => [name, () => undefined])) as unknown as OpenOptions<S, C, CN, undefined>["commands"];
  }

  #report(thrown: unknown): void {
    if (this.#options.onError === undefined) throw thrown;
    this.#options.onError(thrown);
  }
}

function gatewayOptions<S, SN extends string, C, CN extends string>({
  protocol: { name, version, digest },
  heartbeat = { intervalMs: 15_000, timeoutMs: 40_000 },
}: MockServerOptions<S, SN, C, CN>): ServerOptions {
  return { protocol: { name, version, digest }, durability: "memory", heartbeat, limits: defaultServerLimits };
}
