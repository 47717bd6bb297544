import * as closeCodes from "../base/close-codes.js";
import type { Position, StreamId } from "../frames/types.js";
import type { LogSlice } from "../log/stream-log.js";
import { plainCodec, sessionCodec } from "./codec.js";
import { connectionStep } from "./connection-step.js";
import { LiveSet } from "./live-set.js";
import { createServedConnection } from "./served-connection.js";
import type { ConnectionInput, ConnectionOutput, DeliveryOptions, ServedConnection } from "./served-connection.js";
import { isFollowed } from "./subscribe.js";

/** What the driver has to do for one connection. */
export type DeliveryTask<Connection> = {
  readonly connection: Connection;
  readonly output: Exclude<ConnectionOutput, { readonly action: "join" | "leave" }>;
};

/** The same events for all members; one that cannot take them is reported as `congested` at `slice.after`. */
export type Broadcast<Connection> = {
  readonly stream: StreamId;
  readonly slice: LogSlice;
  readonly members: ReadonlySet<Connection>;
};

/** What follows from one input; `broadcast` comes first. */
export type DeliveryStep<Connection> = {
  readonly broadcast?: Broadcast<Connection> | undefined;
  readonly tasks: readonly DeliveryTask<Connection>[];
  /** No connection follows these streams, nor waits to: they are not watched from now on. */
  readonly idle?: readonly StreamId[] | undefined;
};

/**
 * All connections of a server and the live sets that they are in. It holds no socket, timer or promise:
 * it knows only its inputs, and acts only by its answers.
 *
 * @typeParam Connection What names a connection: an object of the driver, or a number.
 */
export class Delivery<Connection> {
  readonly #options: DeliveryOptions;
  readonly #connections = new Map<Connection, ServedConnection>();
  readonly #streams = new Map<StreamId, LiveSet<Connection>>();
  readonly #endings = new Map<StreamId, Ending>();

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  get connections(): number {
    return this.#connections.size;
  }

  /** What is known of a connection, for `stats` and tests. */
  connection(connection: Connection): ServedConnection | undefined {
    return this.#connections.get(connection);
  }

  /** A socket has opened that speaks sessions. @param tokenExpiresAtMs if the upgrade has authenticated it. */
  open(connection: Connection, name: string, nowMs: number, tokenExpiresAtMs?: number): void {
    this.#connections.set(connection, createServedConnection(this.#options, sessionCodec, name, nowMs, tokenExpiresAtMs));
  }

  /** A socket in plain mode has opened: it follows one stream. */
  openPlain(connection: Connection, name: string, stream: StreamId, nowMs: number): DeliveryStep<Connection> {
    this.#connections.set(connection, createServedConnection(this.#options, plainCodec, name, nowMs));
    return this.take(connection, { kind: "follow", stream }, nowMs);
  }

  /** Something has happened to one connection. */
  take(connection: Connection, input: ConnectionInput, nowMs: number): DeliveryStep<Connection> {
    const tasks: DeliveryTask<Connection>[] = [];
    this.#step(connection, input, nowMs, tasks);
    return { tasks };
  }

