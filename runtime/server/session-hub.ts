import { setImmediate } from "node:timers/promises";
import * as closeCodes from "../core/base/close-codes.js";
import type { EventReader } from "../core/base/event-reader.js";
import { readInput } from "../core/base/read-input.js";
import type { LogReadResult, LogSlice } from "../core/log/stream-log.js";
import { Gateway, overBudget } from "../core/delivery/gateway.js";
import type { Broadcast, ConnectionTask, GatewayStep } from "../core/delivery/gateway.js";
import type { CommandAnswer, ServerHappening, ServerOptions, SubmittedCommand } from "../core/delivery/server-state.js";
import { TaskRow } from "../core/delivery/task-row.js";
import { clientEvents as clientFrames } from "../core/frames/client-event-validator.js";
import type { ClientEvent as ClientFrame } from "../core/frames/client-event.js";
import type { CommandId, Position, ProtocolIdentity, StreamId } from "../core/frames/types.js";
import { frameText, joinFrames } from "./socket/frame.js";
import { SessionLink } from "./session-link.js";
import type { SessionArrival } from "./session-link.js";
import { conflated, locate, snapshotOf } from "./stream/stream-directory.js";
import type { StreamDirectory } from "./stream/stream-directory.js";
import { StreamWatches } from "./stream/stream-watches.js";

/** `$command` and its frame stand around the event. */
const frameDepth = 2;
const hardlyAvailable = 1013;

/** A token's verdict: who it is and until when, or that it is not accepted. */
export type TokenVerdict<P> = { readonly principal: P; readonly expiresAtMs?: number | undefined } | { readonly refuse: true };

/** What a {@link SessionHub} works with. */
export type SessionHubOptions<C, P> = {
  readonly server: ServerOptions;
  readonly directory: StreamDirectory<P>;
  readonly clientEvents: EventReader<C>;
  readonly maxDepth: number;
  /** A live connection with more waiting than this catches up from the log instead. */
  readonly highWaterMarkBytes: number;
  /** Largest message. */
  readonly maxPayloadBytes: number;
  /** What may wait in all sockets together. */
  readonly totalWaitingBytes: number;
  /** May it follow the stream, or send the event to it? */
  readonly authorize: (principal: P, stream: StreamId, event: C | undefined) => boolean | Promise<boolean>;
  readonly authenticateToken: ((token: string, before: P) => TokenVerdict<P> | Promise<TokenVerdict<P>>) | undefined;
  readonly report: (thrown: unknown) => void;
  /** A client speaks another version of the protocol, and may. */
  readonly warn: (protocol: ProtocolIdentity) => void;
  readonly count: (what: "brokenConnections" | "slowConnections" | "deadConnections" | "receivedEvents" | "invalidEvents") => void;
};

/**
 * All session connections of a server: brings what happens on sockets to the {@link Gateway}, and does
 * what that asks for.
 */
export class SessionHub<C, P> {
  readonly #options: SessionHubOptions<C, P>;
  readonly #gateway: Gateway;
  readonly #links = new Map<number, SessionLink<P>>();
  readonly #watches: StreamWatches<P>;
  readonly #tasks = new TaskRow<ConnectionTask>((task) => this.#do(task));

  constructor(options: SessionHubOptions<C, P>) {
    this.#options = options;
    this.#gateway = new Gateway(options.server);
    this.#watches = new StreamWatches(options.directory, this.#gateway, (stream, slice) => this.#publish(stream, slice));
  }

  get connections(): number {
    return this.#links.size;
  }

