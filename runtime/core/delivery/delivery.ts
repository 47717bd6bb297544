import * as closeCodes from "../base/close-codes.js";
import type { Position, StreamId } from "../frames/types.js";
import type { LogSlice } from "../log/stream-log.js";
import type { Timed } from "../steps/turn.js";
import { heldChunks } from "./catch-up.js";
import { plainCodec, sessionCodec } from "./codec.js";
import type { Codec } from "./codec.js";
import { connectionStep } from "./connection-step.js";
import { LiveSet } from "./live-set.js";
import { createServedConnection } from "./served-connection.js";
import type { ConnectionInput, ConnectionOutput, DeliveryOptions, ServedConnection, SessionOpening } from "./served-connection.js";
import type { Texts } from "./shared-snapshot.js";
import { isFollowed } from "./subscribe.js";

/** An input of {@link Delivery.take}, with the time of the driver's clock. */
export type DeliveryInput<Connection> = UntimedInput<Connection> & { readonly nowMs: number };

/** An input of {@link Delivery.take} before the driver adds the time. */
export type UntimedInput<Connection> =
  | ConnectionEvent<Connection>
  | OpenInput<Connection>
  | { readonly kind: "tick" }
  /** The server is about to stop. Clients connect again after `afterMs`, and a random part of `spreadMs` later. */
  | { readonly kind: "drain"; readonly reason: string; readonly afterMs: number; readonly spreadMs: number }
  | StreamInput;

/** An input of one connection. */
type ConnectionEvent<Connection> = { readonly kind: "connection"; readonly connection: Connection; readonly input: ConnectionInput };

/** A socket has opened. The upgrade request may have authenticated a session. A connection in plain mode follows `stream`. */
type OpenInput<Connection> = { readonly connection: Connection; readonly name: string } & (
  ({ readonly kind: "openSession" } & SessionOpening) | ({ readonly kind: "openPlain"; readonly stream: StreamId } & SessionOpening)
);

type StreamInput =
  /** The driver listens to the log's tail and has then read the head. Before this input no connection can join the live set. */
  | { readonly kind: "watched"; readonly stream: StreamId; readonly head: Position; readonly count?: number }
  /** The log has appended a slice. */
  | { readonly kind: "appended"; readonly stream: StreamId; readonly slice: LogSlice }
  /** The log of the stream is away: it stores no events. Or it is back. */
  | { readonly kind: "source"; readonly stream: StreamId; readonly state: "away" | "back" }
  /** The stream has ended. Each subscription ends after its connection has read the last event. */
  | { readonly kind: "streamEnded"; readonly stream: StreamId; readonly code: number; readonly reason: string }
  /** The server has opened an ended stream again. Connections that still read the stream keep following it. */
  | { readonly kind: "streamReopened"; readonly stream: StreamId }
  /** The log no longer holds the stream. Connections that still read the stream miss its last events. */
  | { readonly kind: "streamRemoved"; readonly stream: StreamId };

/** A task for the driver. An output that sends a slice to a live set comes before all other outputs of the same input. */
export type DeliveryOutput<Connection> =
  | Broadcast<Connection>
  | AddressedOutput<Connection>
  /** Stop listening to the log's tail: no connection follows the stream. */
  | { readonly action: "unwatch"; readonly stream: StreamId };

/** Send a slice to all connections of a live set. For a connection whose socket is full, report `congested` at `slice.after`. */
export type Broadcast<Connection> = {
  readonly action: "broadcast";
  readonly stream: StreamId;
  readonly slice: LogSlice;
  readonly connections: ReadonlySet<Connection>;
};

/** A task for the driver that concerns one connection. */
export type AddressedOutput<Connection> = {
  readonly action: "connection";
  readonly connection: Connection;
  readonly output: Exclude<ConnectionOutput, { readonly action: "join" | "leave" }>;
};

type Outputs<Connection> = DeliveryOutput<Connection>[];

/**
 * The connections of a server and the live sets of its streams. It holds no socket, timer or promise: it changes only by
 * {@link take}, and acts only by the outputs that `take` returns.
 *
 * @typeParam Connection The driver's key for a connection: an object or a number.
 */
export class Delivery<Connection> {
  readonly #options: DeliveryOptions;
  readonly #connections = new Map<Connection, ServedConnection>();
  readonly #streams = new Map<StreamId, LiveSet<Connection>>();
  /** The end of each stream that has ended while some connection still reads it. */
  readonly #endings = new Map<StreamId, Ending>();
  /** Streams whose log is away. */
  readonly #away = new Set<StreamId>();

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Number of open connections. */
  get connections(): number {
    return this.#connections.size;
  }

  /** Returns the state of a connection, for the server's statistics and for tests. */
  connection(connection: Connection): ServedConnection | undefined {
    return this.#connections.get(connection);
  }

