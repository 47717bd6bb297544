import { Buffer } from "node:buffer";
import type { Load } from "../../core/appends/backlog.js";
import { StreamError, toError } from "../../core/base/error.js";
import { atOnce, isThenable } from "../../core/base/guard.js";
import type { StreamCommand } from "../../core/commands/command-queue.js";
import type { EventOf } from "../../core/contract/v1/contract.js";
import type { PartAt } from "../../core/contract/v1/state/state-holder.js";
import type { Protocol, ProtocolTypes } from "../../core/contract/v1/protocol.js";
import type { CommandId, StreamId } from "../../core/frames/types.js";
import { senderKey } from "../../core/log/command.js";
import type { Command, FinishedCommand } from "../../core/log/command.js";
import type { AppendVerdict, LogRecord, StreamLog } from "../../core/log/stream-log.js";
import { CommandRejection, reject } from "./command-context.js";
import type { CommandContext, CommandSource } from "./command-context.js";
import { CommandRunner } from "./command-runner.js";
import type { HandledCommand } from "./command-runner.js";
import { inTime } from "./in-time.js";
import type { After } from "./in-time.js";
import type { Ledger } from "./ledger.js";
import { resultOf } from "./result-of.js";
import type { StreamOptions } from "./stream-types.js";

/** Values and functions that {@link StreamCommands} get from their server. */
export type CommandSurroundings<T extends ProtocolTypes> = {
  readonly log: StreamLog;
  readonly stream: StreamId;
  readonly protocol: Protocol<T>;
  readonly nowMs: () => number;
  readonly after: After;
  readonly finish: (finished: FinishedCommand) => void;
  readonly report: (thrown: unknown) => void;
  /** Milliseconds after which the server refuses a command whose handler has not finished. */
  readonly handlerTimeoutMs: number;
};

/** The writer of the stream, as its commands use it. */
export type CommandWriter<T extends ProtocolTypes> = {
  readonly epoch: number;
  readonly read: <const Path extends readonly string[]>(path: Path) => PartAt<T["state"], Path>;
  /** Validates an event of a handler and returns it as JSON text. @throws if nothing may be published any more. */
  readonly textOf: (event: EventOf<T["server"]>, hasEnded: boolean) => string;
  /** Returns true for the event that ends the stream. */
  readonly isTerminal: (event: EventOf<T["server"]>) => boolean;
  /** Takes the events of a handler that has finished. @throws if the protocol's state cannot take one of them. */
  readonly accept: (texts: readonly string[], hasEnded: boolean) => void;
  /** @throws {@link StreamError} `BACKLOG_FULL` if an event of `bytes` bytes may not wait for the log beside `more`. */
  readonly assertRoom: (bytes: number, more: Load) => void;
  readonly append: (records: readonly LogRecord[]) => Promise<AppendVerdict>;
  readonly ledger: Ledger;
};

/** The sender of a command without an outcome, and the result of the function `gate` for the command. */
type WaitingCommand<P> = { readonly source: CommandSource<P>; readonly gate: GateAnswer };
type GateAnswer = { readonly name: string | undefined } | { readonly failure: unknown } | { readonly refusal: CommandRejection };

/** A handler of a command, whose event has any of the protocol's types. */
type Handler<T extends ProtocolTypes, P> = (event: Command["event"], context: CommandContext<T, P>) => unknown;

/** One call of a handler. Nothing that the handler publishes after its end has an effect. */
type Call = { readonly texts: string[]; bytes: number; endsHere: boolean; isOver: boolean };

/** Milliseconds after which a client sends a command again that the full log has refused. */
const fullRetryMs = 60_000;

/** The commands of one stream. Calls the application's functions `gate` and `commands`. An error of theirs refuses one command. */
export class StreamCommands<T extends ProtocolTypes, P> {
  readonly #options: StreamOptions<T, P>;
  readonly #around: CommandSurroundings<T>;
  readonly #writer: CommandWriter<T>;
  readonly #runner: CommandRunner;
  /** The senders of waiting commands, by {@link senderKey}. They are kept here, because a connection may close before its command is handled. */
  readonly #waiting = new Map<string, WaitingCommand<P>>();

