import { defaultDeliveryLimits } from "../../runtime/core/delivery/served-connection.js";
import { sessionCodec } from "../../runtime/core/delivery/codec.js";
import type { ConnectionInput, DeliveryOptions } from "../../runtime/core/delivery/served-connection.js";
import { Delivery } from "../../runtime/core/delivery/delivery.js";
import type { Command, CommandFinish } from "../../runtime/core/log/command.js";
import type { Broadcast, AddressedOutput, UntimedInput } from "../../runtime/core/delivery/delivery.js";
import type { LogSlice, LogReadResult } from "../../runtime/core/log/stream-log.js";
import type { ClientEvent as ClientFrame } from "../../runtime/core/frames/client-event.js";
import type { ServerEvent as ServerFrame } from "../../runtime/core/frames/server-event.js";
import { parsePosition } from "../../runtime/core/log/position.js";
import { Violation } from "./options.js";
import { addressed, protocol } from "./sim-client.js";
import type { SimClient } from "./sim-client.js";
import { maxReplayEvents } from "./sim-snapshots.js";
import { SimStates } from "./sim-states.js";
import { SimReads } from "./sim-reads.js";
import type { World } from "./world.js";

/** Number of waiting frames at which a socket is full. */
const fullAt = 4;
/** Number of answers and pongs that may wait in a full socket in addition. */
const maxWaiting = 12;

const options: DeliveryOptions = {
  protocol,
  durability: "durable",
  heartbeat: { intervalMs: 15_000, timeoutMs: 40_000 },
  hasHistory: true,
  limits: {
    ...defaultDeliveryLimits,
    chunk: { maxEvents: 3, maxBytes: 400 },
    maxReplayEvents,
    commandRate: { perSecond: 5, burst: 10 },
  },
};

type Socket = { readonly client: SimClient; readonly page: number; readonly attempt: number; isFull: boolean; hasClosed: boolean };

/** The process that holds the connections: the delivery of the runtime with simulated sockets. */
export class SimDelivery {
  readonly #world: World;
  readonly #states: SimStates;
  readonly #delivery = new Delivery<number>(options);
  readonly #sockets = new Map<number, Socket>();
  /** Commands that the engine has not finished. */
  readonly #submitted = new Map<string, { readonly origin: number; readonly id: string }>();
  readonly #reads: SimReads;
  /** The connections that read a page of a stream next. */
  readonly #readers: { readonly connection: number; readonly stream: string }[] = [];

  constructor(world: World) {
    this.#world = world;
    this.#reads = new SimReads(world);
    this.#states = new SimStates(world);
  }

  open(connection: number, client: SimClient, attempt: number): void {
    this.#sockets.set(connection, { client, page: client.page, attempt, isFull: false, hasClosed: false });
    this.#take({ kind: "openSession", connection, name: String(connection), subprotocol: "dagwire.v1.1" });
  }

  get connections(): readonly number[] {
    return Array.from(this.#sockets.keys());
  }

  receive(connection: number, frame: ClientFrame): void {
    // A client that names no stream follows the one in its address, as at a real server.
    const isBare = frame.type === "$hello" && frame.streams.length === 0;
    this.#stepOf(connection, { kind: "frame", frame: isBare ? { ...frame, streams: [{ stream: addressed }] } : frame });
  }

  closed(connection: number): void {
    this.#stepOf(connection, { kind: "closed" });
    this.#forget(connection);
  }

  tail(stream: string, slice: LogSlice): void {
    this.#world.lanes.add(`delivery:tail:${stream}`, () => this.#take({ kind: "appended", stream, slice }));
  }

  tick(): void {
    this.#take({ kind: "tick" });
  }

  drain(): void {
    this.#take({ kind: "drain", reason: "restart", afterMs: 100, spreadMs: 1_000 });
  }

  finish(origin: number, id: string, finish: CommandFinish): void {
    this.#submitted.delete(`${origin} ${id}`);
    this.#world.lanes.add("delivery:answer", () => this.#stepOf(origin, { kind: "finished", id, finish }));
  }

  /** The engine has ended. Its unfinished commands may have taken effect, so the clients send them again. */
  engineGone(): void {
    for (const { origin, id } of this.#submitted.values()) this.finish(origin, id, unavailable);
    this.#submitted.clear();
  }

  crash(): void {
    this.#world.lanes.drop("delivery:");
    for (const connection of this.connections) this.cut(connection);
  }

  /** Cuts a connection. Both ends notice that later. */
  cut(connection: number): void {
    const socket = this.#sockets.get(connection);
    const { lanes } = this.#world;
    lanes.drop(`up:${connection}`);
    lanes.drop(`down:${connection}`);
    if (socket === undefined) return;
    const { client, page, attempt } = socket;
    // A proxy between both ends may close its connections with 1000.
    const code = connection % 3 === 0 ? 1000 : 1006;
    lanes.add(`lost:${connection}`, () => client.stepOfPage(page, { kind: "lost", attempt, code, reason: "", isOnline: true }));
    lanes.add(`delivery:closed:${connection}`, () => this.closed(connection));
  }

  #stepOf(connection: number, input: ConnectionInput): void {
    this.#take({ kind: "connection", connection, input });
  }

  #take(input: UntimedInput<number>): void {
    for (const output of this.#delivery.take({ ...input, nowMs: this.#world.nowMs })) {
      if (output.action === "broadcast") this.#broadcast(output);
      else if (output.action === "connection") this.#do(output);
    }
    // The frames come and go at once, so that they change no schedule.
    for (const { connection, stream } of this.#readers.splice(0))
      this.#stepOf(connection, { kind: "frame", frame: this.#reads.next(stream) });
  }

  #broadcast({ stream, slice, connections }: Broadcast<number>): void {
    const texts = sessionCodec.slice(stream, slice, options.limits.chunk);
    for (const connection of Array.from(connections)) {
      const isFull = this.#world.lanes.length(`down:${connection}`) >= fullAt && this.#world.variant.ignoresBackpressure !== true;
      if (isFull) this.#congest(connection, stream, slice.after);
      else for (const text of texts) this.#sendDown(connection, text);
    }
  }