  /** Returns true if the stream has a live set. */
  isWatching(stream: StreamId): boolean {
    return this.#streams.has(stream);
  }

  /** Returns the head of a stream's live set, or `undefined` if the stream has no live set. */
  head(stream: StreamId): Position | undefined {
    return this.#streams.get(stream)?.head;
  }

  /** Returns true if the connection follows the stream, even if it is still catching up. */
  isFollowing(connection: Connection, stream: StreamId): boolean {
    return isFollowed(this.#connections.get(connection)?.subscriptions.get(stream));
  }

  /** Returns the chunks of states that the server holds for a connection until its socket takes more. */
  heldChunks(connection: Connection): readonly (readonly Texts[])[] {
    const state = this.#connections.get(connection);
    return state === undefined ? [] : heldChunks(state);
  }

  /**
   * Returns, for each connection, the characters of states that the server holds for it until its socket takes more. Connections
   * that read the same snapshot hold it together, so each has its share.
   */
  heldLengths(): ReadonlyMap<Connection, number> {
    const readers = new Map<readonly Texts[], Connection[]>();
    for (const [connection, state] of this.#connections)
      for (const chunks of heldChunks(state)) {
        const known = readers.get(chunks);
        if (known === undefined) readers.set(chunks, [connection]);
        else known.push(connection);
      }
    const lengths = new Map<Connection, number>();
    for (const [chunks, connections] of readers) {
      const share = lengthOf(chunks) / connections.length;
      for (const connection of connections) lengths.set(connection, (lengths.get(connection) ?? 0) + share);
    }
    return lengths;
  }

  /** Takes one input and returns what the driver has to do, in order. */
  take(input: DeliveryInput<Connection>): readonly DeliveryOutput<Connection>[] {
    const outputs: Outputs<Connection> = [];
    const { nowMs } = input;
    switch (input.kind) {
      case "connection":
        this.#step(input.connection, input, outputs);
        break;
      case "openSession":
        this.#open(input.connection, input.name, sessionCodec, nowMs, input);
        break;
      case "openPlain":
        this.#open(input.connection, input.name, plainCodec, nowMs, input);
        this.#step(input.connection, { input: { kind: "follow", stream: input.stream }, nowMs }, outputs);
        break;
      case "tick":
        this.#tick(nowMs, outputs);
        break;
      case "drain": {
        const { reason, afterMs, spreadMs } = input;
        this.#stepAll({ input: { kind: "bye", reason, afterMs, spreadMs }, nowMs }, outputs);
        break;
      }
      default:
        this.#takeOfStream(input, outputs);
    }
    return outputs;
  }

  #takeOfStream(input: StreamInput & { readonly nowMs: number }, outputs: Outputs<Connection>): void {
    const { stream, nowMs } = input;
    switch (input.kind) {
      case "watched":
        this.#forget(stream);
        this.#streams.set(stream, new LiveSet(input.head, input.count));
        return;
      case "appended":
        return this.#advance(stream, input.slice, nowMs, outputs);
      case "source":
        if (input.state === "away") this.#away.add(stream);
        else this.#away.delete(stream);
        return this.#stepAll({ input: { kind: "source", stream, state: input.state }, nowMs }, outputs);
      case "streamEnded":
        this.#away.delete(stream);
        return this.#end({ kind: "ended", stream, code: input.code, reason: input.reason }, nowMs, outputs);
      case "streamReopened":
        this.#endings.delete(stream);
        return;
      case "streamRemoved": {
        const ending = this.#endings.get(stream) ?? removed(stream);
        this.#forget(stream);
        return this.#stepAll({ input: { ...ending, isEarly: true }, nowMs }, outputs);
      }
    }
  }

  #open(connection: Connection, name: string, codec: Codec, nowMs: number, opening: SessionOpening): void {
    this.#connections.set(connection, createServedConnection(this.#options, codec, name, nowMs, opening));
  }