  /** Connections that do not get events as they come. */
  get laggingConnections(): number {
    let count = 0;
    for (const id of this.#links.keys()) if (this.#gateway.session(id)?.isWritable === false) count++;
    return count;
  }

  get waitingBytes(): number {
    let bytes = 0;
    for (const link of this.#links.values()) bytes += link.waitingBytes;
    return bytes;
  }

  /** How many get the events of a stream as they come. */
  followers(stream: StreamId): number {
    return this.#gateway.followers(stream);
  }

  /** @param tokenExpiresAtMs by this hub's clock. */
  open(arrival: SessionArrival<P>, tokenExpiresAtMs: number | undefined): void {
    const { id } = arrival;
    const { count } = this.#options;
    const link = new SessionLink(arrival, this.#options, {
      onText: (text) => this.#receive(link, text),
      onBinary: () => this.#happen(id, { kind: "invalid", reason: "expected a text frame with one JSON object, got a binary frame" }),
      onHeard: () => this.#happen(id, { kind: "heard" }),
      onDrain: () => this.#happen(id, { kind: "writable" }),
      onBroken: () => count("brokenConnections"),
      onClosed: () => {
        this.#links.delete(id);
        this.#happen(id, { kind: "closed" });
      },
    });
    this.#links.set(id, link);
    this.#gateway.open(id, performance.now(), tokenExpiresAtMs);
  }

  /** Called by the server's one timer. */
  tick(nowMs: number): void {
    for (const [id, link] of this.#links) this.#look(id, link);
    const step = this.#gateway.tick(nowMs);
    this.#perform(step);
    for (const stream of step.idle ?? []) this.#watches.forget(stream).catch((thrown: unknown) => this.#options.report(thrown));
    const waiting = new Map([...this.#links].map(([id, link]) => [id, link.waitingBytes]));
    for (const id of overBudget(waiting, this.#options.totalWaitingBytes)) {
      this.#options.count("slowConnections");
      this.#links.get(id)?.terminate();
    }
  }

  /** A command has ended, or could not begin. */
  settle(origin: number, id: CommandId, answer: CommandAnswer): void {
    this.#happen(origin, { kind: "settled", id, answer });
  }

  /** Tells who follows the stream that it has ended, as soon as they have read it to the end. */
  async endStream(stream: StreamId, code: number, reason: string): Promise<void> {
    if (code === closeCodes.done) this.#watches.end(stream);
    this.#perform(this.#gateway.endStream(stream, code, reason, performance.now()));
    if (!this.#watches.has(stream)) await this.#watches.forget(stream);
  }

  /** An ended stream is about to be opened again: on a disk it goes on, in memory it begins anew. */
  async reopenStream(stream: StreamId): Promise<void> {
    this.#gateway.revive(stream);
    if (!this.#watches.reopen(stream)) return;
    this.#perform(this.#gateway.dismiss(stream, performance.now()));
    await this.#watches.forget(stream);
  }

  drain(reason: string, afterMs: number, spreadMs: number): void {
    this.#perform(this.#gateway.drain(reason, afterMs, spreadMs, performance.now()));
  }

  closeAll(code: number, reason: string): void {
    for (const link of this.#links.values()) link.close(code, reason);
    this.#watches.stopAll();
  }

  #receive(link: SessionLink<P>, text: string): void {
    const input = readInput(clientFrames, text, this.#options.maxDepth + frameDepth);
    if (input.outcome === "event") this.#happen(link.id, { kind: "frame", frame: withUrlStream(input.event, link.stream) });
    else this.#happen(link.id, { kind: "invalid", reason: input.error.message });
  }

  #look(id: number, link: SessionLink<P>): void {
    if (link.hasProgressed() && link.waitingBytes > 0) this.#happen(id, { kind: "progress" });
    if (link.isFull) this.#happen(id, { kind: "full" });
    // What is not read cannot be heard.
    else if (link.isBusy) this.#happen(id, { kind: "heard" });
  }

  #happen(connection: number, happening: ServerHappening): void {
    this.#perform(this.#gateway.happen(connection, happening, performance.now()));
  }

  #perform({ broadcast, tasks }: GatewayStep): void {
    if (broadcast !== undefined) this.#broadcast(broadcast);
    this.#tasks.add(tasks);
  }

  #broadcast({ stream, after, texts, members }: Broadcast): void {
    const frames = texts.map(frameText);
    const joined = joinFrames(frames);
    const full: SessionLink<P>[] = [];
    for (const connection of members) {
      const link = this.#links.get(connection);
      if (link === undefined) continue;
      if (this.#fits(link, frames.length, joined.length)) link.write(frames, joined);
      else full.push(link);
    }
    for (const { id, isFull } of full) this.#happen(id, { kind: "congested", stream, at: after, isFull });
  }

  /** A lone frame goes to whoever has nothing waiting, however large it is: in the log it is no smaller. */
  #fits({ waitingBytes }: SessionLink<P>, frames: number, bytes: number): boolean {
    return waitingBytes + bytes <= this.#options.highWaterMarkBytes || (frames === 1 && waitingBytes === 0);
  }

  #do({ connection, output }: ConnectionTask): void {
    const link = this.#links.get(connection);
    if (link === undefined) return;
    switch (output.action) {
      case "send":
        link.send(output.text);
        if (!link.isFull) this.#happen(connection, { kind: "writable" });
        return;
      case "ping":
        link.ping();
        return;
      case "close":
        if (output.code === closeCodes.slowConsumer) this.#options.count("slowConnections");
        link.close(output.code, output.reason);
        return;
      case "terminate":
        this.#options.count("deadConnections");
        link.terminate();
        return;
      case "warn":
        this.#options.warn(output.protocol);
        return;
      case "submit":
        void this.#submit(link, output.command).finally(link.begin());
        return;
      default:
        this.#ask(link, output);
    }
  }

  #ask(link: SessionLink<P>, output: Asked): void {
    const asked = this.#answerTo(output, link)
      .then((happening) => this.#happen(link.id, happening))
      .catch((thrown: unknown) => {
        this.#options.report(thrown);
        link.close(hardlyAvailable, "not available now");
      });
    void asked.finally(link.begin());
  }

  async #answerTo(output: Asked, link: SessionLink<P>): Promise<ServerHappening> {
    const { directory, server } = this.#options;
    switch (output.action) {
      case "authenticate":
        return this.#authenticate(link, output.token);
      case "authorize":
        return (await this.#options.authorize(link.principal, output.stream, undefined))
          ? { kind: "authorized", stream: output.stream }
          : { kind: "authorized", stream: output.stream, code: closeCodes.forbidden };
      case "locate":
        return { kind: "located", stream: output.stream, after: output.after, result: await this.#locate(output.stream, output.after) };
      case "read":
        // A log in memory answers at once: without this, one long replay would hold up everybody else.
        await setImmediate();
        return { kind: "read", stream: output.stream, result: await directory.log.read(output.stream, output.after, output.limit) };
      case "snapshot": {
        const snapshot = await snapshotOf(directory, output.stream);
        if (snapshot === undefined)
          return { kind: "ended", stream: output.stream, code: closeCodes.noSuchStream, reason: "there is no state" };
        return { kind: "snapshot", stream: output.stream, snapshot };
      }
      case "conflate": {
        const slice = await conflated(directory, output.stream, output.after, server.limits.chunk.maxBytes);
        return { kind: "conflated", stream: output.stream, slice };
      }
    }
  }

  async #authenticate(link: SessionLink<P>, token: string): Promise<ServerHappening> {
    const verdict = (await this.#options.authenticateToken?.(token, link.principal)) ?? ({ refuse: true } as const);
    if ("refuse" in verdict) return { kind: "authenticated", isAccepted: false };
    link.principal = verdict.principal;
    return { kind: "authenticated", isAccepted: true, expiresAtMs: ownTime(verdict.expiresAtMs) };
  }

  async #locate(stream: StreamId, after: Position | undefined): Promise<LogReadResult | undefined> {
    await this.#watches.watch(stream);
    return this.#gateway.isWatching(stream) ? locate(this.#options.directory, stream, after) : undefined;
  }

  #publish(stream: StreamId, slice: LogSlice): void {
    this.#perform(this.#gateway.publish(stream, slice, performance.now()));
  }

  async #submit(link: SessionLink<P>, command: SubmittedCommand): Promise<void> {
    const refuse = (code: string, message: string, retryAfterMs?: number): void =>
      this.settle(link.id, command.id, { kind: "refused", code, message, retryAfterMs });
    const input = this.#options.clientEvents.read(command.event);
    if (input.outcome !== "event") {
      this.#options.count("invalidEvents");
      refuse("invalid", input.outcome === "unknown" ? `"${input.tag}" is no client event of this protocol` : invalidText(input.issues));
      return;
    }
    try {
      if (!(await this.#options.authorize(link.principal, command.stream, input.event))) {
        refuse("forbidden", `"${input.name}" may not be sent to this stream by whoever this is`);
        return;
      }
      const writer = await this.#options.directory.written(command.stream);
      this.#options.count("receivedEvents");
      if (writer === undefined) refuse("unavailable", "nobody can take commands for this stream now", 1_000);
      else writer.submit(command, link.id, { principal: link.principal, connection: link.id, traceparent: link.traceparent });
    } catch (thrown) {
      this.#options.report(thrown);
      refuse("unavailable", "could not decide whether this may be sent", 1_000);
    }
  }
}

type Asked = Extract<
  ConnectionTask["output"],
  { readonly action: "authenticate" | "authorize" | "locate" | "read" | "snapshot" | "conflate" }
>;

/** Who names no stream follows the one in the URL. */
function withUrlStream(frame: ClientFrame, stream: string): ClientFrame {
  return frame.type === "$hello" && frame.streams.length === 0 ? { ...frame, streams: [{ stream }] } : frame;
}

/** A time of the wall clock by the clock that ticks are measured with. */
export function ownTime(wallMs: number | undefined): number | undefined {
  return wallMs === undefined ? undefined : performance.now() + (wallMs - Date.now());
}

function invalidText(issues: readonly { readonly path: string; readonly expected: string; readonly got: string }[]): string {
  const [first] = issues;
  if (first === undefined) return "the event does not match its schema";
  return `the event is invalid${first.path === "" ? "" : ` at ${first.path}`}: expected ${first.expected}, got ${first.got}`;
}
