import { ConnectionError, ProtocolError } from "../../core/base/error.js";
import { createCommandId } from "../../core/commands/command-id.js";
import type { LogSlice, StreamLog } from "../../core/log/stream-log.js";
import type { CommandAnswer } from "../../core/delivery/server-state.js";
import type { CommandId, Position } from "../../core/frames/types.js";
import { atOnce } from "../guard.js";
import type { Settings } from "../settings.js";
import type { CommandSource } from "./command-context.js";
import type { WrittenStream } from "./stream-directory.js";
import type { StreamWriter, WriterSurroundings } from "./stream-writer.js";

const readLimit = { maxEvents: 1_000, maxBytes: 4_194_304 };

/** What an {@link OpenRoom} asks of its room and its server. */
export type RoomSide = {
  /** An earlier stream of the same id may not be gone yet. */
  readonly onOpening: () => Promise<void>;
  /** Events are in the log: tell the plain members. */
  readonly onSlice: (slice: LogSlice) => void;
  /** Nothing can be published any more. */
  readonly onOver: (reason: string) => void;
  readonly settle: (origin: number, id: CommandId, answer: CommandAnswer) => void;
};

/** Opens the stream's writer, whatever the type of its state. */
type OpenWriter<S, C, CN extends string, P> = (around: WriterSurroundings<S>) => Promise<StreamWriter<S, C, CN, P>>;

/** A client in plain mode that has sent an event. */
export type PlainSender<P> = CommandSource<P> & { readonly refuse: (error: ProtocolError) => void };

/** The part of a room that exists once its stream was opened for sessions: its writer, and the commands of plain clients. */
export class OpenRoom<S, SN extends string, C, CN extends string, P> implements WrittenStream<P> {
  readonly id: string;
  readonly #settings: Settings<S, SN, C, CN, P>;
  readonly #side: RoomSide;
  readonly #plain = new Map<number, (text: string | undefined) => void>();
  readonly #stopTail: () => void;
  /** Resolves with the events that the log still holds, for clients in plain mode. */
  readonly ready: Promise<readonly string[]>;
  #hasFailed = false;
  #writer: StreamWriter<S, C, CN, P> | undefined;
  #lastPlain = 0;

  constructor(id: string, open: OpenWriter<S, C, CN, P>, settings: Settings<S, SN, C, CN, P>, side: RoomSide) {
    this.id = id;
    this.#settings = settings;
    this.#side = side;
    this.#stopTail = settings.log.tail(id, side.onSlice);
    this.ready = this.#open(open);
  }