  #tick(nowMs: number, outputs: Outputs<Connection>): void {
    this.#stepAll({ input: { kind: "tick" }, nowMs }, outputs);
    for (const [stream, live] of this.#streams) {
      const at = live.head;
      this.#congest(live.moveToAhead(), stream, at, nowMs, outputs);
      this.#wakeReached(stream, live, nowMs, outputs);
    }
    this.#unwatchIdle(outputs);
  }

  #end(ending: Ending, nowMs: number, outputs: Outputs<Connection>): void {
    const live = this.#streams.get(ending.stream);
    if (live === undefined) return this.#stepAll({ input: ending, nowMs }, outputs);
    this.#endings.set(ending.stream, ending);
    for (const connection of live.connections()) this.#step(connection, { input: ending, nowMs }, outputs);
  }

  #advance(stream: StreamId, slice: LogSlice, nowMs: number, outputs: Outputs<Connection>): void {
    const live = this.#streams.get(stream);
    const advance = live?.advance(slice);
    if (live === undefined || advance === undefined || advance.status === "old") return;
    if (advance.status === "gap") this.#congest(advance.connections, stream, advance.at, nowMs, outputs);
    else if (advance.connections.size > 0) outputs.push({ action: "broadcast", stream, slice, connections: advance.connections });
    this.#wakeReached(stream, live, nowMs, outputs);
  }

  #unwatchIdle(outputs: Outputs<Connection>): void {
    if (this.#streams.size === 0) return;
    const followed = new Set<StreamId>();
    for (const { subscriptions } of this.#connections.values()) for (const stream of subscriptions.keys()) followed.add(stream);
    for (const stream of Array.from(this.#streams.keys())) {
      if (followed.has(stream)) continue;
      this.#forget(stream);
      outputs.push({ action: "unwatch", stream });
    }
  }

  #forget(stream: StreamId): void {
    this.#streams.delete(stream);
    this.#endings.delete(stream);
  }

  #congest(connections: readonly Connection[], stream: StreamId, at: Position, nowMs: number, outputs: Outputs<Connection>): void {
    for (const connection of connections)
      this.#step(connection, { input: { kind: "congested", stream, at, isFull: false }, nowMs }, outputs);
  }

  /** Lets the connections that were ahead of the live set read the log again, because `head` has reached their cursors. */
  #wakeReached(stream: StreamId, live: LiveSet<Connection>, nowMs: number, outputs: Outputs<Connection>): void {
    for (const connection of live.takeReached()) this.#step(connection, { input: { kind: "behind", stream }, nowMs }, outputs);
  }

  #stepAll(timed: Timed<ConnectionInput>, outputs: Outputs<Connection>): void {
    for (const connection of Array.from(this.#connections.keys())) this.#step(connection, timed, outputs);
  }

  #step(connection: Connection, timed: Timed<ConnectionInput>, outputs: Outputs<Connection>): void {
    const state = this.#connections.get(connection);
    if (state === undefined) return;
    const { input, nowMs } = timed;
    if (input.kind === "congested") this.#streams.get(input.stream)?.leave(connection);
    const step = connectionStep(state, timed);
    this.#connections.set(connection, step.state);
    for (const output of step.outputs) this.#perform(connection, output, nowMs, outputs);
    if (step.state.phase === "closed") this.#connections.delete(connection);
  }

  #perform(connection: Connection, output: ConnectionOutput, nowMs: number, outputs: Outputs<Connection>): void {
    switch (output.action) {
      case "join":
        return this.#join(connection, output.stream, output.cursor, nowMs, outputs);
      case "leave":
        this.#streams.get(output.stream)?.leave(connection);
        return;
      default:
        outputs.push({ action: "connection", connection, output });
    }
  }

  #join(connection: Connection, stream: StreamId, cursor: Position, nowMs: number, outputs: Outputs<Connection>): void {
    const live = this.#streams.get(stream);
    const answer = live?.join(connection, cursor);
    if (answer === "ahead") return;
    if (answer === "behind") return this.#step(connection, { input: { kind: "behind", stream }, nowMs }, outputs);
    if (answer === "joined") this.#step(connection, { input: { kind: "joined", stream, at: cursor, count: live?.count }, nowMs }, outputs);
    if (answer === "joined" && this.#away.has(stream))
      this.#step(connection, { input: { kind: "source", stream, state: "away" }, nowMs }, outputs);
    const ending = answer === undefined ? removed(stream) : this.#endings.get(stream);
    if (ending !== undefined) this.#step(connection, { input: ending, nowMs }, outputs);
  }
}

/** Returns the number of characters of chunks. */
export function lengthOf(chunks: readonly Texts[]): number {
  return chunks.reduce((sum, texts) => texts.reduce((part, text) => part + text.length, sum), 0);
}

type Ending = Extract<ConnectionInput, { readonly kind: "ended" }>;

/** Returns the input that ends a subscription to a stream that has no live set any more. Without it the connection would wait for ever. */
function removed(stream: StreamId): Ending {
  return { kind: "ended", stream, code: closeCodes.noSuchStream, reason: "the stream is gone" };
}

/**
 * Chooses the connections that the server has to close until the waiting bytes of all other connections together fit into
 * `budgetBytes`. Chooses the connection with the most waiting bytes first, and of two with the same number the older one. A
 * client that reads holds its bytes only for a short time.
 */
export function overBudget<Connection>(waitingBytes: ReadonlyMap<Connection, number>, budgetBytes: number): readonly Connection[] {
  let total = 0;
  for (const bytes of waitingBytes.values()) total += bytes;
  if (total <= budgetBytes) return [];
  const worst = [...waitingBytes].toSorted(([, a], [, b]) => b - a);
  const evicted: Connection[] = [];
  for (const [connection, bytes] of worst) {
    if (total <= budgetBytes) break;
    total -= bytes;
    evicted.push(connection);
  }
  return evicted;
}
