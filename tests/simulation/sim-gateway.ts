import { defaultDeliveryLimits } from "../../runtime/core/delivery/served-connection.js";
import { sessionCodec } from "../../runtime/core/delivery/codec.js";
import type { ConnectionInput, DeliveryOptions } from "../../runtime/core/delivery/served-connection.js";
import { Delivery } from "../../runtime/core/delivery/delivery.js";
import type { Command, CommandFinish } from "../../runtime/core/log/command.js";
import type { Broadcast, ConnectionTask, DeliveryInput } from "../../runtime/core/delivery/delivery.js";
import type { Untimed } from "../../runtime/core/steps/turn.js";
import type { LogSlice, LogReadResult } from "../../runtime/core/log/stream-log.js";
import type { ClientEvent as ClientFrame } from "../../runtime/core/frames/client-event.js";
import type { ServerEvent as ServerFrame } from "../../runtime/core/frames/server-event.js";
import { Violation } from "./options.js";
import { addressed, protocol } from "./sim-client.js";
import type { SimClient } from "./sim-client.js";
import type { World } from "./world.js";

/** The number of frames that a socket takes before it counts as full. */
const fullAt = 4;
/** The number of answers and pongs that may wait behind these frames. */
const maxWaiting = 12;

const options: DeliveryOptions = {
  protocol,
  durability: "durable",
  heartbeat: { intervalMs: 15_000, timeoutMs: 40_000 },
  limits: {
    ...defaultDeliveryLimits,
    chunk: { maxEvents: 3, maxBytes: 400 },
    maxReplayEvents: 10,
    commandRate: { perSecond: 5, burst: 10 },
  },
};

type Wire = { readonly client: SimClient; readonly page: number; readonly attempt: number; isFull: boolean; hasClosed: boolean };

/** The process that holds the connections: the runtime's delivery with simulated sockets. */
export class SimGateway {
  readonly #world: World;
  readonly #gateway = new Delivery<number>(options);
  readonly #wires = new Map<number, Wire>();
  /** The commands that the engine has received and not yet answered. */
  readonly #submitted = new Map<string, { readonly origin: number; readonly id: string }>();

  constructor(world: World) {
    this.#world = world;
  }

  open(connection: number, client: SimClient, attempt: number): void {
    this.#wires.set(connection, { client, page: client.page, attempt, isFull: false, hasClosed: false });
    this.#take({ kind: "openSession", connection, name: String(connection) });
  }

  get connections(): readonly number[] {
    return Array.from(this.#wires.keys());
  }

  receive(connection: number, frame: ClientFrame): void {
    // A server does the same: a client that names no stream follows the one in its address.
    const isBare = frame.type === "$hello" && frame.streams.length === 0;
    this.#happen(connection, { kind: "frame", frame: isBare ? { ...frame, streams: [{ stream: addressed }] } : frame });
  }

  closed(connection: number): void {
    this.#happen(connection, { kind: "closed" });
    this.#forget(connection);
  }

  tail(stream: string, slice: LogSlice): void {
    this.#world.lanes.add(`gateway:tail:${stream}`, () => this.#take({ kind: "appended", stream, slice }));
  }

  tick(): void {
    this.#take({ kind: "tick" });
  }

  drain(): void {
    this.#take({ kind: "drain", reason: "restart", afterMs: 100, spreadMs: 1_000 });
  }

  finish(origin: number, id: string, finish: CommandFinish): void {
    this.#submitted.delete(`${origin} ${id}`);
    this.#world.lanes.add("gateway:answer", () => this.#happen(origin, { kind: "finished", id, finish }));
  }

  /** Answers `unavailable` to the commands that the engine has not answered. Each may or may not have taken effect, so the client sends it again. */
  engineGone(): void {
    for (const { origin, id } of this.#submitted.values()) this.finish(origin, id, unavailable);
    this.#submitted.clear();
  }

  crash(): void {
    this.#world.lanes.drop("gateway:");
    for (const connection of this.connections) this.cut(connection);
  }

  /** Breaks the connection. Both ends learn of it at some later time. */
  cut(connection: number): void {
    const wire = this.#wires.get(connection);
    const { lanes } = this.#world;
    lanes.drop(`up:${connection}`);
    lanes.drop(`down:${connection}`);
    if (wire === undefined) return;
    const { client, page, attempt } = wire;
    lanes.add(`lost:${connection}`, () => client.hear(page, { kind: "lost", attempt, code: 1006, reason: "", isOnline: true }));
    lanes.add(`gateway:closed:${connection}`, () => this.closed(connection));
  }

  #happen(connection: number, input: ConnectionInput): void {
    this.#take({ ...input, connection });
  }

  #take(input: Untimed<DeliveryInput<number>>): void {
    for (const output of this.#gateway.take({ ...input, nowMs: this.#world.nowMs })) {
      if (output.action === "broadcast") this.#broadcast(output);
      else if (output.action === "connection") this.#do(output);
    }
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
    const wire = this.#wires.get(connection);
    if (wire !== undefined) wire.isFull = true;
    this.#happen(connection, { kind: "congested", stream, at, isFull: true });
  }