  #congest(connection: number, stream: string, at: string): void {
    const socket = this.#sockets.get(connection);
    if (socket !== undefined) socket.isFull = true;
    this.#stepOf(connection, { kind: "congested", stream, at, isFull: true });
  }

  #do({ connection, output }: AddressedOutput<number>): void {
    switch (output.action) {
      case "send":
        for (const text of output.texts) {
          if (this.#takeHistory(connection, text)) return;
          this.#checkCount(connection, text);
          this.#sendDown(connection, text);
        }
        this.#reportRoom(connection);
        return;
      case "close":
        this.#close(connection, output.code, output.reason);
        return;
      case "terminate":
        this.cut(connection);
        return;
      case "submit":
        this.#submit(connection, output.command);
        return;
      case "authorize":
        this.#later(connection, () => ({ kind: "authorized", stream: output.stream }));
        return;
      case "locate":
        this.#later(connection, () => ({
          kind: "located",
          stream: output.stream,
          after: output.after,
          result: this.#read(output.stream, output.after ?? this.#watch(output.stream)),
        }));
        return;
      case "read":
        this.#later(connection, () => ({ kind: "read", stream: output.stream, result: this.#read(output.stream, output.after) }));
        return;
      case "snapshot":
        this.#snapshot(connection, output.stream, output.isNewest);
        return;
      case "ping":
        this.#ping(connection);
        return;
      case "authenticate":
        this.#later(connection, () => ({ kind: "authenticated", isAccepted: true }));
        return;
      case "warn":
        return;
      case "loss":
        this.#world.seen.add("$loss");
        return;
      case "history":
        this.#stepOf(connection, { kind: "history", read: output.request.read, answer: this.#reads.answer(output.request) });
        return;
      case "oldest":
      case "conflate":
      case "greet":
      case "refuse":
        throw new Error(`unexpected ${output.action}`);
    }
  }

  /** Runs `ask` and takes its input later. */
  #later(connection: number, ask: () => ConnectionInput): void {
    const { lanes } = this.#world;
    lanes.add(`delivery:ask:${connection}`, () => {
      const input = ask();
      lanes.add(`delivery:ask:${connection}`, () => this.#stepOf(connection, input));
    });
  }

  #watch(stream: string): string {
    const head = this.#world.head(stream);
    if (!this.#delivery.isWatching(stream)) this.#take({ kind: "watched", stream, head, count: this.#countOf(stream, head) });
    return head;
  }

  #countOf(stream: string, head: string): number {
    const counted = this.#countAt(stream, head) ?? 0;
    return this.#world.variant.countsEpoch === true ? (parsePosition(head)?.seq ?? counted) : counted;
  }

  /** Returns the number of events up to a position. Returns `undefined` if the log does not hold the position any more. */
  #countAt(stream: string, at: string): number | undefined {
    const result = this.#world.log(stream).read(at, options.limits.chunk);
    return result.status === "events" ? result.count : undefined;
  }

  /** Checks an answer to a request for history, and takes it from the connection. Returns false for other frames. */
  #takeHistory(connection: number, text: string): boolean {
    const isPage = text.startsWith('{"type":"$page"');
    if (isPage) this.#reads.check(text);
    if (!isPage && !text.startsWith('{"type":"$refused"')) return false;
    this.#stepOf(connection, { kind: "writable" });
    return true;
  }

  /** Fails if `$synced` counts other events than the log. */
  #checkCount(connection: number, text: string): void {
    if (!text.startsWith('{"type":"$synced"')) return;
    const { stream, at, count } = JSON.parse(text) as Extract<ServerFrame, { readonly type: "$synced" }>;
    this.#readers.push({ connection, stream });
    const counted = this.#countAt(stream, at);
    if (count === undefined || counted === undefined) return;
    this.#world.seen.add("$synced with a count");
    if (count !== counted) throw new Violation("HI8", `$synced counts ${count} events up to ${at}, and the log ${counted}`);
  }

  #read(stream: string, after: string): LogReadResult {
    this.#watch(stream);
    const result = this.#world.log(stream).read(after, options.limits.chunk);
    if (this.#world.variant.joinsAnywhere === true && result.status === "events" && result.remaining === 0)
      this.#take({ kind: "watched", stream, head: result.at });
    return this.#world.variant.read?.(result) ?? result;
  }

  /** @param isNewest True if the snapshot needs every event that the state has now. @param from The position of these events. */
  #snapshot(connection: number, stream: string, isNewest: boolean, from?: string): void {
    const { lanes, variant } = this.#world;
    lanes.add(`delivery:ask:${connection}`, () => {
      const { engine } = this.#world;
      if (engine === undefined) return this.#snapshot(connection, stream, isNewest);
      const needed = isNewest && variant.ignoresBuild !== true ? (from ?? engine.at(stream)) : undefined;
      const snapshot = engine.snapshot(stream, needed);
      if (snapshot === undefined) return this.#snapshot(connection, stream, isNewest, needed);
      if (variant.joinsOverGap === true) this.#take({ kind: "watched", stream, head: snapshot.at });
      lanes.add(`delivery:ask:${connection}`, () => {
        const sent = variant.snapshot?.(snapshot, this.#world.head(stream)) ?? snapshot;
        this.#stepOf(connection, { kind: "snapshot", stream, snapshot: this.#states.framesOf(connection, stream, sent) });
      });
    });
  }

  #submit(origin: number, command: Command): void {
    const { id, stream } = command;
    this.#submitted.set(`${origin} ${id}`, { origin, id });
    this.#world.lanes.add("delivery:submit", () => {
      if (this.#world.engine === undefined) this.finish(origin, id, unavailable);
      else this.#world.engine.submit(stream, command, origin);
    });
  }

  #sendDown(connection: number, text: string): void {
    const socket = this.#sockets.get(connection);
    if (socket === undefined || socket.hasClosed) return;
    const { lanes, variant } = this.#world;
    const lane = `down:${connection}`;
    lanes.add(lane, () => {
      const received = variant.received?.(socket.client.id, text) ?? text;
      socket.client.stepOfPage(socket.page, { kind: "frame", attempt: socket.attempt, frame: JSON.parse(received) as ServerFrame });
      if (socket.isFull) this.#stepOf(connection, { kind: "progress" });
      this.#reportRoom(connection);
    });
    if (lanes.length(lane) > fullAt + maxWaiting) throw new Violation("INV5", `${lanes.length(lane)} frames wait in one connection`);
  }

  /** Reports `writable`, as a driver does after each write and on 'drain'. */
  #reportRoom(connection: number): void {
    const socket = this.#sockets.get(connection);
    if (socket === undefined) return;
    socket.isFull = this.#world.lanes.length(`down:${connection}`) >= fullAt;
    if (!socket.isFull && this.#delivery.connection(connection)?.isWritable === false) {
      this.#world.lanes.add(`delivery:room:${connection}`, () => this.#stepOf(connection, { kind: "writable" }));
    }
  }

  #close(connection: number, code: number, reason: string): void {
    const socket = this.#sockets.get(connection);
    if (socket === undefined || socket.hasClosed) return;
    socket.hasClosed = true;
    this.#world.lanes.add(`down:${connection}`, () => {
      socket.client.stepOfPage(socket.page, { kind: "lost", attempt: socket.attempt, code, reason, isOnline: true });
      this.#forget(connection);
    });
  }

  #ping(connection: number): void {
    const { lanes } = this.#world;
    lanes.add(`down:${connection}`, () => lanes.add(`up:${connection}`, () => this.#stepOf(connection, { kind: "heard" })));
  }

  #forget(connection: number): void {
    this.#sockets.delete(connection);
  }
}

const unavailable: CommandFinish = { kind: "refused", code: "unavailable", message: "the engine has ended", retryAfterMs: 500 };
