import * as closeCodes from "../core/base/close-codes.js";
import { ConnectionError } from "../core/base/error.js";
import { callHandler } from "../core/base/handlers.js";
import type { LogSlice } from "../core/log/stream-log.js";
import { Ring } from "../core/base/ring.js";
import type { ClientLink } from "./client-link.js";
import type { Flusher } from "./socket/flusher.js";
import { frameText, joinFrames } from "./socket/frame.js";
import type { Frame } from "./socket/frame.js";
import { atOnce } from "./guard.js";
import { OpenRoom } from "./stream/open-room.js";
import { forgetVolatile } from "./stream/stream-directory.js";
import type { SessionHub } from "./session-hub.js";
import { StreamWriter } from "./stream/stream-writer.js";
import type { OpenOptions } from "./stream/stream-writer.js";
import type { Settings } from "./settings.js";
import type { ClientEventHandler, ClientEventHandlers, EngineStream, OpenStream } from "./types.js";

/** Pending bytes that are worth a write of their own, however busy the tick. */
const flushBytes = 65_536;

type NamedHandler<S, C, P> = (name: string, ...rest: Parameters<ClientEventHandler<S, C, P>>) => unknown;

/** One stream: its retained log and its members. */
export class Room<S, SN extends string, C, CN extends string, P> implements EngineStream<S, C, CN, P> {
  readonly id: string;
  readonly log: Ring<Frame>;
  readonly #settings: Settings<S, SN, C, CN, P>;
  readonly #flusher: Flusher;
  readonly #onClosed: () => void;
  readonly #links = new Set<ClientLink<S, SN, C, CN, P>>();
  #pending: Frame[] = [];
  #pendingBytes = 0;
  #isClosed = false;
  #hasWarnedOfTrimming = false;
  readonly #sessions: SessionHub<C, P> | undefined;
  #open: OpenRoom<S, SN, C, CN, P> | undefined;
  #handler: NamedHandler<S, C, P>;
  /** The engine holds it: it stays without members too. */
  isKept = false;

