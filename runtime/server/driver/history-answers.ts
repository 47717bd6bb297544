import type { ProtocolTypes } from "../../core/contract/v1/protocol.js";
import { pageText } from "../../core/delivery/page-text.js";
import type { ReadAnswer } from "../../core/delivery/read-state.js";
import type { ConnectionInput } from "../../core/delivery/served-connection.js";
import type { ReadFrame } from "../../core/frames/client-event.js";
import type { RefusedFrame } from "../../core/frames/server-event.js";
import type { StreamId } from "../../core/frames/types.js";
import { piecesOf } from "../stream/piece-writer.js";
import { readPage } from "../stream/read-history.js";
import type { NoPage } from "../stream/read-history.js";
import type { DriverConnection, Sender } from "./driver-connection.js";
import type { DriverOptions } from "./driver-options.js";

/** Milliseconds for which an answer of the application to a read counts. */
const leaveMs = 60_000;
/** The most answers that the server remembers for one connection. */
const maxLeaves = 64;
const retryAfterMs = 1_000;
const oneEvent = { maxEvents: 1, maxBytes: 1 };

type Leave<P> = { readonly sender: Sender<P>; readonly atMs: number; readonly isGiven: boolean };

const refusals: Readonly<Record<NoPage, string>> = {
  no_such_stream: "The log does not hold the stream.",
  unknown_position: "The stream never had this position.",
  unavailable: "The log cannot be read now. Send the request again later.",
};

/** Answers the requests of clients for the history of streams. */
export class HistoryAnswers<T extends ProtocolTypes, P> {
  readonly #options: DriverOptions<T, P>;
  readonly #leaves = new WeakMap<DriverConnection<P>, Map<StreamId, Leave<P>>>();

  constructor(options: DriverOptions<T, P>) {
    this.#options = options;
  }

  /** Returns the answer to a request. Returns `undefined` if the server has refused the client's token in the meantime. */
  async answer(request: ReadFrame, connection: DriverConnection<P>): Promise<ConnectionInput | undefined> {
    const { read } = request;
    try {
      // A request that comes after a token belongs to the principal of the token.
      if (connection.tokens.isUnderWay && !(await connection.tokens.settled())) return undefined;
      const isGiven = await this.#isGiven(connection, request.stream);
      const message = "You may not read the history of this stream.";
      return { kind: "history", read, answer: isGiven ? await this.#read(request) : refusal("forbidden", message) };
    } catch (thrown) {
      this.#options.report(thrown);
      return { kind: "history", read, answer: unavailable() };
    }
  }

  /** Forgets the answers of the application for a connection, because the rights of its principal may have changed. */
  forget(connection: DriverConnection<P>): void {
    this.#leaves.delete(connection);
  }

  async #isGiven(connection: DriverConnection<P>, stream: StreamId): Promise<boolean> {
    const { nowMs } = this.#options;
    const leaves = this.#leaves.get(connection) ?? new Map<StreamId, Leave<P>>();
    const { sender } = connection;
    const known = leaves.get(stream);
    if (known !== undefined && known.sender === sender && nowMs() < known.atMs + leaveMs) return known.isGiven;
    const atMs = nowMs();
    const isGiven = await this.#ask(connection, sender, stream);
    if (leaves.size >= maxLeaves) leaves.clear();
    this.#leaves.set(connection, leaves.set(stream, { sender, atMs, isGiven }));
    return isGiven;
  }

  async #ask(connection: DriverConnection<P>, { principal }: Sender<P>, stream: StreamId): Promise<boolean> {
    const { authorize, followsAddressOnly, history } = this.#options;
    if (authorize === undefined && followsAddressOnly && stream !== connection.stream) return false;
    if (authorize !== undefined && !(await authorize(principal, stream, undefined))) return false;
    return history?.authorize === undefined || (await history.authorize(principal, stream));
  }

  async #read(request: ReadFrame): Promise<ReadAnswer> {
    if (request.state === true) return this.#state(request);
    const { directory, delivery, nowMs, pause } = this.#options;
    const page = await readPage(directory.log, request, delivery.limits.chunk.maxBytes, { nowMs, pause });
    return typeof page === "string" ? missing(page) : { chunks: [[pageText(request.read, request.stream, page)]] };
  }

  /** Returns the last state that the log keeps at or before the place, and that this server can read. */
  async #state({ read, stream, before, after, atMs }: ReadFrame): Promise<ReadAnswer> {
    const { directory, delivery, nowMs, pause } = this.#options;
    const { log } = directory;
    const upTo = before ?? after ?? (atMs === undefined ? undefined : await log.positionAtTime(stream, atMs));
    const found = upTo === undefined ? undefined : await log.read(stream, upTo, oneEvent);
    if ((await log.head(stream)) === undefined) return missing("no_such_stream");
    if (found?.status === "unknown") return missing("unknown_position");
    const snapshot = await directory.keptState(stream, upTo);
    if (snapshot === undefined) return refusal("no_state", "The log keeps no state at or before this place that the server can read.");
    const { chunks } = await piecesOf(stream, snapshot, { maxBytes: delivery.limits.chunk.maxBytes, read }, { nowMs, pause });
    return { chunks };
  }
}

function refusal(code: RefusedFrame["code"], message: string): ReadAnswer {
  return { refusal: { code, message } };
}

function missing(reason: NoPage): ReadAnswer {
  return reason === "unavailable" ? unavailable() : refusal(reason, refusals[reason]);
}

function unavailable(): ReadAnswer {
  return { refusal: { code: "unavailable", message: refusals.unavailable, retryAfterMs } };
}
