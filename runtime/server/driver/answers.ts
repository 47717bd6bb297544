import * as closeCodes from "../../core/base/close-codes.js";
import { StreamError } from "../../core/base/error.js";
import { atOnce } from "../../core/base/guard.js";
import { OneByOne } from "../../core/base/one-by-one.js";
import type { ProtocolTypes } from "../../core/contract/v1/protocol.js";
import type { AddressedOutput, Delivery } from "../../core/delivery/delivery.js";
import type { ConnectionInput } from "../../core/delivery/served-connection.js";
import type { Position, StreamId } from "../../core/frames/types.js";
import type { LogReadResult, LogSlice } from "../../core/log/stream-log.js";
import type { TokenAdmission } from "../http/admission.js";
import { conflated, locate, snapshotOf } from "../stream/stream-directory.js";
import type { DriverOptions } from "./driver-options.js";
import type { DriverConnection } from "./driver-connection.js";
import { HistoryAnswers } from "./history-answers.js";
import { principalInfo } from "./principal-info.js";
import type { StreamWatches } from "./stream-watches.js";

/** An output of a connection's step to which the driver answers by an input: a request to the application or to the log. */
export type Question = Extract<
  AddressedOutput<never>["output"],
  { readonly action: "authenticate" | "authorize" | "locate" | "read" | "snapshot" | "oldest" | "greet" | "conflate" | "history" }
>;

/** The answer to a question. `undefined` if the question counts no more. */
type Answer = ConnectionInput | undefined;

const oneEvent = { maxEvents: 1, maxBytes: 1 };

/** Answers the requests of connections' steps: asks the application, the open streams and the log. */
export class Answers<T extends ProtocolTypes, P> {
  readonly #options: DriverOptions<T, P>;
  readonly #delivery: Delivery<DriverConnection<P>>;
  readonly #watches: StreamWatches<P>;
  readonly #history: HistoryAnswers<T, P>;
  /** One at a time, because each conflation holds all events since the position of its connection. */
  readonly #conflations = new OneByOne();
  /** Streams for which `HISTORY_TRIMMED` was reported. */
  readonly #trimmed = new Set<StreamId>();
  /** True after the warning about a client that asks for a stream besides the one in its address. */
  #hasWarned = false;

  constructor(options: DriverOptions<T, P>, delivery: Delivery<DriverConnection<P>>, watches: StreamWatches<P>) {
    this.#options = options;
    this.#delivery = delivery;
    this.#watches = watches;
    this.#history = new HistoryAnswers(options);
  }

  /** Lets the application decide again about requests for history, because the rights of a principal may have changed. */
  reauthorize(connection: DriverConnection<P>): void {
    this.#history.forget(connection);
  }

  /** Answers a request. Returns a promise only if the answer takes time, because most clients can be served at once. */
  answer(question: Question, connection: DriverConnection<P>): Answer | Promise<Answer> {
    const { authorize } = this.#options;
    if (question.action === "authorize" && authorize === undefined) return this.#authorizeByAddress(question.stream, connection);
    if (question.action === "authenticate") return this.#authenticate(connection, question.token);
    if (question.action === "history") return this.#history.answer(question.request, connection);
    if (question.action === "greet" && this.#delivery.isWatching(question.stream)) return this.#greet(question.stream);
    return this.#answerLater(question, connection);
  }

  /** Forgets that `HISTORY_TRIMMED` was reported for a stream, because nobody follows the stream any more. */
  forget(stream: StreamId): void {
    this.#trimmed.delete(stream);
  }

  async #answerLater(
    question: Exclude<Question, { readonly action: "authenticate" | "history" }>,
    connection: DriverConnection<P>,
  ): Promise<ConnectionInput> {
    switch (question.action) {
      case "authorize":
        return (await this.#options.authorize?.(connection.principal, question.stream, undefined))
          ? { kind: "authorized", stream: question.stream }
          : { kind: "authorized", stream: question.stream, code: closeCodes.forbidden };
      case "greet":
        return this.#greetLater(question.stream);
      default:
        return this.#ask(question, connection);
    }
  }

  async #ask(
    question: Exclude<Question, { readonly action: "authenticate" | "authorize" | "greet" | "history" }>,
    connection: DriverConnection<P>,
  ): Promise<ConnectionInput> {
    const { directory, delivery, pause, nowMs } = this.#options;
    const { stream } = question;
    switch (question.action) {
      case "locate": {
        const result = await this.#locate(stream, question.after, connection);
        if (delivery.isStateless === true && question.after === undefined) this.#noteTrimming(stream, result);
        return { kind: "located", stream, after: question.after, result };
      }
      case "read":
        await pause();
        return { kind: "read", stream, result: await directory.log.read(stream, question.after, question.limit) };
      case "snapshot": {
        const { maxBytes } = delivery.limits.chunk;
        const snapshot = await snapshotOf(directory, question, maxBytes, { nowMs, pause });
        if (snapshot !== undefined) return { kind: "snapshot", stream, snapshot };
        return { kind: "ended", stream, code: closeCodes.noSuchStream, reason: "the log holds no state of the stream" };
      }
      case "oldest": {
        const oldest = await directory.log.read(stream, undefined, oneEvent);
        const at = positionOf(oldest);
        this.#noteTrimming(stream, oldest);
        if (oldest === undefined || at === undefined) return gone(stream);
        return { kind: "oldest", stream, at, head: oldest.head };
      }
      case "conflate":
        return { kind: "conflated", stream, slice: await this.#conflations.run(() => this.#conflate(stream, question.after, connection)) };
    }
  }

  /** Conflates nothing for a connection that has closed while it waited. */
  async #conflate(stream: StreamId, after: Position, { port }: DriverConnection<P>): Promise<LogSlice | undefined> {
    const { directory, delivery } = this.#options;
    return port.isOpen ? conflated(directory, stream, after, delivery.limits.chunk.maxBytes) : undefined;
  }

