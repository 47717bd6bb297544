import * as closeCodes from "../core/base/close-codes.js";
import { ConnectionError } from "../core/base/error.js";
import { guard } from "../core/base/guard.js";
import { callHandler } from "../core/base/handlers.js";
import type { DeliveryDriver } from "./driver/delivery-driver.js";
import type { Link } from "./driver/link.js";
import type { Settings } from "./settings.js";
import type { Stream } from "./stream/stream.js";
import type { Streams } from "./stream/streams.js";
import type { OpenOptions } from "./stream/stream-writer.js";
import type { ClientEventHandler, ClientEventHandlers, Connection, EngineStream, OpenStream } from "./types.js";

type NamedHandler<S, C, P> = (name: string, ...rest: Parameters<ClientEventHandler<S, C, P>>) => unknown;

/** What a {@link StreamHandle} works with. */
export type HandleSurroundings<S, SN extends string, C, CN extends string, P> = {
  readonly settings: Settings<S, SN, C, CN, P>;
  readonly streams: Streams<S, C, CN, P>;
  readonly driver: DeliveryDriver<S, C, P>;
  readonly onClosed: () => void;
};

/** A stream as the engine holds it, before it is open and after. */
export class StreamHandle<S, SN extends string, C, CN extends string, P> implements EngineStream<S, C, CN, P> {
  readonly id: string;
  readonly #around: HandleSurroundings<S, SN, C, CN, P>;
  /** The stream in plain mode, or the one that was opened. */
  #stream: Stream<S, C, CN, P> | undefined;
  #phase: "plain" | "opening" | "open" | "failed" = "plain";
  #hasBegun = false;
  /** Events in plain mode, until the stream has begun. */
  #backlog: string[] = [];
  #hasPublished = false;
  #plainClients = 0;
  #isClosed = false;
  #handler: NamedHandler<S, C, P>;
  /** The engine holds it: it stays without clients too. */
  isKept = false;

  constructor(id: string, around: HandleSurroundings<S, SN, C, CN, P>) {
    this.id = id;
    this.#around = around;
    const { settings } = around;
    const { handlers, onEvent } = settings.options;
    this.#handler = (name, event, context) => {
      const handled = handlers === undefined ? undefined : guard(() => callHandler(handlers, name, event, context), settings.report);
      const result = onEvent?.(event, context);
      return handled === undefined ? result : Promise.all([handled, result]);
    };
  }

  get connections(): number {
    return this.#around.driver.followers(this.id);
  }

  get state(): unknown {
    return this.#stream?.state;
  }

  publish(event: S): void {
    if (this.#isClosed) throw new ConnectionError("STREAM_CLOSED", `cannot publish: stream "${this.id}" is closed. Call stream(id) again.`);
    if (this.#phase === "opening" || this.#phase === "failed")
      throw new ConnectionError("STREAM_CLOSED", `cannot publish: stream "${this.id}" is not open. Await open() first.`);
    const { settings } = this.#around;
    if (this.#phase === "open" || this.#stream !== undefined) this.#stream?.publish(event);
    else this.#publishLater(settings.writer.text(event));
    this.#hasPublished = true;
    settings.counters.publishedEvents++;
  }

  async open<State = undefined>(options: OpenOptions<S, C, CN, P, State>): Promise<OpenStream<S, State>> {
    if (this.#isClosed) throw new ConnectionError("STREAM_CLOSED", `cannot open: stream "${this.id}" is closed. Call stream(id) again.`);
    const before = this.#phase;
    if (before === "plain" || before === "failed") this.#phase = "opening";
    try {
      this.#stream = await this.#around.streams.open(this.id, options, (reason) => this.end(closeCodes.restart, reason));
      this.#phase = "open";
    } catch (thrown) {
      if (before === "plain" || before === "failed") this.#phase = "failed";
      throw thrown;
    }
    // The state comes back as the options gave it.
    return this as OpenStream<S> as OpenStream<S, State>;
  }

  async flushed(): Promise<void> {
    await this.#stream?.flushed();
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

  /** Takes nothing any more; each client is told `code` as soon as it has read the stream to its end. */
  end(code: number, reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { streams, onClosed } = this.#around;
    if (this.#hasBegun || this.#phase !== "plain") streams.end(this.id, code, reason);
    onClosed();
  }

  /** A client in plain mode comes. */
  enter(): void {
    this.#plainClients++;
    if (this.#phase === "plain" || this.#phase === "failed") this.#begin();
  }

  /** It goes; a stream that the engine does not hold goes with its last client, if nothing was published. */
  leave(): void {
    this.#plainClients--;
    if (this.#plainClients === 0 && !this.isKept && !this.#hasPublished) this.close();
  }

  /** Handles a client's event; `undefined` if the events of this stream are commands. */
  get handler(): ((name: string, event: C, connection: Connection<S, P>) => unknown) | undefined {
    if (this.#phase !== "plain") return undefined;
    return (name, event, connection) => this.#handler(name, event, { stream: this, connection, principal: connection.principal });
  }

  #publishLater(text: string): void {
    this.#backlog.push(text);
    this.#begin();
  }

  #begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    const { streams, settings } = this.#around;
    streams.begin(this.id).then((stream) => this.#begun(stream), settings.report);
  }

  #begun(stream: Stream<S, C, CN, P>): void {
    for (const text of this.#backlog) stream.publishText(text);
    this.#backlog = [];
    stream.flush();
    if (this.#phase === "plain") this.#stream = stream;
  }
}

/** A connection as handlers of the application see it. */
export function connectionOf<S, P>(
  { id, principal, remoteAddress, port }: Link<P>,
  textOf: (event: S) => string,
  highWaterMarkBytes: number,
): Connection<S, P> {
  return {
    id,
    principal,
    remoteAddress,
    send: (event) => {
      const text = textOf(event);
      return port.isOpen && port.write([text], highWaterMarkBytes);
    },
    close: (code = closeCodes.done, reason = "") => port.close(code, reason),
  };
}