  /** The one timer ticks. */
  tick(nowMs: number): DeliveryStep<Connection> {
    const tasks = [...this.#all({ kind: "tick" }, nowMs).tasks];
    for (const [stream, live] of this.#streams) {
      const at = live.head;
      this.#congest(live.believeEarly(), stream, at, nowMs, tasks);
      this.#wake(stream, live, nowMs, tasks);
    }
    return { tasks, idle: this.#forgetIdle() };
  }

  /** Tells all clients to come back later, spread over `spreadMs`. */
  drain(reason: string, afterMs: number, spreadMs: number, nowMs: number): DeliveryStep<Connection> {
    return this.#all({ kind: "bye", reason, afterMs, spreadMs }, nowMs);
  }

  /** The log's tail is listened to; `head` was read after that began. Before, no connection can join. */
  watch(stream: StreamId, head: Position): void {
    this.#endings.delete(stream);
    this.#streams.set(stream, new LiveSet(head));
  }

  /** The stream goes on after all: a connection that has not read it to its end stays. */
  revive(stream: StreamId): void {
    this.#endings.delete(stream);
  }

  /** The log cannot be read on: connections that still follow the stream miss the rest. */
  dismiss(stream: StreamId, nowMs: number): DeliveryStep<Connection> {
    const ending = this.#endings.get(stream) ?? gone(stream);
    this.#forget(stream);
    return this.#all({ ...ending, isEarly: true }, nowMs);
  }

  /** The stream goes on in another log: connections in plain mode begin once more. */
  move(stream: StreamId, nowMs: number): DeliveryStep<Connection> {
    const tasks: DeliveryTask<Connection>[] = [];
    this.#forget(stream);
    for (const [connection, { codec, subscriptions }] of Array.from(this.#connections))
      if (!codec.isSession && subscriptions.has(stream)) this.#step(connection, { kind: "follow", stream }, nowMs, tasks);
    return { tasks };
  }

  isWatching(stream: StreamId): boolean {
    return this.#streams.has(stream);
  }

  /** Where the live set of a stream stands; `undefined` if the stream is not watched. */
  head(stream: StreamId): Position | undefined {
    return this.#streams.get(stream)?.head;
  }

  /** True for a connection that follows a stream, live or not. */
  isFollowing(connection: Connection, stream: StreamId): boolean {
    return isFollowed(this.#connections.get(connection)?.subscriptions.get(stream));
  }

  /** The stream has ended: so does each subscription, once it has been read to the end. */
  endStream(stream: StreamId, code: number, reason: string, nowMs: number): DeliveryStep<Connection> {
    const ending: Ending = { kind: "ended", stream, code, reason };
    const live = this.#streams.get(stream);
    if (live === undefined) return this.#all(ending, nowMs);
    this.#endings.set(stream, ending);
    const tasks: DeliveryTask<Connection>[] = [];
    for (const connection of live.members()) this.#step(connection, ending, nowMs, tasks);
    return { tasks };
  }

  /** The log has grown. */
  publish(stream: StreamId, slice: LogSlice, nowMs: number): DeliveryStep<Connection> {
    const live = this.#streams.get(stream);
    const advance = live?.advance(slice);
    if (live === undefined || advance === undefined || advance.status === "old") return { tasks: [] };
    const tasks: DeliveryTask<Connection>[] = [];
    if (advance.status === "gap") this.#congest(advance.members, stream, advance.at, nowMs, tasks);
    this.#wake(stream, live, nowMs, tasks);
    if (advance.status === "gap" || advance.members.size === 0) return { tasks };
    return { broadcast: { stream, slice, members: advance.members }, tasks };
  }

  #forgetIdle(): readonly StreamId[] {
    if (this.#streams.size === 0) return [];
    const wanted = new Set<StreamId>();
    for (const { subscriptions } of this.#connections.values()) for (const stream of subscriptions.keys()) wanted.add(stream);
    const idle = [...this.#streams.keys()].filter((stream) => !wanted.has(stream));
    for (const stream of idle) this.#forget(stream);
    return idle;
  }

  #forget(stream: StreamId): void {
    this.#streams.delete(stream);
    this.#endings.delete(stream);
  }

  #congest(members: readonly Connection[], stream: StreamId, at: Position, nowMs: number, tasks: DeliveryTask<Connection>[]): void {
    for (const connection of members) this.#step(connection, { kind: "congested", stream, at, isFull: false }, nowMs, tasks);
  }

  /** They read once more instead of joining here: what is being broadcast is in their log already. */
  #wake(stream: StreamId, live: LiveSet<Connection>, nowMs: number, tasks: DeliveryTask<Connection>[]): void {
    for (const connection of live.takeDue()) this.#step(connection, { kind: "behind", stream }, nowMs, tasks);
  }

  #all(input: ConnectionInput, nowMs: number): DeliveryStep<Connection> {
    const tasks: DeliveryTask<Connection>[] = [];
    for (const connection of Array.from(this.#connections.keys())) this.#step(connection, input, nowMs, tasks);
    return { tasks };
  }

  #step(connection: Connection, input: ConnectionInput, nowMs: number, tasks: DeliveryTask<Connection>[]): void {
    const state = this.#connections.get(connection);
    if (state === undefined) return;
    if (input.kind === "congested") this.#streams.get(input.stream)?.leave(connection);
    const step = connectionStep(state, input, nowMs);
    this.#connections.set(connection, step.state);
    for (const output of step.outputs) this.#perform(connection, output, nowMs, tasks);
    if (step.state.phase === "closed") this.#connections.delete(connection);
  }

  #perform(connection: Connection, output: ConnectionOutput, nowMs: number, tasks: DeliveryTask<Connection>[]): void {
    switch (output.action) {
      case "join":
        this.#join(connection, output.stream, output.cursor, nowMs, tasks);
        return;
      case "leave":
        this.#streams.get(output.stream)?.leave(connection);
        return;
      default:
        tasks.push({ connection, output });
    }
  }

  #join(connection: Connection, stream: StreamId, cursor: Position, nowMs: number, tasks: DeliveryTask<Connection>[]): void {
    const place = this.#streams.get(stream)?.join(connection, cursor);
    if (place === "early") return;
    if (place === "behind") return this.#step(connection, { kind: "behind", stream }, nowMs, tasks);
    if (place === "joined") this.#step(connection, { kind: "joined", stream, at: cursor }, nowMs, tasks);
    const ending = place === undefined ? gone(stream) : this.#endings.get(stream);
    if (ending !== undefined) this.#step(connection, ending, nowMs, tasks);
  }
}

type Ending = Extract<ConnectionInput, { readonly kind: "ended" }>;

/** For a stream that is not watched: a connection that waited for it would wait for ever. */
function gone(stream: StreamId): Ending {
  return { kind: "ended", stream, code: closeCodes.noSuchStream, reason: "the stream is gone" };
}

/** The connections to cut off so that what waits in all sockets together fits into `budgetBytes`: those with most first. */
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
