import * as closeCodes from "../../core/base/close-codes.js";
import { ConnectionError } from "../../core/base/error.js";
import { atOnce } from "../../core/base/guard.js";
import type { Delivery, AddressedOutput } from "../../core/delivery/delivery.js";
import type { ConnectionInput } from "../../core/delivery/served-connection.js";
import type { Position, StreamId } from "../../core/frames/types.js";
import type { TokenVerdict } from "../http/admission.js";
import { conflated, locate, snapshotOf } from "../stream/stream-directory.js";
import type { DriverOptions } from "./driver-options.js";
import type { Link } from "./link.js";
import type { StreamWatches } from "./stream-watches.js";

/** What the steps ask for, and go on with the answer. */
export type Question = Extract<
  AddressedOutput<never>["output"],
  { readonly action: "authenticate" | "authorize" | "locate" | "read" | "snapshot" | "greet" | "conflate" }
>;

/** Answers the steps' questions from the application, the streams and their logs. */
export class Answers<S, C, P> {
  readonly #options: DriverOptions<S, C, P>;
  readonly #delivery: Delivery<Link<P>>;
  readonly #watches: StreamWatches<P>;
  /** Streams whose log is known not to reach back to its start. */
  readonly #trimmed = new Set<StreamId>();

  constructor(options: DriverOptions<S, C, P>, delivery: Delivery<Link<P>>, watches: StreamWatches<P>) {
    this.#options = options;
    this.#delivery = delivery;
    this.#watches = watches;
  }

  /** A promise only where the answer takes time: most clients join at once. */
  answer(question: Question, link: Link<P>): ConnectionInput | Promise<ConnectionInput> {
    const { authorize } = this.#options;
    if (question.action === "authorize" && authorize === undefined) return { kind: "authorized", stream: question.stream };
    if (question.action === "authenticate") return this.#authenticate(link, question.token);
    if (question.action === "greet" && this.#delivery.isWatching(question.stream)) return this.#greet(question.stream);
    return this.#answerLater(question, link);
  }

  /** The stream is gone, and so is what was reported of it. */
  forget(stream: StreamId): void {
    this.#trimmed.delete(stream);
  }

  async #answerLater(question: Exclude<Question, { readonly action: "authenticate" }>, link: Link<P>): Promise<ConnectionInput> {
    switch (question.action) {
      case "authorize":
        return (await this.#options.authorize?.(link.principal, question.stream, undefined))
          ? { kind: "authorized", stream: question.stream }
          : { kind: "authorized", stream: question.stream, code: closeCodes.forbidden };
      case "greet":
        return this.#greetLater(question.stream);
      default:
        return this.#ask(question);
    }
  }

  async #ask(question: Exclude<Question, { readonly action: "authenticate" | "authorize" | "greet" }>): Promise<ConnectionInput> {
    const { directory, delivery, pause } = this.#options;
    const { stream } = question;
    switch (question.action) {
      case "locate": {
        await this.#watches.watch(stream);
        const isThere = this.#delivery.isWatching(stream) && !(await directory.isPlain(stream));
        const result = isThere ? await locate(directory, stream, question.after) : undefined;
        return { kind: "located", stream, after: question.after, result };
      }
      case "read":
        await pause();
        return { kind: "read", stream, result: await directory.logOf(stream).read(stream, question.after, question.limit) };
      case "snapshot": {
        const snapshot = await snapshotOf(directory, stream);
        if (snapshot !== undefined) return { kind: "snapshot", stream, snapshot };
        return { kind: "ended", stream, code: closeCodes.noSuchStream, reason: "there is no state" };
      }
      case "conflate":
        return { kind: "conflated", stream, slice: await conflated(directory, stream, question.after, delivery.limits.chunk.maxBytes) };
    }
  }

  /** At once if the application decides at once: what the client sends next comes from whom the token names. */
  #authenticate(link: Link<P>, token: string): ConnectionInput | Promise<ConnectionInput> {
    const verdict = this.#options.authenticateToken?.(token, link.principal) ?? { refuse: true };
    return verdict instanceof Promise ? verdict.then((later) => this.#authenticated(link, later)) : this.#authenticated(link, verdict);
  }

  #authenticated(link: Link<P>, verdict: TokenVerdict<P>): ConnectionInput {
    if ("refuse" in verdict) return { kind: "authenticated", isAccepted: false };
    link.principal = verdict.principal;
    const { expiresAtMs } = verdict;
    return { kind: "authenticated", isAccepted: true, expiresAtMs: ownTime(expiresAtMs, this.#options.nowMs()) };
  }

  async #greetLater(stream: StreamId): Promise<ConnectionInput> {
    await this.#watches.watch(stream);
    // The stream was closed while the client came: it may come back.
    if (!this.#delivery.isWatching(stream)) return { kind: "ended", stream, code: closeCodes.restart, reason: "the stream is gone" };
    return this.#greet(stream);
  }

  #greet(stream: StreamId): ConnectionInput | Promise<ConnectionInput> {
    const { directory, plain, writer } = this.#options;
    // The head is taken before the greeting: an event between them is sent twice rather than never.
    directory.current(stream)?.flush();
    const at = this.#delivery.head(stream);
    const events = atOnce(plain.greet?.(stream), "greet");
    if (at === undefined || events === undefined) return this.#begin(stream);
    return { kind: "greeted", stream, at, texts: events.map(writer.text) };
  }

  /** Without a greeting a client gets the log from its oldest event. */
  async #begin(stream: StreamId): Promise<ConnectionInput> {
    const log = this.#options.directory.logOf(stream);
    const oldest = await log.read(stream, undefined, { maxEvents: 1, maxBytes: 1 });
    if (oldest?.status === "trimmed") this.#warnOfTrimming(stream);
    const at = positionOf(oldest);
    return at === undefined
      ? { kind: "ended", stream, code: closeCodes.restart, reason: "the stream is gone" }
      : { kind: "greeted", stream, at, texts: undefined };
  }

  #warnOfTrimming(stream: StreamId): void {
    if (this.#trimmed.has(stream)) return;
    this.#trimmed.add(stream);
    const problem = `the log of stream "${stream}" no longer reaches back to its start: new clients see only its end`;
    const message = `${problem}. Give \`greet\`, or raise limits.retainedEvents and retainedBytes.`;
    this.#options.report(new ConnectionError("HISTORY_TRIMMED", message));
  }
}

function positionOf(oldest: Awaited<ReturnType<typeof locate>>): Position | undefined {
  if (oldest?.status === "events") return oldest.after;
  return oldest?.status === "trimmed" ? oldest.oldest : undefined;
}

/** A time of the wall clock by the clock that reads `nowMs` now. */
export function ownTime(wallMs: number | undefined, nowMs: number): number | undefined {
  return wallMs === undefined ? undefined : nowMs + (wallMs - Date.now());
}
