import * as closeCodes from "../../core/base/close-codes.js";
import type { ProtocolTypes } from "../../core/contract/v1/protocol.js";
import { plainCodec, sessionCodec } from "../../core/delivery/codec.js";
import type { Codec } from "../../core/delivery/codec.js";
import { Delivery, lengthOf, overBudget } from "../../core/delivery/delivery.js";
import type { Broadcast, AddressedOutput, DeliveryOutput, UntimedInput } from "../../core/delivery/delivery.js";
import type { ConnectionInput } from "../../core/delivery/served-connection.js";
import type { Texts } from "../../core/delivery/shared-snapshot.js";
import type { CommandId, ProtocolIdentity, StreamId } from "../../core/frames/types.js";
import type { CommandFinish, FinishedCommand } from "../../core/log/command.js";
import { OutputQueue } from "../../core/steps/output-queue.js";
import { Answers } from "./answers.js";
import type { Question } from "./answers.js";
import type { DriverOptions } from "./driver-options.js";
import { Incoming } from "./incoming.js";
import { DriverConnection } from "./driver-connection.js";
import type { AdmittedClient, ConnectionFilter, ConnectionListener } from "./driver-connection.js";
import { OtherVersions } from "./other-versions.js";
import { StreamWatches } from "./stream-watches.js";

const hardlyAvailable = 1013;
/** The driver looks at the budget of waiting bytes each time that new states have taken this part of it. */
const budgetLooks = 8;

const withheld: CommandFinish = {
  kind: "refused",
  code: "forbidden",
  message: "Another principal has sent this command over this connection, so you do not get its outcome.",
};

/** The close code and the reason with which a server closes all its connections. */
type Farewell = { readonly code: number; readonly reason: string };

/**
 * Holds all connections of a server, with sessions and in plain mode. Passes the messages and other events of their ports to
 * the {@link Delivery} as inputs, and performs the outputs of the delivery.
 */
