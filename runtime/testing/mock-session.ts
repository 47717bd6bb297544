import * as closeCodes from "../core/base/close-codes.js";
import { readInput } from "../core/base/read-input.js";
import type { Broadcast, ConnectionTask, Gateway, GatewayStep } from "../core/delivery/gateway.js";
import type { CommandAnswer, ServerHappening, SubmittedCommand } from "../core/delivery/server-state.js";
import { TaskRow } from "../core/delivery/task-row.js";
import { clientEvents as clientFrames } from "../core/frames/client-event-validator.js";
import type { CommandId, StreamId } from "../core/frames/types.js";
import type { Clock } from "../client/environment.js";
import { conflated, locate, snapshotOf } from "../server/stream/stream-directory.js";
import type { StreamDirectory } from "../server/stream/stream-directory.js";
import type { TestSocket } from "./test-socket.js";

const maxDepth = 64;
const chunkBytes = 65_536;

/** What {@link MockSessions} need of their server. */
export type MockSessionsOptions = {
  readonly gateway: Gateway;
  readonly directory: StreamDirectory<undefined>;
  readonly clock: Clock;
  readonly submit: (command: SubmittedCommand, origin: number) => void;
  readonly report: (thrown: unknown) => void;
};

/** The sessions of a mock server: the same steps as in the real one, over sockets in memory. */
export class MockSessions {
  readonly #options: MockSessionsOptions;
  readonly #sockets = new Map<number, TestSocket>();
  readonly #watched = new Set<StreamId>();
  readonly #tasks = new TaskRow<ConnectionTask>((task) => this.#do(task));

  constructor(options: MockSessionsOptions) {
    this.#options = options;
  }

  open(id: number, socket: TestSocket, stream: StreamId): void {
    const { gateway, clock } = this.#options;
    this.#sockets.set(id, socket);
    gateway.open(id, clock.now());
    socket.addEventListener("message", ({ data }) => this.#receive(id, String(data), stream));
    socket.addEventListener("close", () => {
      this.#sockets.delete(id);
      this.happen(id, { kind: "closed" });
    });
    this.happen(id, { kind: "writable" });
  }

  happen(id: number, happening: ServerHappening): void {
    this.perform(this.#options.gateway.happen(id, happening, this.#options.clock.now()));
  }

  settle(id: number, command: CommandId, answer: CommandAnswer): void {
    this.happen(id, { kind: "settled", id: command, answer });
  }

  perform({ broadcast, tasks }: GatewayStep): void {
    if (broadcast !== undefined) this.#broadcast(broadcast);
    this.#tasks.add(tasks);
  }

  #broadcast({ texts, members }: Broadcast): void {
    for (const id of members) for (const text of texts) this.#sockets.get(id)?.send(text);
  }

  #receive(id: number, text: string, stream: StreamId): void {
    const input = readInput(clientFrames, text, maxDepth);
    if (input.outcome !== "event") return this.happen(id, { kind: "invalid", reason: input.error.message });
    const { event: frame } = input;
    const isBare = frame.type === "$hello" && frame.streams.length === 0;
    this.happen(id, { kind: "frame", frame: isBare ? { ...frame, streams: [{ stream }] } : frame });
  }

  #do({ connection, output }: ConnectionTask): void {
    const socket = this.#sockets.get(connection);
    switch (output.action) {
      case "send":
        socket?.send(output.text);
        this.happen(connection, { kind: "writable" });
        return;
      case "ping":
        // A WebSocket answers pings by itself.
        if (socket?.lane?.isBroken === false) this.happen(connection, { kind: "heard" });
        return;
      case "close":
        socket?.close(output.code, output.reason);
        return;
      case "terminate":
        socket?.lose();
        return;
      case "warn":
        return;
      case "submit":
        this.#options.submit(output.command, connection);
        return;
      default:
        this.#answer(output).then((happening) => this.happen(connection, happening), this.#options.report);
    }
  }

  async #answer(output: Asked): Promise<ServerHappening> {
    const { directory } = this.#options;
    switch (output.action) {
      case "authenticate":
        return { kind: "authenticated", isAccepted: true };
      case "authorize":
        return { kind: "authorized", stream: output.stream };
      case "locate":
        await this.#watch(output.stream);
        return {
          kind: "located",
          stream: output.stream,
          after: output.after,
          result: await locate(directory, output.stream, output.after),
        };
      case "read":
        return { kind: "read", stream: output.stream, result: await directory.log.read(output.stream, output.after, output.limit) };
      case "snapshot": {
        const snapshot = await snapshotOf(directory, output.stream);
        if (snapshot !== undefined) return { kind: "snapshot", stream: output.stream, snapshot };
        return { kind: "ended", stream: output.stream, code: closeCodes.noSuchStream, reason: "there is no state" };
      }
      case "conflate":
        return { kind: "conflated", stream: output.stream, slice: await conflated(directory, output.stream, output.after, chunkBytes) };
    }
  }

  async #watch(stream: StreamId): Promise<void> {
    const { directory, gateway, clock } = this.#options;
    const head = await directory.log.head(stream);
    if (head === undefined || gateway.isWatching(stream)) return;
    gateway.watch(stream, head);
    if (this.#watched.has(stream)) return;
    this.#watched.add(stream);
    directory.log.tail(stream, (slice) => this.perform(gateway.publish(stream, slice, clock.now())));
  }
}

type Asked = Extract<
  ConnectionTask["output"],
  { readonly action: "authenticate" | "authorize" | "locate" | "read" | "snapshot" | "conflate" }
>;
