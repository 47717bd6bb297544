import { closeCodes } from "../core/close-code.js";
import { ConnectionError } from "../core/error.js";
import { callHandler } from "../core/handlers.js";
import { Ring } from "../core/ring.js";
import type { ClientLink } from "./client-link.js";
import type { Flusher } from "./flusher.js";
import { joinFrames } from "./frame.js";
import type { Frame } from "./frame.js";
import type { Settings } from "./settings.js";
import type { ClientEventHandler, ClientEventHandlers, EngineStream } from "./types.js";

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
  #handler: NamedHandler<S, C, P>;
  /** The engine holds it: it stays without members too. */
  isKept = false;

  /** @param onClosed Called when it closes, and again when its last member has left after that. */
  constructor(id: string, settings: Settings<S, SN, C, CN, P>, flusher: Flusher, onClosed: () => void) {
    this.id = id;
    this.#settings = settings;
    this.#flusher = flusher;
    this.#onClosed = onClosed;
    const { retainedEvents, retainedBytes } = settings.limits;
    this.log = new Ring({ maxItems: retainedEvents, maxBytes: retainedBytes });
    const { handlers, onEvent } = settings.options;
    this.#handler = (name, event, context) => {
      if (handlers !== undefined) settings.guard(() => callHandler(handlers, name, event, context));
      return onEvent?.(event, context);
    };
  }

  get connections(): number {
    return this.#links.size;
  }

  get links(): Iterable<ClientLink<S, SN, C, CN, P>> {
    return this.#links;
  }

  /** Nobody would miss it. */
  get isIdle(): boolean {
    return !this.isKept && this.#links.size === 0 && this.log.end === 0;
  }

  publish(event: S): void {
    if (this.#isClosed) {
      throw new ConnectionError("STREAM_CLOSED", `cannot publish: stream "${this.id}" is closed. Call stream(id) again.`);
    }
    const frame = this.#settings.outbound.frame(event);
    this.log.append(frame);
    this.#pending.push(frame);
    this.#pendingBytes += frame.byteLength;
    this.#settings.counters.publishedEvents++;
    if (this.#pendingBytes >= flushBytes) this.flush();
    else this.#flusher.mark(this);
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
    for (const link of this.#links) link.finish(code, reason);
    this.#onClosed();
  }

  /** Sends what is pending: the bytes are built once and are the same for everybody. */
  flush(): void {
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
    if (greet === undefined) {
      this.#warnOfTrimming();
      return { frames: [], cursor: this.log.start };
    }
    const frames = greet(this.id).map((event) => this.#settings.outbound.frame(event));
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

  /** Hands a valid client event to whoever handles it. */
  dispatch(name: string, event: C, link: ClientLink<S, SN, C, CN, P>): void {
    const context = { stream: this, connection: link, principal: link.principal };
    this.#settings.guard(() => this.#handler(name, event, context));
  }

  #warnOfTrimming(): void {
    if (this.log.start === 0 || this.#hasWarnedOfTrimming) return;
    this.#hasWarnedOfTrimming = true;
    const problem = `the log of stream "${this.id}" no longer reaches back to its start: new clients see only its end`;
    const message = `${problem}. Give \`greet\`, or raise limits.retainedEvents and retainedBytes.`;
    this.#settings.report(new ConnectionError("HISTORY_TRIMMED", message));
  }
}