  /** @param onClosed Called when it closes, and again when its last member has left after that. */
  constructor(
    id: string,
    settings: Settings<S, SN, C, CN, P>,
    flusher: Flusher,
    sessions: SessionHub<C, P> | undefined,
    onClosed: () => void,
  ) {
    this.id = id;
    this.#sessions = sessions;
    this.#settings = settings;
    this.#flusher = flusher;
    this.#onClosed = onClosed;
    const { retainedEvents, retainedBytes } = settings.limits;
    this.log = new Ring({ maxItems: retainedEvents, maxBytes: retainedBytes });
    const { handlers, onEvent } = settings.options;
    this.#handler = (name, event, context) => {
      const handled = handlers === undefined ? undefined : settings.contained(() => callHandler(handlers, name, event, context));
      const result = onEvent?.(event, context);
      return handled === undefined ? result : Promise.all([handled, result]);
    };
  }

  get connections(): number {
    return this.#links.size + (this.#sessions?.followers(this.id) ?? 0);
  }

  get links(): Iterable<ClientLink<S, SN, C, CN, P>> {
    return this.#links;
  }

  /** Clients in plain mode are connected to it. */
  get hasLinks(): boolean {
    return this.#links.size > 0;
  }

  /** Its clients' events are commands, whose outcomes are recorded. */
  get takesCommands(): boolean {
    return this.#open !== undefined;
  }

  /** Nobody would miss it. */
  get isIdle(): boolean {
    return !this.isKept && this.#links.size === 0 && this.log.end === 0;
  }

  publish(event: S): void {
    if (this.#isClosed) {
      throw new ConnectionError("STREAM_CLOSED", `cannot publish: stream "${this.id}" is closed. Call stream(id) again.`);
    }
    if (this.#open === undefined) this.#retain(this.#settings.outbound.frame(event));
    else this.#open.publish(event);
    this.#settings.counters.publishedEvents++;
    if (this.#pendingBytes >= flushBytes) this.flush();
    else this.#flusher.mark(this);
  }

  async open<State = undefined>(options: OpenOptions<S, C, CN, P, State>): Promise<OpenStream<S, State>> {
    if (this.#isClosed) throw new ConnectionError("STREAM_CLOSED", `cannot open: stream "${this.id}" is closed. Call stream(id) again.`);
    if (this.#open?.hasFailed === false) throw new ConnectionError("STREAM_TAKEN", `stream "${this.id}" is open already`);
    const open = new OpenRoom(this.id, (around) => StreamWriter.open(options, around), this.#settings, {
      onOpening: async () => this.#sessions?.reopenStream(this.id),
      onSlice: (slice) => this.#tell(slice),
      onOver: (reason) => this.end(closeCodes.restart, reason),
      settle: (origin, id, answer) => this.#sessions?.settle(origin, id, answer),
    });
    this.#open = open;
    for (const text of await open.ready) this.log.append(frameText(text));
    // The state comes back as the options gave it.
    return this as OpenStream<S> as OpenStream<S, State>;
  }

  /** What sessions need of the stream, once it is open. Rejects where open() has failed: it may be called again. */
  async written(): Promise<OpenRoom<S, SN, C, CN, P> | undefined> {
    const open = this.#open;
    await open?.ready;
    return open;
  }

  get state(): unknown {
    return this.#open?.state;
  }

  async flushed(): Promise<void> {
    await this.#open?.flushed();
  }

  onEvent(handler: ClientEventHandler<S, C, P>): void {
    this.#handler = (_name, event, context) => handler(event, context);
  }

  handle(handlers: ClientEventHandlers<S, C, CN, P>): void {
    this.#handler = (name, event, context) => callHandler(handlers, name, event, context);
  }

  close(reason = "the stream is closed"): void {
    this.end(closeCodes.done, reason);
  }

  /** Takes nothing any more; closes each member with `code` as soon as it has read the log to its end. */
  end(code: number, reason: string): void {
    if (this.#isClosed) return;
    this.flush();
    this.#isClosed = true;
    if (this.#open === undefined) this.#finish(code, reason);
    else this.#endOpen(this.#open, code, reason).catch((thrown: unknown) => this.#settings.report(thrown));
  }

  async #endOpen(open: OpenRoom<S, SN, C, CN, P>, code: number, reason: string): Promise<void> {
    await open.seal().catch((thrown: unknown) => this.#settings.report(thrown));
    this.#finish(code, reason);
    if (this.#sessions !== undefined) await this.#sessions.endStream(this.id, code, reason);
    else if (code === closeCodes.done) await forgetVolatile(this.#settings.log, this.id);
  }

  #finish(code: number, reason: string): void {
    for (const link of this.#links) link.finish(code, reason);
    this.#onClosed();
  }

  #retain(frame: Frame): void {
    this.log.append(frame);
    this.#pending.push(frame);
    this.#pendingBytes += frame.byteLength;
  }

  /** Events are in the log. */
  #tell(slice: LogSlice): void {
    for (const text of slice.texts) this.#retain(frameText(text));
    this.#deliver();
  }

  /** Sends what is pending: the bytes are built once and are the same for everybody. What is opened goes into the log first. */
  flush(): void {
    this.#open?.flush();
    this.#deliver();
  }

  #deliver(): void {
    if (this.#pending.length === 0) return;
    const frames = this.#pending;
    this.#pending = [];
    this.#pendingBytes = 0;
    if (this.#links.size === 0) return;
    const to = this.log.end;
    const batch = { from: to - frames.length, to, frames, joined: joinFrames(frames) };
    for (const link of this.#links) link.deliver(batch);
  }

  /** What a new member gets first, and from where in the log it goes on. */
  greeting(): { readonly frames: readonly Frame[]; readonly cursor: number } {
    const { greet } = this.#settings.options;
    const events = atOnce(greet?.(this.id), "greet");
    if (events === undefined) {
      this.#warnOfTrimming();
      return { frames: [], cursor: this.log.start };
    }
    const frames = events.map((event) => this.#settings.outbound.frame(event));
    return { frames, cursor: this.log.end };
  }

  join(link: ClientLink<S, SN, C, CN, P>): void {
    this.#links.add(link);
  }

  leave(link: ClientLink<S, SN, C, CN, P>): void {
    this.#links.delete(link);
    // Whoever still holds this object must not publish into a room that nobody can enter any more.
    if (this.isIdle) this.#isClosed = true;
    if (this.#isClosed && this.#links.size === 0) this.#onClosed();
  }

  /** Hands a valid client event to its handler. @returns what settles when it is handled, if that takes time. */
  dispatch(name: string, event: C, link: ClientLink<S, SN, C, CN, P>): Promise<unknown> | undefined {
    const open = this.#open;
    if (open !== undefined) return this.#settings.contained(() => open.submitPlain(event, link.sender));
    const context = { stream: this, connection: link, principal: link.principal };
    return this.#settings.contained(() => this.#handler(name, event, context));
  }

  #warnOfTrimming(): void {
    if (this.log.start === 0 || this.#hasWarnedOfTrimming) return;
    this.#hasWarnedOfTrimming = true;
    const problem = `the log of stream "${this.id}" no longer reaches back to its start: new clients see only its end`;
    const message = `${problem}. Give \`greet\`, or raise limits.retainedEvents and retainedBytes.`;
    this.#settings.report(new ConnectionError("HISTORY_TRIMMED", message));
  }
}
