import * as closeCodes from "../base/close-codes.js";
import type { LogSlice } from "../log/stream-log.js";
import type { Position, StreamId } from "../frames/types.js";
import { LiveStream } from "./live-stream.js";
import { createServerState } from "./server-state.js";
import type { ServerHappening, ServerOptions, ServerOutput, ServerState } from "./server-state.js";
import { serverStep } from "./server-step.js";
import { eventsText, splitSlice } from "./session-frames.js";

/** What the driver has to do for one connection. */
export type ConnectionTask = { readonly connection: number; readonly output: Exclude<ServerOutput, { readonly action: "join" | "leave" }> };

/** The same texts for all members; whoever cannot take them is reported as `congested` at `after`. */
export type Broadcast = {
  readonly stream: StreamId;
  readonly after: Position;
  readonly texts: readonly string[];
  readonly members: ReadonlySet<number>;
};

/** What follows from one input; `broadcast` comes first. */
export type GatewayStep = {
  readonly broadcast?: Broadcast | undefined;
  readonly tasks: readonly ConnectionTask[];
  /** Nobody follows these any more, nor waits to: they are not watched from now on. */
  readonly idle?: readonly StreamId[] | undefined;
};

/**
 * All sessions of a server and the live sets that they are in. It holds no socket, timer or promise:
 * what it is told is all that it knows, and what it answers is all that it does.
 */
export class Gateway {
  readonly #options: ServerOptions;
  readonly #sessions = new Map<number, ServerState>();
  readonly #streams = new Map<StreamId, LiveStream>();
  readonly #endings = new Map<StreamId, Ending>();

  constructor(options: ServerOptions) {
    this.#options = options;
  }

  get connections(): number {
    return this.#sessions.size;
  }

  /** What is known of a connection, for `stats` and tests. */
  session(connection: number): ServerState | undefined {
    return this.#sessions.get(connection);
  }

  /** A socket has opened. @param tokenExpiresAtMs Where the upgrade has authenticated it. */
  open(connection: number, nowMs: number, tokenExpiresAtMs?: number): void {
    this.#sessions.set(connection, createServerState(this.#options, String(connection), nowMs, tokenExpiresAtMs));
  }

  /** Something has happened to one connection. */
  happen(connection: number, happening: ServerHappening, nowMs: number): GatewayStep {
    const tasks: ConnectionTask[] = [];
    this.#step(connection, happening, nowMs, tasks);
    return { tasks };
  }

