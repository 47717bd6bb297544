import * as closeCodes from "../../core/base/close-codes.js";
import type { ProtocolTypes } from "../../core/contract/v1/protocol.js";
import { plainCodec, sessionCodec } from "../../core/delivery/codec.js";
import { Delivery, overBudget } from "../../core/delivery/delivery.js";
import type { Broadcast, AddressedOutput, DeliveryOutput, UntimedInput } from "../../core/delivery/delivery.js";
import type { ConnectionInput } from "../../core/delivery/served-connection.js";
import type { CommandId, ProtocolIdentity, StreamId } from "../../core/frames/types.js";
import type { CommandFinish } from "../../core/log/command.js";
import { OutputQueue } from "../../core/steps/output-queue.js";
import { Answers } from "./answers.js";
import type { Question } from "./answers.js";
import type { DriverOptions } from "./driver-options.js";
import { Incoming } from "./incoming.js";
import { Link } from "./link.js";
import type { Arrival } from "./link.js";
import { OtherVersions } from "./other-versions.js";
import { StreamWatches } from "./stream-watches.js";

const hardlyAvailable = 1013;

/** The close code and the reason of a server that closes. */
type Farewell = { readonly code: number; readonly reason: string };

/**
 * All connections of a server, with sessions and in plain mode. Passes the events of their ports to the
 * {@link Delivery}, and performs its outputs.
 */
export class DeliveryDriver<T extends ProtocolTypes, P> {
  readonly #options: DriverOptions<T, P>;
  readonly #delivery: Delivery<Link<P>>;
  readonly #links = new Map<number, Link<P>>();
  readonly #watches: StreamWatches<P>;
  /** Set when the server begins to close. */
  #farewell: Farewell | undefined;
  /** All streams have ended. */
  #isClosing = false;
  readonly #answers: Answers<T, P>;
  readonly #incoming: Incoming<T, P>;
  readonly #others: OtherVersions;
  readonly #queue = new OutputQueue<AddressedOutput<Link<P>>>((output) => this.#do(output));

