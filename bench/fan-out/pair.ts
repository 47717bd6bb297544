import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { ContestantName } from "./contestants/index.js";
import type { LoadAnswer, LoadOrder, ServerAnswer, ServerOrder } from "./messages.js";

const at = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** CPU time of the server for a burst. */
export type Burst = { readonly cpuMs: number; readonly deliveredEvents: number };

/** The server process of one contestant, and the process of its clients. */
export class Pair {
  readonly #server: ChildProcess;
  readonly #load: ChildProcess;
  #connections = 0;

  private constructor(server: ChildProcess, load: ChildProcess) {
    this.#server = server;
    this.#load = load;
  }

  /** Starts both processes and connects all clients. */
  static async start(name: ContestantName, connections: number): Promise<Pair> {
    const server = fork(at("server-process.js"), [name], { execArgv: ["--expose-gc"] });
    const listening = await hear<ServerAnswer, "listening">(server, "listening");
    const load = fork(at("load-process.js"), [name, String(listening.port)]);
    const pair = new Pair(server, load);
    await pair.connect(connections);
    return pair;
  }

  /** Publishes events, waits until every client has received all of them, and returns the server's CPU time. */
  async burst(ticks: number, eventsPerTick: number, pauseMs: number): Promise<Burst> {
    const deliveredEvents = ticks * eventsPerTick * this.#connections;
    const before = await this.usage();
    const received = hear<LoadAnswer, "received">(this.#load, "received");
    this.#tellLoad({ kind: "expect", events: deliveredEvents });
    this.#tellServer({ kind: "publish", ticks, eventsPerTick, pauseMs });
    await received;
    const after = await this.usage(false);
    return { cpuMs: after.cpuMs - before.cpuMs, deliveredEvents };
  }

  /** Publishes at a fixed rate. Settles when every client has received all events. */
  async pace(perSecond: number, events: number): Promise<{ readonly cpuMs: number; readonly tookMs: number }> {
    const before = await this.usage();
    const startedAtMs = performance.now();
    const received = hear<LoadAnswer, "received">(this.#load, "received");
    this.#tellLoad({ kind: "expect", events: events * this.#connections });
    this.#tellServer({ kind: "pace", perSecond, events });
    await received;
    const tookMs = performance.now() - startedAtMs;
    return { tookMs, cpuMs: (await this.usage(false)).cpuMs - before.cpuMs };
  }

  stop(): void {
    this.#load.disconnect();
    this.#server.disconnect();
  }

  /** Connects more clients. */
  async connect(count: number): Promise<void> {
    const connected = hear<LoadAnswer, "connected">(this.#load, "connected");
    this.#tellLoad({ kind: "connect", count });
    await connected;
    this.#connections += count;
    const { connections } = await this.usage(false);
    if (connections !== this.#connections) throw new Error(`expected ${this.#connections} clients at the server, got ${connections}`);
  }

  /** Ends the connections that were opened last. Settles when the server has noticed. */
  async disconnect(count: number): Promise<void> {
    const disconnected = hear<LoadAnswer, "disconnected">(this.#load, "disconnected");
    this.#tellLoad({ kind: "disconnect", count });
    await disconnected;
    this.#connections -= count;
    // oxlint-disable-next-line no-await-in-loop -- looks again and again
    while ((await this.usage(false)).connections > this.#connections) await pause(10);
  }

  /**
   * Returns the CPU time that the server process has used, and the memory that it holds. A burst is measured from a
   * collected heap on. A collection that the harness asks for is not charged to the burst.
   */
  async usage(collects = true): Promise<Extract<ServerAnswer, { kind: "usage" }>> {
    const usage = hear<ServerAnswer, "usage">(this.#server, "usage");
    this.#tellServer({ kind: "usage", collects });
    return usage;
  }

  #tellServer(order: ServerOrder): void {
    this.#server.send(order);
  }

  #tellLoad(order: LoadOrder): void {
    this.#load.send(order);
  }
}

/** Waits for the next message of a kind. Rejects if the process ends first. */
async function hear<Message extends { readonly kind: string }, Kind extends Message["kind"]>(
  child: ChildProcess,
  kind: Kind,
): Promise<Extract<Message, { kind: Kind }>> {
  const controller = new AbortController();
  const ended = once(child, "exit", { signal: controller.signal }).then(([code]) => {
    throw new Error(`a process of the fan-out bench ended with ${String(code)}`);
  });
  const said = once(child, "message", { signal: controller.signal }) as Promise<[Message]>;
  try {
    const [message] = await Promise.race([said, ended]);
    if (message.kind !== kind) throw new Error(`expected "${kind}", got "${message.kind}"`);
    return message as Extract<Message, { kind: Kind }>;
  } finally {
    ended.catch(() => {});
    said.catch(() => {});
    controller.abort();
  }
}