  #do({ connection, output }: ConnectionTask<number>): void {
    switch (output.action) {
      case "send":
        for (const text of output.texts) this.#sendDown(connection, text);
        this.#offerRoom(connection);
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
        this.#snapshot(connection, output.stream);
        return;
      case "ping":
        this.#ping(connection);
        return;
      case "authenticate":
        this.#later(connection, () => ({ kind: "authenticated", isAccepted: true }));
        return;
      case "conflate":
      case "warn":
      case "greet":
      case "refuse":
        throw new Error(`unexpected ${output.action}`);
    }
  }

  /** Asks the log now and passes the answer in later. */
  #later(connection: number, ask: () => ConnectionInput): void {
    const { lanes } = this.#world;
    lanes.add(`gateway:ask:${connection}`, () => {
      const input = ask();
      lanes.add(`gateway:ask:${connection}`, () => this.#happen(connection, input));
    });
  }

  #watch(stream: string): string {
    const head = this.#world.head(stream);
    if (!this.#gateway.isWatching(stream)) this.#take({ kind: "watched", stream, head });
    return head;
  }

  #read(stream: string, after: string): LogReadResult {
    this.#watch(stream);
    const result = this.#world.log(stream).read(after, options.limits.chunk);
    if (this.#world.variant.joinsAnywhere === true && result.status === "events" && result.remaining === 0)
      this.#take({ kind: "watched", stream, head: result.at });
    return this.#world.variant.read?.(result) ?? result;
  }

  #snapshot(connection: number, stream: string): void {
    const { lanes, variant } = this.#world;
    lanes.add(`gateway:ask:${connection}`, () => {
      const { engine } = this.#world;
      if (engine === undefined) return this.#snapshot(connection, stream);
      const snapshot = engine.snapshot(stream);
      lanes.add(`gateway:ask:${connection}`, () => {
        const told = variant.snapshot?.(snapshot, this.#world.head(stream)) ?? snapshot;
        this.#happen(connection, { kind: "snapshot", stream, snapshot: told });
      });
    });
  }

  #submit(origin: number, command: Command): void {
    const { id, stream } = command;
    this.#submitted.set(`${origin} ${id}`, { origin, id });
    this.#world.lanes.add("gateway:submit", () => {
      if (this.#world.engine === undefined) this.finish(origin, id, unavailable);
      else this.#world.engine.submit(stream, command, origin);
    });
  }

  #sendDown(connection: number, text: string): void {
    const wire = this.#wires.get(connection);
    if (wire === undefined || wire.hasClosed) return;
    const { lanes, variant } = this.#world;
    const lane = `down:${connection}`;
    lanes.add(lane, () => {
      const received = variant.received?.(wire.client.id, text) ?? text;
      wire.client.hear(wire.page, { kind: "frame", attempt: wire.attempt, frame: JSON.parse(received) as ServerFrame });
      if (wire.isFull) this.#happen(connection, { kind: "progress" });
      this.#offerRoom(connection);
    });
    if (lanes.length(lane) > fullAt + maxWaiting) throw new Violation("INV5", `${lanes.length(lane)} frames wait in one connection`);
  }

  /** Reports the progress of the socket, as a driver does after each write and on 'drain'. */
  #offerRoom(connection: number): void {
    const wire = this.#wires.get(connection);
    if (wire === undefined) return;
    wire.isFull = this.#world.lanes.length(`down:${connection}`) >= fullAt;
    if (!wire.isFull && this.#gateway.connection(connection)?.isWritable === false) {
      this.#world.lanes.add(`gateway:room:${connection}`, () => this.#happen(connection, { kind: "writable" }));
    }
  }

  #close(connection: number, code: number, reason: string): void {
    const wire = this.#wires.get(connection);
    if (wire === undefined || wire.hasClosed) return;
    wire.hasClosed = true;
    this.#world.lanes.add(`down:${connection}`, () => {
      wire.client.hear(wire.page, { kind: "lost", attempt: wire.attempt, code, reason, isOnline: true });
      this.#forget(connection);
    });
  }

  #ping(connection: number): void {
    const { lanes } = this.#world;
    lanes.add(`down:${connection}`, () => lanes.add(`up:${connection}`, () => this.#happen(connection, { kind: "heard" })));
  }

  #forget(connection: number): void {
    this.#wires.delete(connection);
  }
}

const unavailable: CommandFinish = { kind: "refused", code: "unavailable", message: "the engine is gone", retryAfterMs: 500 };