export class DeliveryDriver<T extends ProtocolTypes, P> {
  readonly #options: DriverOptions<T, P>;
  readonly #delivery: Delivery<DriverConnection<P>>;
  readonly #connections = new Map<number, DriverConnection<P>>();
  /** The number of connections of each codec that a connection has. */
  readonly #codecs = new Map<Codec, number>();
  readonly #watches: StreamWatches<P>;
  /** The states for which the server did not look at the budget yet, and the number of their characters. */
  readonly #unseen = new Set<readonly Texts[]>();
  #unseenLength = 0;
  /** Set when the server begins to close. */
  #farewell: Farewell | undefined;
  /** True after {@link closeAll} was called: all streams have ended. */
  #isClosing = false;
  readonly #answers: Answers<T, P>;
  readonly #incoming: Incoming<T, P>;
  readonly #others: OtherVersions;
  readonly #listener: ConnectionListener<P> = {
    onText: (connection, text, bytes) => this.#incoming.text(connection, text, bytes),
    onBinary: (connection) => this.#incoming.binary(connection),
    onHeard: (connection) => this.#take(connection, { kind: "heard" }),
    onDrain: (connection) => this.#take(connection, { kind: "writable" }),
    onBroken: () => this.#options.count("brokenConnections"),
    onClosed: (connection) => this.#closed(connection),
  };
  readonly #queue = new OutputQueue<AddressedOutput<DriverConnection<P>>>((output) => this.#do(output));

  constructor(options: DriverOptions<T, P>) {
    this.#options = options;
    this.#delivery = new Delivery(options.delivery);
    this.#others = new OtherVersions(options.delivery.protocol);
    this.#watches = new StreamWatches(options.directory, (input) => this.#deliver(input));
    this.#answers = new Answers(options, this.#delivery, this.#watches);
    this.#incoming = new Incoming(options, {
      take: (connection, input) => this.#take(connection, input),
      finish: (connection, id, finish) => this.#finish(connection, id, finish),
    });
  }

  get connections(): number {
    return this.#connections.size;
  }

  get sessions(): number {
    return this.#codecs.get(sessionCodec) ?? 0;
  }

  /** The number of connections that have not sent all events to their clients yet. */
  get laggingConnections(): number {
    return this.#count((connection) => {
      const state = this.#delivery.connection(connection);
      if (state === undefined || state.codec.isSession) return state?.isWritable === false;
      return !state.isWritable || [...state.subscriptions.values()].some(({ phase }) => phase !== "live");
    });
  }

  get waitingBytes(): number {
    let bytes = 0;
    for (const { port } of this.#connections.values()) bytes += port.waitingBytes;
    return bytes;
  }

  /** The characters of states that no socket has taken yet. */
  get waitingStateBytes(): number {
    return [...this.#delivery.heldLengths().values()].reduce((sum, length) => sum + length, 0);
  }

  /** Returns the number of connections that follow a stream. A connection in plain mode counts until its socket is closed. */
  connectionsOf(stream: StreamId): number {
    return this.#count((connection) =>
      connection.codec.isSession ? this.#delivery.isFollowing(connection, stream) : connection.stream === stream,
    );
  }

  open(client: AdmittedClient<P>): void {
    const { id, subprotocol, stream, tokenExpiresAtMs, principalInfo: principal } = client;
    const isSession = subprotocol !== undefined;
    const connection = new DriverConnection(client, isSession ? sessionCodec : plainCodec, this.#listener);
    this.#connections.set(id, connection);
    this.#countCodec(connection.codec, 1);
    const name = String(id);
    if (isSession) this.#deliver({ kind: "openSession", connection, name, subprotocol, tokenExpiresAtMs, principal });
    else this.#deliver({ kind: "openPlain", connection, name, stream, tokenExpiresAtMs });
  }

  #closed(connection: DriverConnection<P>): void {
    this.#connections.delete(connection.id);
    this.#countCodec(connection.codec, -1);
    this.#take(connection, { kind: "closed" });
    this.#options.onClosed?.(connection.stream);
  }

  /** Checks all connections. The server's timer calls this method. */
  tick(): void {
    for (const connection of this.#connections.values()) this.#look(connection);
    this.#deliver({ kind: "tick" });
    this.#keepBudget();
  }

  #keepBudget(): void {
    this.#unseen.clear();
    this.#unseenLength = 0;
    const held = this.#delivery.heldLengths();
    // Bytes in the socket of a connection, and characters of a state that the server has not written yet.
    const bytesOf = (connection: DriverConnection<P>): number => connection.port.waitingBytes + (held.get(connection) ?? 0);
    const waiting = new Map([...this.#connections.values()].map((connection) => [connection, bytesOf(connection)]));
    for (const { port } of overBudget(waiting, this.#options.totalWaitingBytes)) {
      this.#options.count("slowConnections");
      port.terminate();
    }
  }

  /** Notes that the server holds a state for a connection. Many clients may connect before the next tick looks at the budget. */
  #holdState(connection: DriverConnection<P>): void {
    for (const chunks of this.#delivery.heldChunks(connection)) {
      if (!this.#unseen.has(chunks)) this.#unseenLength += lengthOf(chunks);
      this.#unseen.add(chunks);
    }
    if (this.#unseenLength > this.#options.totalWaitingBytes / budgetLooks) this.#keepBudget();
  }

  /** Asks `authorize` again for each stream of the connections. */
  reauthorize(filter: ConnectionFilter): void {
    for (const connection of this.#matching(filter)) {
      this.#answers.reauthorize(connection);
      this.#take(connection, { kind: "reauthorize" });
    }
  }

  /** Closes connections. @returns the number of closed connections. */
  disconnect(filter: ConnectionFilter, code: number, reason: string): number {
    const connections = this.#matching(filter);
    for (const connection of connections) connection.close(code, reason);
    return connections.length;
  }

  #matching({ connection, principal }: ConnectionFilter): readonly DriverConnection<P>[] {
    return [...this.#connections.values()].filter(
      ({ id, port, sender }) => port.isOpen && (connection ?? id) === id && (principal ?? sender.info?.id) === sender.info?.id,
    );
  }

  /**
   * Passes the outcome of a command to the connections over which the command came. A connection that has got another principal
   * since then gets a refusal without the outcome.
   */
  finish({ origins, id, by, finish }: FinishedCommand): void {
    for (const origin of origins) {
      const connection = this.#connections.get(origin);
      if (connection !== undefined) this.#finish(connection, id, connection.sender.info?.id === by ? finish : withheld);
    }
  }

  #finish(connection: DriverConnection<P>, id: CommandId, finish: CommandFinish): void {
    this.#take(connection, { kind: "finished", id, finish });
    connection.finished(id);
  }

  /** Ends the subscriptions of a stream. Each connection reads the stream to its end first. */
  async endStream(stream: StreamId, code: number, reason: string): Promise<void> {
    await this.#watches.settled(stream);
    // A client that was closed with 1000 does not connect again, so it has to read the rest of the stream first. After any other
    // code clients connect again and then read the rest.
    if (this.#farewell !== undefined && this.#farewell.code !== closeCodes.done) this.#closeSessions(this.#farewell);
    if (code === closeCodes.done) this.#watches.end(stream);
    this.#deliver({ kind: "streamEnded", stream, code, reason });
    if (!this.#watches.has(stream)) await this.#forget(stream);
  }

  /** Prepares for an ended stream to be opened again. A durable log continues the stream, a log in memory begins a new stream. */
  async reopenStream(stream: StreamId): Promise<void> {
    this.#deliver({ kind: "streamReopened", stream });
    if (!this.#watches.reopen(stream)) return;
    this.#deliver({ kind: "streamRemoved", stream });
    await this.#forget(stream);
  }

  /** Tells the followers of a stream that its log is away, or is back. */
  changeSource(stream: StreamId, state: "away" | "back"): void {
    this.#deliver({ kind: "source", stream, state });
  }

  drain(reason: string, afterMs: number, spreadMs: number): void {
    this.#deliver({ kind: "drain", reason, afterMs, spreadMs });
  }

  /**
   * Called before the server ends all its streams and closes. Unless the code is 1000, sessions connect again and resume. The
   * driver closes them without `$unsubscribed`, because that frame would make the clients forget their positions.
   */
  prepareClose(code: number, reason: string): void {
    this.#farewell = { code, reason };
  }

  #closeSessions({ code, reason }: Farewell): void {
    for (const connection of this.#connections.values()) if (connection.codec.isSession) connection.close(code, reason);
  }

  /**
   * Closes all connections. Lets clients in plain mode first read their streams to the end. With close code 1000 sessions read
   * their streams to the end, too, because their clients do not connect again.
   */
  closeAll(code: number, reason: string): void {
    for (const connection of this.#connections.values()) if (!this.#isReading(connection)) connection.close(code, reason);
    this.#isClosing = true;
    this.#watches.stopAll();
  }

  #isReading(connection: DriverConnection<P>): boolean {
    if (connection.codec.isSession) return this.#farewell?.code === closeCodes.done && this.#hasStreams(connection);
    const subscriptions = this.#delivery.connection(connection)?.subscriptions.values() ?? [];
    return [...subscriptions].some((subscription) => subscription.phase === "replay" || "rest" in subscription);
  }

  #hasStreams(connection: DriverConnection<P>): boolean {
    return (this.#delivery.connection(connection)?.subscriptions.size ?? 0) > 0;
  }

  #count(isCounted: (connection: DriverConnection<P>) => boolean): number {
    let count = 0;
    for (const connection of this.#connections.values()) if (isCounted(connection)) count++;
    return count;
  }

  #countCodec(codec: Codec, change: number): void {
    const count = (this.#codecs.get(codec) ?? 0) + change;
    if (count > 0) this.#codecs.set(codec, count);
    else this.#codecs.delete(codec);
  }

  async #forget(stream: StreamId): Promise<void> {
    this.#answers.forget(stream);
    await this.#watches.forget(stream);
  }

  #look(connection: DriverConnection<P>): void {
    const { port } = connection;
    if (connection.hasProgressed() && port.waitingBytes > 0) this.#take(connection, { kind: "progress" });
    if (port.isFull) this.#take(connection, { kind: "full" });
    // While the server reads no messages of a client, it must not count the client as silent.
    else if (port.isBusy) this.#take(connection, { kind: "heard" });
  }

  #take(connection: DriverConnection<P>, input: ConnectionInput): void {
    this.#perform(this.#delivery.take({ kind: "connection", connection, input, nowMs: this.#options.nowMs() }));
  }

  #deliver(input: UntimedInput<DriverConnection<P>>): void {
    this.#perform(this.#delivery.take({ ...input, nowMs: this.#options.nowMs() }));
  }

  #perform(outputs: readonly DeliveryOutput<DriverConnection<P>>[]): void {
    for (const output of outputs) {
      if (output.action === "connection") this.#queue.add(output);
      // Sends the slice to the live set at once, because connections that join the set later already have the slice.
      else if (output.action === "broadcast") this.#broadcast(output);
      else this.#forget(output.stream).catch((thrown: unknown) => this.#options.report(thrown));
    }
    this.#queue.run();
  }

  /** Frames the slice once for each codec that a connection has. */
  #broadcast({ stream, slice, connections }: Broadcast<DriverConnection<P>>): void {
    const full: DriverConnection<P>[] = [];
    for (const codec of this.#codecs.keys())
      this.#writeAll(connections, codec, codec.slice(stream, slice, this.#options.delivery.limits.chunk), full);
    for (const connection of full) this.#take(connection, { kind: "congested", stream, at: slice.after, isFull: connection.port.isFull });
  }

  /** Writes texts to the connections that have `codec`. Adds connections without room to `full`. */
  #writeAll(connections: ReadonlySet<DriverConnection<P>>, codec: Codec, texts: readonly string[], full: DriverConnection<P>[]): void {
    // This loop has no slice. V8 drops its machine code if an object whose shape the code expects is collected, and slices are.
    const { highWaterMarkBytes } = this.#options;
    for (const connection of connections)
      if (connection.codec === codec && !connection.port.write(texts, highWaterMarkBytes)) full.push(connection);
  }

  #do({ connection, output }: AddressedOutput<DriverConnection<P>>): void {
    const { port } = connection;
    switch (output.action) {
      case "send":
        port.write(output.texts);
        if (!port.isFull) this.#take(connection, { kind: "writable" });
        // Closes the connection in a microtask, because the next output may send the frame that ends the subscription.
        if (this.#isClosing) queueMicrotask(() => this.#closeIfRead(connection));
        return;
      case "ping":
        port.ping();
        return;
      case "close":
        if (output.code === closeCodes.slowConsumer) this.#options.count("slowConnections");
        connection.close(output.code, output.reason);
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
        this.#options.onLoss(output.loss, connection);
        return;
      case "submit":
        this.#incoming.submit(connection, output.command);
        return;
      case "refuse":
        this.#incoming.refuse(connection, output.id, output.code, output.message);
        return;
      default:
        this.#ask(connection, output);
    }
  }

  /** Closes a session of a closing server if the session follows no stream any more. */
  #closeIfRead(connection: DriverConnection<P>): void {
    if (this.#farewell !== undefined && connection.codec.isSession && !this.#hasStreams(connection))
      connection.close(this.#farewell.code, this.#farewell.reason);
  }

  #warn(protocol: ProtocolIdentity): void {
    const message = this.#others.warningOf(protocol);
    if (message !== undefined) this.#options.warn(message);
  }

  #ask(connection: DriverConnection<P>, question: Question): void {
    try {
      const answer = this.#answers.answer(question, connection);
      if (answer instanceof Promise) void this.#answerLater(connection, question, answer);
      else this.#answered(connection, answer);
    } catch (thrown) {
      this.#failed(connection, question, thrown);
    }
  }

  async #answerLater(connection: DriverConnection<P>, question: Question, answer: Promise<ConnectionInput | undefined>): Promise<void> {
    const isOver = connection.port.begin();
    try {
      this.#answered(connection, await answer);
    } catch (thrown) {
      this.#failed(connection, question, thrown);
    }
    isOver();
  }

  #failed(connection: DriverConnection<P>, { action }: Question, thrown: unknown): void {
    this.#options.report(thrown);
    if (action === "greet") connection.close(closeCodes.internalError, "the current state is not available");
    else connection.close(hardlyAvailable, "the stream is not available now");
  }

  #answered(connection: DriverConnection<P>, input: ConnectionInput | undefined): void {
    if (input === undefined) return;
    this.#take(connection, input);
    if (input.kind === "snapshot" || input.kind === "greeted" || input.kind === "history") this.#holdState(connection);
  }
}