  /** It could not be opened, and never will be. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  get state(): unknown {
    return this.#writer?.state;
  }

  /** @throws {@link ConnectionError} before `open()` has resolved, after another process has taken the stream, or after its last event. */
  publish(event: S): void {
    if (this.#writer === undefined)
      throw new ConnectionError("STREAM_CLOSED", `cannot publish: stream "${this.id}" is not open. Await open() first.`);
    if (this.#writer.isOver) throw new ConnectionError("STREAM_TAKEN", `cannot publish: another process has opened stream "${this.id}"`);
    this.#writer.publish(event);
  }

  flush(): void {
    this.#writer?.flush();
  }

  /** Where it could not be opened there is nothing to wait for: its opener has the error. */
  async flushed(): Promise<void> {
    await this.#settled();
    await this.#writer?.flushed();
  }

  readonly snapshot: WrittenStream<P>["snapshot"] = async () => {
    await this.#settled();
    if (this.#writer === undefined) throw new ConnectionError("STREAM_CLOSED", `stream "${this.id}" could not be opened`);
    return this.#writer.snapshot();
  };

  readonly conflate: WrittenStream<P>["conflate"] = (texts) => {
    const conflate = this.#writer?.conflate;
    const events = conflate?.(texts.map((text) => JSON.parse(text) as S));
    return atOnce(events, "conflate")?.map((event) => JSON.stringify(event));
  };

  readonly submit: WrittenStream<P>["submit"] = (command, origin, source) => {
    if (this.#writer === undefined || this.#writer.isOver) {
      const message = "the stream is not open";
      this.#answer(origin, command.id, { kind: "refused", code: "unavailable", message, retryAfterMs: 1_000 });
      return;
    }
    this.#writer.submit(command, origin, source);
  };

  /** A plain client's event goes the way of a command, under an id of the server's. Resolves when it has ended. */
  submitPlain(event: C, sender: PlainSender<P>): Promise<void> {
    return this.#settings.options.authorize === undefined ? this.#submitAllowed(event, sender) : this.#submitIfAllowed(event, sender);
  }

  async #submitIfAllowed(event: C, sender: PlainSender<P>): Promise<void> {
    try {
      if (await this.#settings.options.authorize?.(sender.principal, this.id, event)) return await this.#submitAllowed(event, sender);
    } catch (thrown) {
      this.#settings.report(thrown);
      return sender.refuse(new ProtocolError("REFUSED", "could not decide whether this may be sent"));
    }
    sender.refuse(new ProtocolError("REFUSED", "forbidden: it may not be sent to this stream by whoever this is"));
  }

  #submitAllowed(event: C, { refuse, ...source }: PlainSender<P>): Promise<void> {
    this.#lastPlain -= 1;
    const origin = this.#lastPlain;
    const id = createCommandId(Date.now(), Math.random, -origin);
    return new Promise((resolve) => {
      this.#plain.set(origin, (text) => {
        if (text !== undefined) refuse(new ProtocolError("REFUSED", text));
        resolve();
      });
      // A client event is an object: its schema has a tag.
      this.submit({ id, stream: this.id, event: event as { readonly [key: string]: unknown } }, origin, source);
    });
  }

  /** Nothing more is published or told; the whole state goes into the log, for who comes later. */
  async seal(): Promise<void> {
    try {
      await this.#settled();
      await this.#writer?.seal();
    } finally {
      this.#stopTail();
    }
  }

  /** The opening has ended, well or not. */
  async #settled(): Promise<void> {
    await this.ready.catch(() => undefined);
  }

  async #open(open: OpenWriter<S, C, CN, P>): Promise<readonly string[]> {
    try {
      await this.#side.onOpening();
      const writer = await this.#write(open);
      const history = await textsAfter(this.#settings.log, this.id, undefined);
      // From here on there are new events, which the history must not have a second time.
      this.#writer = writer;
      return history;
    } catch (thrown) {
      this.#hasFailed = true;
      this.#stopTail();
      throw thrown;
    }
  }

  #write(open: OpenWriter<S, C, CN, P>): Promise<StreamWriter<S, C, CN, P>> {
    const { log, limits, outbound, options: given } = this.#settings;
    const clientEvents = given.events.client;
    return open({
      log,
      stream: this.id,
      nowMs: () => performance.now(),
      textOf: (event) => outbound.text(event),
      nameOf: (event) => clientEvents.nameOf(event),
      answer: (origin, id, answer) => this.#answer(origin, id, answer),
      report: (thrown) => this.#settings.report(thrown),
      onOver: this.#side.onOver,
      compactEvery: limits.compactEvery,
      outcomesMaxAgeMs: limits.outcomesMaxAgeMs,
    });
  }

  #answer(origin: number, id: CommandId, answer: CommandAnswer): void {
    const settle = this.#plain.get(origin);
    if (settle === undefined) {
      this.#side.settle(origin, id, answer);
      return;
    }
    this.#plain.delete(origin);
    settle(refusalText(answer));
  }
}

async function textsAfter(log: StreamLog, stream: string, after: Position | undefined): Promise<readonly string[]> {
  const result = await log.read(stream, after, readLimit);
  if (result?.status !== "events" || result.texts.length === 0) return [];
  return [...result.texts, ...(await textsAfter(log, stream, result.at))];
}

function refusalText(answer: CommandAnswer): string | undefined {
  switch (answer.kind) {
    case "conflict":
      return "it has been decided already";
    case "refused":
      return `${answer.code}: ${answer.message}`;
    case "recorded": {
      const { reply } = answer.outcome;
      return reply.verdict === "nack" ? `${reply.code}: ${reply.message}` : undefined;
    }
  }
}