  constructor(options: DriverOptions<T, P>) {
    this.#options = options;
    this.#delivery = new Delivery(options.delivery);
    this.#others = new OtherVersions(options.delivery.protocol);
    this.#watches = new StreamWatches(options.directory, (input) => this.#deliver(input));
    this.#answers = new Answers(options, this.#delivery, this.#watches);
    this.#incoming = new Incoming(options, {
      take: (link, input) => this.#take(link, input),
      finish: (link, id, finish) => this.finish(link.id, id, finish),
    });
  }

  get connections(): number {
    return this.#links.size;
  }

  get sessions(): number {
    return this.#count((link) => link.codec.isSession);
  }

  /** The number of connections that are not up to date. */
  get laggingConnections(): number {
    return this.#count((link) => {
      const state = this.#delivery.connection(link);
      if (state === undefined || state.codec.isSession) return state?.isWritable === false;
      return !state.isWritable || [...state.subscriptions.values()].some(({ phase }) => phase !== "live");
    });
  }

  get waitingBytes(): number {
    let bytes = 0;
    for (const { port } of this.#links.values()) bytes += port.waitingBytes;
    return bytes;
  }

  /** Returns the number of connections that follow a stream. A connection in plain mode counts until its socket is closed. */
  followers(stream: StreamId): number {
    return this.#count((link) => (link.codec.isSession ? this.#delivery.isFollowing(link, stream) : link.stream === stream));
  }

  open(arrival: Arrival<P>): void {
    const { id, subprotocol, stream, tokenExpiresAtMs } = arrival;
    const isSession = subprotocol !== undefined;
    const link: Link<P> = new Link(arrival, isSession ? sessionCodec : plainCodec, {
      onText: (text, bytes) => this.#incoming.text(link, text, bytes),
      onBinary: () => this.#incoming.binary(link),
      onHeard: () => this.#take(link, { kind: "heard" }),
      onDrain: () => this.#take(link, { kind: "writable" }),
      onBroken: () => this.#options.count("brokenConnections"),
      onClosed: () => {
        this.#links.delete(id);
        this.#take(link, { kind: "closed" });
        arrival.onClosed?.();
      },
    });
    this.#links.set(id, link);
    const name = String(id);
    if (isSession) this.#deliver({ kind: "openSession", connection: link, name, subprotocol, tokenExpiresAtMs });
    else this.#deliver({ kind: "openPlain", connection: link, name, stream });
  }

  /** Called by the server's timer. */
  tick(): void {
    for (const link of this.#links.values()) this.#look(link);
    this.#deliver({ kind: "tick" });
    const waiting = new Map([...this.#links.values()].map((link) => [link, link.port.waitingBytes]));
    for (const { port } of overBudget(waiting, this.#options.totalWaitingBytes)) {
      this.#options.count("slowConnections");
      port.terminate();
    }
  }

  /** Passes the outcome of a command to the connection that it came from. */
  finish(origin: number, id: CommandId, finish: CommandFinish): void {
    const link = this.#links.get(origin);
    if (link === undefined) return;
    this.#take(link, { kind: "finished", id, finish });
    link.finished(id);
  }

  /** Ends the subscriptions of a stream. Each connection reads the stream to its end first. */
  async endStream(stream: StreamId, code: number, reason: string): Promise<void> {
    await this.#watches.settled(stream);
    // After 1000 clients do not come back, so that they have to read the stream to its end now.
    if (this.#farewell !== undefined && this.#farewell.code !== closeCodes.done) this.#closeSessions(this.#farewell);
    if (code === closeCodes.done) this.#watches.end(stream);
    this.#deliver({ kind: "streamEnded", stream, code, reason });
    if (!this.#watches.has(stream)) await this.#forget(stream);
  }

  /** Called before an ended stream is opened again. A durable log continues the stream. A log in memory begins a new one. */
  async reopenStream(stream: StreamId): Promise<void> {
    this.#deliver({ kind: "streamReopened", stream });
    if (!this.#watches.reopen(stream)) return;
    this.#deliver({ kind: "streamRemoved", stream });
    await this.#forget(stream);
  }

  drain(reason: string, afterMs: number, spreadMs: number): void {
    this.#deliver({ kind: "drain", reason, afterMs, spreadMs });
  }

  /**
   * The server is about to end all its streams and to close. Sessions come back and resume, so the driver closes them
   * without `$unsubscribed`, which would make them forget their positions.
   */
  prepareClose(code: number, reason: string): void {
    this.#farewell = { code, reason };
  }

  #closeSessions({ code, reason }: Farewell): void {
    for (const { codec, port } of this.#links.values()) if (codec.isSession) port.close(code, reason);
  }

  /**
   * Closes all connections. A client in plain mode reads its stream to the end before. So does a session if clients are not
   * to come back.
   */
  closeAll(code: number, reason: string): void {
    for (const link of this.#links.values()) if (!this.#isReading(link)) link.port.close(code, reason);
    this.#isClosing = true;
    this.#watches.stopAll();
  }

  #isReading(link: Link<P>): boolean {
    if (link.codec.isSession) return this.#farewell?.code === closeCodes.done && this.#hasStreams(link);
    const subscriptions = this.#delivery.connection(link)?.subscriptions.values() ?? [];
    return [...subscriptions].some((subscription) => subscription.phase === "replay" || "rest" in subscription);
  }

  #hasStreams(link: Link<P>): boolean {
    return (this.#delivery.connection(link)?.subscriptions.size ?? 0) > 0;
  }

  #count(isCounted: (link: Link<P>) => boolean): number {
    let count = 0;
    for (const link of this.#links.values()) if (isCounted(link)) count++;
    return count;
  }

  async #forget(stream: StreamId): Promise<void> {
    this.#answers.forget(stream);
    await this.#watches.forget(stream);
  }

  #look(link: Link<P>): void {
    const { port } = link;
    if (link.hasProgressed() && port.waitingBytes > 0) this.#take(link, { kind: "progress" });
    if (port.isFull) this.#take(link, { kind: "full" });
    // The server gets no sign of life from a client that it does not read.
    else if (port.isBusy) this.#take(link, { kind: "heard" });
  }

  #take(link: Link<P>, input: ConnectionInput): void {
    this.#perform(this.#delivery.take({ kind: "connection", connection: link, input, nowMs: this.#options.nowMs() }));
  }

  #deliver(input: UntimedInput<Link<P>>): void {
    this.#perform(this.#delivery.take({ ...input, nowMs: this.#options.nowMs() }));
  }

  #perform(outputs: readonly DeliveryOutput<Link<P>>[]): void {
    const addressed: AddressedOutput<Link<P>>[] = [];
    for (const output of outputs) {
      if (output.action === "connection") addressed.push(output);
      // At once: a connection that joins later has the slice already.
      else if (output.action === "broadcast") this.#broadcast(output);
      else this.#forget(output.stream).catch((thrown: unknown) => this.#options.report(thrown));
    }
    this.#queue.add(addressed);
  }

  /** Frames the slice once for each codec that a connection has. */
  #broadcast({ stream, slice, connections }: Broadcast<Link<P>>): void {
    const { highWaterMarkBytes, delivery } = this.#options;
    const full: Link<P>[] = [];
    for (const codec of [plainCodec, sessionCodec]) {
      let texts: readonly string[] | undefined;
      for (const link of connections) {
        if (link.codec !== codec) continue;
        texts ??= codec.slice(stream, slice, delivery.limits.chunk);
        if (!link.port.write(texts, highWaterMarkBytes)) full.push(link);
      }
    }
    for (const link of full) this.#take(link, { kind: "congested", stream, at: slice.after, isFull: link.port.isFull });
  }

  #do({ connection: link, output }: AddressedOutput<Link<P>>): void {
    const { port } = link;
    switch (output.action) {
      case "send":
        port.write(output.texts);
        if (!port.isFull) this.#take(link, { kind: "writable" });
        // The text may be followed by that of the subscription's end.
        if (this.#isClosing) queueMicrotask(() => this.#closeIfRead(link));
        return;
      case "ping":
        port.ping();
        return;
      case "close":
        if (output.code === closeCodes.slowConsumer) this.#options.count("slowConnections");
        port.close(output.code, output.reason);
        return;
      case "terminate":
        this.#options.count("deadConnections");
        port.terminate();
        return;
      case "warn":
        this.#options.count("skewedSessions");
        this.#warn(output.protocol);
        return;
      case "loss":
        this.#options.onLoss(output.loss, link);
        return;
      case "submit":
        this.#incoming.submit(link, output.command);
        return;
      case "refuse":
        this.#incoming.refuse(link, output.id, output.code, output.message);
        return;
      default:
        this.#ask(link, output);
    }
  }

  /** A session of a server that is closed has nothing to read any more. */
  #closeIfRead(link: Link<P>): void {
    if (this.#farewell !== undefined && link.codec.isSession && !this.#hasStreams(link))
      link.port.close(this.#farewell.code, this.#farewell.reason);
  }

  #warn(protocol: ProtocolIdentity): void {
    const message = this.#others.warningOf(protocol);
    if (message !== undefined) this.#options.warn(message);
  }

  #ask(link: Link<P>, question: Question): void {
    const isOver = link.port.begin();
    const failed = (thrown: unknown): void => {
      this.#options.report(thrown);
      const isGreeting = question.action === "greet";
      if (isGreeting) link.port.close(closeCodes.internalError, "the current state is not available");
      else link.port.close(hardlyAvailable, "the stream is not available now");
    };
    try {
      const answer = this.#answers.answer(question, link);
      if (answer instanceof Promise) {
        void answer
          .then((input) => this.#take(link, input))
          .catch(failed)
          .finally(isOver);
        return;
      }
      this.#take(link, answer);
    } catch (thrown) {
      failed(thrown);
    }
    isOver();
  }
}