  /** Waits for a stream that nobody has opened, if it is the one in the client's address. With others a client would wait too long. */
  async #locate(stream: StreamId, after: Position | undefined, connection: DriverConnection<P>): Promise<LogReadResult | undefined> {
    const { directory, comes } = this.#options;
    const located = async (): Promise<LogReadResult | undefined> => {
      await this.#watches.watch(stream);
      return this.#delivery.isWatching(stream) ? locate(directory, stream, after) : undefined;
    };
    const result = await located();
    return result === undefined && stream === connection.stream && (await comes(stream)) ? located() : result;
  }

  /**
   * Lets a client follow only the stream in its address, if the application authenticates clients and gives no function
   * `authorize`. The application has then decided about this stream alone.
   */
  #authorizeByAddress(stream: StreamId, connection: DriverConnection<P>): ConnectionInput {
    if (!this.#options.followsAddressOnly || stream === connection.stream) return { kind: "authorized", stream };
    this.#warnOfAddress();
    return { kind: "authorized", stream, code: closeCodes.forbidden };
  }

  #warnOfAddress(): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    const reason = 'it has the option "authenticate" or "authenticateToken", and not the option "authorize"';
    this.#options.warn(
      `A client asks for a stream that is not in its address. The server refuses, because ${reason}. Set "authorize" to decide who may follow which stream.`,
    );
  }

  /**
   * Answers at once if the application's `authenticateToken` returns no promise: the client's next message already belongs to the
   * new principal.
   */
  #authenticate(connection: DriverConnection<P>, token: string): Answer | Promise<Answer> {
    const check = connection.tokens.begin();
    try {
      const verdict = this.#options.authenticateToken?.(token, connection.principal) ?? { refuse: true };
      if (!(verdict instanceof Promise)) return this.#authenticated(connection, check, verdict);
      return verdict
        .then((later) => this.#authenticated(connection, check, later))
        .catch((thrown: unknown) => this.#notAuthenticated(connection, check, thrown));
    } catch (thrown) {
      return this.#notAuthenticated(connection, check, thrown);
    }
  }

  /** Ends a check of which the application has thrown an error. The error closes the connection if no newer token is checked. */
  #notAuthenticated(connection: DriverConnection<P>, check: number, thrown: unknown): undefined {
    if (connection.tokens.end(check, false)) throw thrown;
    this.#options.report(thrown);
    return undefined;
  }

  #authenticated(connection: DriverConnection<P>, check: number, verdict: TokenAdmission<P>): Answer {
    if ("refuse" in verdict) return connection.tokens.end(check, false) ? { kind: "authenticated", isAccepted: false } : undefined;
    const { principal, expiresAtMs } = verdict;
    const info = principalInfo(principal, this.#options.describePrincipal);
    if (!connection.tokens.end(check, true)) return undefined;
    connection.sender = { principal, info };
    return { kind: "authenticated", isAccepted: true, principal: info, expiresAtMs: ownTime(expiresAtMs, this.#options.nowMs()) };
  }

  async #greetLater(stream: StreamId): Promise<ConnectionInput> {
    await this.#watches.watch(stream);
    // The stream was closed while the client connected. The code 1012 lets the client connect again.
    if (!this.#delivery.isWatching(stream)) return gone(stream);
    return this.#greet(stream);
  }

  #greet(stream: StreamId): ConnectionInput | Promise<ConnectionInput> {
    const { directory, plain, writer } = this.#options;
    // Reads the head before it calls `greet`. If the log stores an event between the two, the client gets the event twice and not
    // never.
    directory.current(stream)?.flush();
    const at = this.#delivery.head(stream);
    const events = atOnce(plain.greet?.(stream), "greet");
    if (at === undefined || events === undefined) return this.#begin(stream);
    return { kind: "greeted", stream, at, texts: events.map(writer.text) };
  }

  /** Answers for a client that gets no events of `greet`: the client then gets all events of the log from the oldest one. */
  async #begin(stream: StreamId): Promise<ConnectionInput> {
    const oldest = await this.#options.directory.log.read(stream, undefined, oneEvent);
    this.#noteTrimming(stream, oldest);
    const at = positionOf(oldest);
    return at === undefined ? gone(stream) : { kind: "greeted", stream, at, texts: undefined };
  }

  /** Reports `HISTORY_TRIMMED`, once for each stream, if the log no longer holds the first events of the stream. */
  #noteTrimming(stream: StreamId, oldest: LogReadResult | undefined): void {
    if (oldest?.status !== "trimmed" || this.#trimmed.has(stream)) return;
    this.#trimmed.add(stream);
    const problem = `The log of stream "${stream}" no longer holds its first events, so new clients get only the later ones.`;
    const message = `${problem} Set the option "greet", or raise limits.retainedEvents and limits.retainedBytes.`;
    this.#options.report(new StreamError("HISTORY_TRIMMED", message));
  }
}

function positionOf(oldest: LogReadResult | undefined): Position | undefined {
  if (oldest?.status === "events") return oldest.after;
  return oldest?.status === "trimmed" ? oldest.oldest : undefined;
}

function gone(stream: StreamId): ConnectionInput {
  return { kind: "ended", stream, code: closeCodes.restart, reason: "the stream is gone" };
}

/** Converts a time in milliseconds since 1970 to the time of another clock, whose time is `nowMs` now. */
export function ownTime(wallMs: number | undefined, nowMs: number): number | undefined {
  return wallMs === undefined ? undefined : nowMs + (wallMs - Date.now());
}