  constructor(options: StreamOptions<T, P>, around: CommandSurroundings<T>, writer: CommandWriter<T>) {
    this.#options = options;
    this.#around = around;
    this.#writer = writer;
    const { log, stream, nowMs, report } = around;
    this.#runner = new CommandRunner({
      log,
      stream,
      epoch: writer.epoch,
      nowMs,
      after: around.after,
      finish: (finished) => {
        this.#waiting.delete(senderKey(finished.id, finished.by));
        around.finish(finished);
      },
      report,
      append: (records) => this.#append(records),
      handle: (command) => this.#handle(command),
    });
  }

  submit(command: Command, origin: number, source: CommandSource<P>): void {
    // If a client sends a waiting command again, the first answer of `gate` for the command counts. Otherwise the server could
    // refuse the command now, and the waiting one would take effect later.
    const gate = this.#waiting.get(senderKey(command.id, command.by))?.gate ?? this.#gateOf(command, source);
    if ("refusal" in gate) void this.#refuse(command, origin, source, gate.refusal);
    else if (this.#writer.ledger.isFull) this.#refuseFull(command, origin, source);
    else this.#take(command, origin, { source, gate });
  }

  async #append(records: readonly LogRecord[]): Promise<AppendVerdict> {
    const verdict = await this.#writer.append(records);
    if (verdict.status === "appended") this.#writer.ledger.add(records);
    return verdict;
  }

  #refuseFull(command: Command, origin: number, source: CommandSource<P>): void {
    this.#writer.ledger.forget();
    const full = "the log holds as many outcomes of this stream as it may: send the command again later";
    void this.#refuse(command, origin, source, new CommandRejection("unavailable", full), fullRetryMs);
  }

  /** Refuses commands while the log is away. The command whose handler has begun waits for the log. */
  setAway(isAway: boolean): void {
    this.#runner.setAway(isAway);
  }

  #take(command: Command, origin: number, waiting: WaitingCommand<P>): void {
    this.#waiting.set(senderKey(command.id, command.by), waiting);
    this.#runner.submit(command, "name" in waiting.gate ? waiting.gate.name : undefined, origin);
  }

  /** Refuses a command and stores no outcome. If the log already has an outcome of the command, the client gets that outcome. */
  async #refuse(
    command: Command,
    origin: number,
    source: CommandSource<P>,
    { code, message }: CommandRejection,
    retryAfterMs?: number,
  ): Promise<void> {
    const { stream, finish, report } = this.#around;
    const { id, by } = command;
    try {
      const outcome = await this.#runner.outcome(id, by);
      if (outcome === undefined) finish({ origins: [origin], id, by, finish: { kind: "refused", code, message, retryAfterMs } });
      else this.#take(command, origin, { source, gate: { name: undefined } });
    } catch (thrown) {
      report(thrown);
      const unavailable = `the log of stream "${stream}" cannot be read now`;
      const refusal = { kind: "refused", code: "unavailable", message: unavailable, retryAfterMs: 1_000 } as const;
      finish({ origins: [origin], id, by, finish: refusal });
    }
  }

  /**
   * Calls the function `gate`. Returns an error of `gate` and does not throw it, because the log may already have an outcome of
   * the command.
   */
  #gateOf({ event }: Command, { principal }: CommandSource<P>): GateAnswer {
    const { stream } = this.#around;
    const writer = this.#writer;
    const context = {
      stream,
      get state() {
        return writer.read([]);
      },
      read: writer.read,
      principal,
      refuse: reject,
    };
    try {
      this.#assertHandled(event);
      // The event has this type, because it was validated when it arrived.
      const name: unknown = atOnce(this.#options.gate?.(event as EventOf<T["client"]>, context), "gate");
      if (name === undefined || typeof name === "string") return { name };
      throw new TypeError(`gate returned a ${typeof name}: expected the gate's id, or undefined for an event that decides no gate`);
    } catch (failure) {
      return failure instanceof CommandRejection ? { refusal: failure } : { failure };
    }
  }

  async #handle({ id, by, event }: StreamCommand): Promise<HandledCommand> {
    const name = this.#around.protocol.client.nameOf(event);
    const waiting = this.#waiting.get(senderKey(id, by));
    if (name === undefined || waiting === undefined) throw new Error(`command ${id} has no client event of this protocol, or no sender`);
    if ("failure" in waiting.gate)
      return this.#failed(waiting.gate.failure, 'The server\'s function "gate" has failed. The server\'s "onError" got the error.');
    if ("name" in waiting.gate && waiting.gate.name !== undefined && this.#writer.ledger.hasAllDecisions)
      return refused("too_many_gates", "The log holds as many decisions of this stream as it may, so no further gate can be decided.");
    const call: Call = { texts: [], bytes: 0, endsHere: false, isOver: false };
    try {
      const returned = this.#handlerOf(name)?.(event, this.#contextOf(id, name, waiting.source, call));
      const result = resultOf(isThenable(returned) ? await this.#inTime(returned) : returned);
      this.#writer.accept(call.texts, call.endsHere);
      return { kind: "handled", texts: call.texts, result };
    } catch (thrown) {
      if (thrown instanceof CommandRejection) return refused(thrown.code, thrown.message);
      const { message } = toError(thrown);
      const failure = new Error(`Command "${name}" of stream "${this.#around.stream}" has failed: ${message}`, { cause: thrown });
      return this.#failed(failure, `The server's handler of "${name}" has failed. The server's "onError" got the error.`);
    } finally {
      call.isOver = true;
    }
  }

  /** Rejects if the handler takes too long, because the stream's next commands wait for its end. */
  #inTime(returned: PromiseLike<unknown>): Promise<unknown> {
    const { after, handlerTimeoutMs } = this.#around;
    return inTime(returned, after, handlerTimeoutMs, () => tooLate(handlerTimeoutMs));
  }

  #entryOf(name: string): Handler<T, P> | "unsupported" | undefined {
    // A handler accepts the event under whose name it stands in `commands`. TypeScript cannot check this.
    return (this.#options.commands as Readonly<Record<string, Handler<T, P> | "unsupported" | undefined>> | undefined)?.[name];
  }

  #handlerOf(name: string): Handler<T, P> | undefined {
    const entry = this.#entryOf(name);
    return entry === "unsupported" ? undefined : entry;
  }

  /** Refuses an event without a handler, because a program in plain JavaScript may leave a handler out. */
  #assertHandled(event: Command["event"]): void {
    if (this.#options.commands === undefined) reject("unhandled", "This server handles no commands.");
    const name = this.#around.protocol.client.nameOf(event) ?? "";
    if (this.#entryOf(name) === "unsupported") reject("unsupported", `This server does not support "${name}".`);
    if (this.#handlerOf(name) === undefined) reject("unhandled", `This server does not handle "${name}".`);
  }

  #contextOf(id: CommandId, name: string, source: CommandSource<P>, call: Call): CommandContext<T, P> {
    const writer = this.#writer;
    return {
      ...source,
      id,
      stream: this.#around.stream,
      get state() {
        return writer.read([]);
      },
      read: writer.read,
      publish: (event) => this.#publish(call, name, event),
      reject,
    };
  }

  #publish(call: Call, name: string, event: EventOf<T["server"]>): void {
    if (call.isOver) {
      const over = tooLateToPublish(name, this.#around.stream);
      // The caller may catch the error, or nobody may wait for it. The application has to learn that the event is lost.
      this.#around.report(over);
      throw over;
    }
    const text = this.#writer.textOf(event, call.endsHere);
    const bytes = Buffer.byteLength(text);
    this.#writer.assertRoom(bytes, { bytes: call.bytes, events: call.texts.length });
    call.bytes += bytes;
    call.endsHere ||= this.#writer.isTerminal(event);
    call.texts.push(text);
  }

  #failed(thrown: unknown, message: string): HandledCommand {
    this.#around.report(toError(thrown));
    return refused("failed", message);
  }
}

function refused(code: string, message: string): HandledCommand {
  return { kind: "handled", texts: [], result: { status: "rejected", code, message } };
}

function tooLate(limitMs: number): Error {
  return new Error(
    `expected the handler to finish within ${limitMs} ms, got no result. Raise limits.handlerTimeoutMs, or return sooner and publish the result by the stream.`,
  );
}

function tooLateToPublish(name: string, stream: StreamId): StreamError {
  const problem = `The handler of "${name}" has published an event to stream "${stream}" after its end, so the event has no effect.`;
  return new StreamError("COMMAND_OVER", `${problem} Await the work in the handler, or publish by the stream that open() returns.`);
}