  /** The one timer ticks. */
  tick(nowMs: number): GatewayStep {
    const tasks = [...this.#all({ kind: "tick" }, nowMs).tasks];
    for (const [stream, live] of this.#streams) {
      const at = live.head;
      this.#congest(live.believeEarly(), stream, at, nowMs, tasks);
      this.#wake(stream, live, nowMs, tasks);
    }
    return { tasks, idle: this.#forgetIdle() };
  }

  /** Tells all clients to come back later, spread over `spreadMs`. */
  drain(reason: string, afterMs: number, spreadMs: number, nowMs: number): GatewayStep {
    return this.#all({ kind: "bye", reason, afterMs, spreadMs }, nowMs);
  }

  /** The log's tail is listened to; `head` was read after that began. Before, nobody can join. */
  watch(stream: StreamId, head: Position): void {
    this.#endings.delete(stream);
    this.#streams.set(stream, new LiveStream(head));
  }

  /** The stream goes on after all: who has not read it to its end stays. */
  revive(stream: StreamId): void {
    this.#endings.delete(stream);
  }

  /** Nobody can read on: whoever still follows the stream has missed the rest. */
  dismiss(stream: StreamId, nowMs: number): GatewayStep {
    const ending = this.#endings.get(stream) ?? gone(stream);
    this.#forget(stream);
    return this.#all(ending, nowMs);
  }

  isWatching(stream: StreamId): boolean {
    return this.#streams.has(stream);
  }

  /** How many are in the live set of a stream. */
  followers(stream: StreamId): number {
    return this.#streams.get(stream)?.size ?? 0;
  }

  /** The stream has ended: so does each subscription, once it has been read to the end. */
  endStream(stream: StreamId, code: number, reason: string, nowMs: number): GatewayStep {
    const ending: Ending = { kind: "ended", stream, code, reason };
    const live = this.#streams.get(stream);
    if (live === undefined) return this.#all(ending, nowMs);
    this.#endings.set(stream, ending);
    const tasks: ConnectionTask[] = [];
    for (const connection of live.members()) this.#step(connection, ending, nowMs, tasks);
    return { tasks };
  }

  /** The log has grown. */
  publish(stream: StreamId, slice: LogSlice, nowMs: number): GatewayStep {
    const live = this.#streams.get(stream);
    const advance = live?.advance(slice);
    if (live === undefined || advance === undefined || advance.status === "old") return { tasks: [] };
    const tasks: ConnectionTask[] = [];
    if (advance.status === "gap") this.#congest(advance.members, stream, advance.at, nowMs, tasks);
    this.#wake(stream, live, nowMs, tasks);
    if (advance.status === "gap" || advance.members.size === 0) return { tasks };
    const texts = splitSlice(slice, this.#options.limits.chunk).map((part) => eventsText(stream, part));
    return { broadcast: { stream, after: slice.after, texts, members: advance.members }, tasks };
  }

  #forgetIdle(): readonly StreamId[] {
    if (this.#streams.size === 0) return [];
    const wanted = new Set<StreamId>();
    for (const { subscriptions } of this.#sessions.values()) for (const stream of subscriptions.keys()) wanted.add(stream);
    const idle = [...this.#streams.keys()].filter((stream) => !wanted.has(stream));
    for (const stream of idle) this.#forget(stream);
    return idle;
  }

  #forget(stream: StreamId): void {
    this.#streams.delete(stream);
    this.#endings.delete(stream);
  }

  #congest(members: readonly number[], stream: StreamId, at: Position, nowMs: number, tasks: ConnectionTask[]): void {
    for (const connection of members) this.#step(connection, { kind: "congested", stream, at, isFull: false }, nowMs, tasks);
  }

  /** They read once more rather than join here: what is being broadcast is in their log already. */
  #wake(stream: StreamId, live: LiveStream, nowMs: number, tasks: ConnectionTask[]): void {
    for (const connection of live.takeDue()) this.#step(connection, { kind: "behind", stream }, nowMs, tasks);
  }

  #all(happening: ServerHappening, nowMs: number): GatewayStep {
    const tasks: ConnectionTask[] = [];
    for (const connection of Array.from(this.#sessions.keys())) this.#step(connection, happening, nowMs, tasks);
    return { tasks };
  }

  #step(connection: number, happening: ServerHappening, nowMs: number, tasks: ConnectionTask[]): void {
    const state = this.#sessions.get(connection);
    if (state === undefined) return;
    if (happening.kind === "congested") this.#streams.get(happening.stream)?.leave(connection);
    const step = serverStep(state, { ...happening, nowMs });
    this.#sessions.set(connection, step.state);
    for (const output of step.outputs) this.#perform(connection, output, nowMs, tasks);
    if (step.state.phase === "closed") this.#sessions.delete(connection);
  }

  #perform(connection: number, output: ServerOutput, nowMs: number, tasks: ConnectionTask[]): void {
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

  #join(connection: number, stream: StreamId, cursor: Position, nowMs: number, tasks: ConnectionTask[]): void {
    const place = this.#streams.get(stream)?.join(connection, cursor);
    if (place === "early") return;
    if (place === "behind") return this.#step(connection, { kind: "behind", stream }, nowMs, tasks);
    if (place === "joined") this.#step(connection, { kind: "joined", stream, at: cursor }, nowMs, tasks);
    const ending = place === undefined ? gone(stream) : this.#endings.get(stream);
    if (ending !== undefined) this.#step(connection, ending, nowMs, tasks);
  }
}

type Ending = Extract<ServerHappening, { readonly kind: "ended" }>;

/** For a stream that nobody watches: whoever waited for it would wait for ever. */
function gone(stream: StreamId): Ending {
  return { kind: "ended", stream, code: closeCodes.noSuchStream, reason: "the stream is gone" };
}

/** Who has to go so that what waits in all sockets together fits into `budgetBytes`: those with most first. */
export function overBudget(waitingBytes: ReadonlyMap<number, number>, budgetBytes: number): readonly number[] {
  let total = 0;
  for (const bytes of waitingBytes.values()) total += bytes;
  const worst = [...waitingBytes].toSorted(([, a], [, b]) => b - a);
  const evicted: number[] = [];
  for (const [connection, bytes] of worst) {
    if (total <= budgetBytes) break;
    total -= bytes;
    evicted.push(connection);
  }
  return evicted;
}
