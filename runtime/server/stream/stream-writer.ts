import { StreamError, toError } from "../../core/base/error.js";
import type { StreamCommand } from "../../core/commands/command-queue.js";
import type { EventOf } from "../../core/contract/v1/contract.js";
import type { Protocol, ProtocolTypes } from "../../core/contract/v1/protocol.js";
import type { LogRecord, LogSnapshot, StreamLog } from "../../core/log/stream-log.js";
import type { Command, CommandFinish } from "../../core/log/command.js";
import type { CommandId, Position, StreamId } from "../../core/frames/types.js";
import { atOnce, guard } from "../../core/base/guard.js";
import { CommandRejection, reject } from "./command-context.js";
import type { CommandContext, CommandSource } from "./command-context.js";
import { CommandRunner } from "./command-runner.js";
import type { HandledCommand } from "./command-runner.js";
import { resultOf } from "./result-of.js";
import { StateRestore } from "./restore-state.js";
import { StateKeeper } from "./state-keeper.js";
import { storedProtocolOf } from "./stored-protocol.js";
import { StreamAppends } from "./stream-appends.js";
import type { Restored, StreamOptions } from "./stream-types.js";

/** Values and functions that a {@link StreamWriter} gets from its stream. */
export type WriterSurroundings<T extends ProtocolTypes> = {
  readonly log: StreamLog;
  readonly stream: StreamId;
  readonly protocol: Protocol<T>;
  readonly nowMs: () => number;
  /** Validates an event and returns it as JSON text. */
  readonly textOf: (event: EventOf<T["server"]>) => string;
  readonly finish: (origin: number, id: CommandId, finish: CommandFinish) => void;
  readonly report: (thrown: unknown) => void;
  /** Called when the writer cannot append any more. `code` says why. */
  readonly onOver: (code: "STREAM_TAKEN_OVER" | "LOG_FAILED") => void;
  /** The number of events after which the writer stores a snapshot in the log and removes old events. */
  readonly compactEvery: number;
  readonly outcomesMaxAgeMs: number;
  /** Milliseconds for which the log keeps the earlier snapshot, while at most `rollbackEvents` events follow the snapshot. */
  readonly rollbackMs: number;
  readonly rollbackEvents: number;
  readonly warn: (message: string) => void;
  /** Called when the state was restored from the log, or could not be. */
  readonly onRestored: (from: Restored["from"] | "refused") => void;
};

/** The sender of a command without an outcome, and the result of the function `gate` for the command. */
type WaitingCommand<P> = { readonly source: CommandSource<P>; readonly gate: GateAnswer };
type GateAnswer = { readonly name: string | undefined } | { readonly failure: unknown } | { readonly refusal: CommandRejection };

/** A handler of a command, whose event has any of the protocol's types. */
type Handler<T extends ProtocolTypes, P> = (event: Command["event"], context: CommandContext<T, P>) => unknown;

/** The only writer of a stream. It appends events, handles commands, and replaces old events in the log by a snapshot. */
export class StreamWriter<T extends ProtocolTypes, P> {
  /** How the state was restored from the log. */
  readonly restored: Restored;
  readonly #options: StreamOptions<T, P>;
  readonly #around: WriterSurroundings<T>;
  readonly #epoch: number;
  readonly #appends: StreamAppends;
  readonly #runner: CommandRunner;
  readonly #keeper: StateKeeper<T["state"], EventOf<T["server"]>> | undefined;
  /** The senders of waiting commands. They are kept here, because a connection may close before its command is handled. */
  readonly #waiting = new Map<CommandId, WaitingCommand<P>>();
  /** True if the event that ends the stream was published. */
  #hasEnded: boolean;
  #isEmpty = true;
  #eventsSinceSnapshot = 0;
  #pendingLength = 0;
  /** Position of the latest snapshot. At the next snapshot the writer removes the events up to this position, and no later ones. */
  #compactedTo: Position | undefined;

  private constructor(
    options: StreamOptions<T, P>,
    around: WriterSurroundings<T>,
    claim: { readonly epoch: number; readonly head: Position },
    restore: StateRestore<T> | undefined,
  ) {
    const keeper = keeperOf(around.protocol, restore, claim.head);
    this.#options = options;
    this.#around = around;
    this.#epoch = claim.epoch;
    this.#keeper = keeper;
    this.#hasEnded = keeper?.hasEnded ?? false;
    // Counts events of earlier processes, too. Otherwise a process that is restarted often would never store a snapshot.
    this.restored = restore?.restored ?? { from: "new", events: 0, skipped: 0 };
    this.#eventsSinceSnapshot = this.restored.events + this.restored.skipped;
    const { log, stream, nowMs, report } = around;
    this.#appends = new StreamAppends(
      { log, stream, ...claim },
      {
        onAppended: (records, at) => this.#appended(records, at),
        onFenced: () => this.#fenced(),
        onFailed: (thrown) => {
          report(thrown);
          around.onOver("LOG_FAILED");
        },
      },
    );
    this.#runner = new CommandRunner({
      log,
      stream,
      epoch: claim.epoch,
      nowMs,
      finish: (origin, id, finish) => {
        this.#waiting.delete(id);
        around.finish(origin, id, finish);
      },
      report,
      append: (records) => this.#appends.append(records),
      handle: (command) => this.#handle(command),
    });
  }

  /** Restores the state from the log, and claims the stream, so that no older writer can append any more. */
  static async open<T extends ProtocolTypes, P>(options: StreamOptions<T, P>, around: WriterSurroundings<T>): Promise<StreamWriter<T, P>> {
    const { log, stream, protocol, warn, onRestored } = around;
    const { state } = protocol;
    const origin = state && { log, stream, protocol: { ...protocol, state }, migrate: options.migrate ?? {} };
    try {
      // Restores the state before it claims the stream. If this fails, another process that writes the stream can continue.
      const early = origin && (await StateRestore.begin(origin));
      const claim = await log.claim(stream, storedProtocolOf(protocol));
      const restore = await early?.finish();
      for (const warning of restore?.warnings ?? []) warn(warning);
      const writer = new StreamWriter(options, around, claim, restore);
      onRestored(writer.restored.from);
      return writer;
    } catch (thrown) {
      if (thrown instanceof StreamError && thrown.code === "STATE_UNREADABLE") onRestored("refused");
      throw thrown;
    }
  }

  /** True after another process has opened the stream, or the log has failed. */
  get isOver(): boolean {
    return this.#appends.isOver;
  }

  /** True if no event was published since the stream was opened. */
  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  /** The state after the newest event in the log. `undefined` if the protocol has no state. */
  get state(): T["state"] {
    return this.#keeper?.state;
  }

  get conflate(): ((events: readonly EventOf<T["server"]>[]) => readonly EventOf<T["server"]>[]) | undefined {
    return this.#around.protocol.state?.conflate;
  }

  /**
   * Adds an event to the next append.
   *
   * @throws {@link ProtocolError} for an invalid event, {@link StreamError} `STREAM_ENDED` after the event that ends the stream.
   */
  publish(event: EventOf<T["server"]>): void {
    const text = this.#textOf(event, this.#hasEnded);
    const isTerminal = this.#isTerminal(event);
    this.#appends.add(text);
    this.#pendingLength += text.length;
    if (isTerminal) this.#hasEnded = true;
  }

  /** The number of characters of the events that {@link flush} would append. */
  get pendingLength(): number {
    return this.#pendingLength;
  }

  flush(): void {
    this.#pendingLength = 0;
    this.#appends.flush();
  }

  /** Resolves when the log has stored every event published so far, or has failed to. Resolves with false if some are not stored. */
  async flushed(): Promise<boolean> {
    this.#pendingLength = 0;
    await this.#appends.flushed();
    return !this.#appends.hasLost;
  }

  /** Stores every event and the whole state in the log, if the protocol has a state. */
  async seal(): Promise<void> {
    await this.flushed();
    const snapshot = this.isOver ? undefined : this.#keeper?.snapshot();
    if (snapshot !== undefined) await this.#around.log.putSnapshot(this.#around.stream, this.#epoch, snapshot);
  }

  /** Returns the current state as a snapshot. Rejects if the protocol has no state. */
  async snapshot(): Promise<LogSnapshot> {
    const { protocol } = this.#around;
    if (this.#keeper === undefined) throw new TypeError(`protocol "${protocol.name}" has no state`);
    return this.#keeper.snapshot();
  }

  submit(command: Command, origin: number, source: CommandSource<P>): void {
    // If a client sends a waiting command again, the first answer of `gate` for the command counts. Otherwise the server could
    // refuse the command now, and the waiting one would take effect later.
    const gate = this.#waiting.get(command.id)?.gate ?? this.#gateOf(command, source);
    if ("refusal" in gate) void this.#refuse(command, origin, source, gate.refusal);
    else this.#take(command, origin, { source, gate });
  }

  #take(command: Command, origin: number, waiting: WaitingCommand<P>): void {
    this.#waiting.set(command.id, waiting);
    this.#runner.submit(command, "name" in waiting.gate ? waiting.gate.name : undefined, origin);
  }

  /** Refuses a command and stores no outcome. If the log already has an outcome of the command, the client gets that outcome. */
  async #refuse(command: Command, origin: number, source: CommandSource<P>, { code, message }: CommandRejection): Promise<void> {
    const { log, stream, finish, report } = this.#around;
    try {
      const outcome = await log.outcome(stream, command.id);
      if (outcome === undefined) finish(origin, command.id, { kind: "refused", code, message });
      else this.#take(command, origin, { source, gate: { name: undefined } });
    } catch (thrown) {
      report(thrown);
      const unavailable = `the log of stream "${stream}" cannot be read now`;
      finish(origin, command.id, { kind: "refused", code: "unavailable", message: unavailable, retryAfterMs: 1_000 });
    }
  }

  /**
   * Calls the function `gate`. Returns an error of `gate` and does not throw it, because the log may already have an outcome of
   * the command.
   */
  #gateOf({ event }: Command, { principal }: CommandSource<P>): GateAnswer {
    const { stream } = this.#around;
    const refuse = reject;
    try {
      this.#assertHandled(event);
      // The event has this type, because it was validated when it arrived.
      const name: unknown = atOnce(
        this.#options.gate?.(event as EventOf<T["client"]>, { stream, state: this.state, principal, refuse }),
        "gate",
      );
      if (name === undefined || typeof name === "string") return { name };
      throw new TypeError(`gate returned a ${typeof name}: expected the gate's id, or undefined for an event that decides no gate`);
    } catch (failure) {
      return failure instanceof CommandRejection ? { refusal: failure } : { failure };
    }
  }

  async #handle({ id, event }: StreamCommand): Promise<HandledCommand> {
    const { protocol } = this.#around;
    const name = protocol.client.nameOf(event);
    const waiting = this.#waiting.get(id);
    if (name === undefined || waiting === undefined) throw new Error(`command ${id} has no client event of this protocol, or no sender`);
    if ("failure" in waiting.gate)
      return this.#failed(waiting.gate.failure, 'The server\'s function "gate" has failed. The server\'s "onError" got the error.');
    const texts: string[] = [];
    let endsHere = false;
    const publish = (effect: EventOf<T["server"]>): void => {
      const text = this.#textOf(effect, this.#hasEnded || endsHere);
      endsHere ||= this.#isTerminal(effect);
      texts.push(text);
    };
    try {
      const result = resultOf(await this.#handlerOf(name)?.(event, this.#contextOf(id, waiting.source, publish)));
      this.#hasEnded ||= endsHere;
      return { kind: "handled", texts, result };
    } catch (thrown) {
      if (thrown instanceof CommandRejection) return refused(thrown.code, thrown.message);
      const { message } = toError(thrown);
      const failure = new Error(`Command "${name}" of stream "${this.#around.stream}" has failed: ${message}`, { cause: thrown });
      return this.#failed(failure, `The server's handler of "${name}" has failed. The server's "onError" got the error.`);
    }
  }

  #handlerOf(name: string): Handler<T, P> | undefined {
    // A handler accepts the event under whose name it stands in `commands`. TypeScript cannot check this.
    return (this.#options.commands as Readonly<Record<string, Handler<T, P> | undefined>> | undefined)?.[name];
  }

  /** Refuses an event without a handler, because a program in plain JavaScript may leave a handler out. */
  #assertHandled(event: Command["event"]): void {
    if (this.#options.commands === undefined) reject("unhandled", "This server handles no commands.");
    const name = this.#around.protocol.client.nameOf(event) ?? "";
    if (this.#handlerOf(name) === undefined) reject("unhandled", `This server does not handle "${name}".`);
  }

  #contextOf(id: CommandId, source: CommandSource<P>, publish: CommandContext<T, P>["publish"]): CommandContext<T, P> {
    const keeper = this.#keeper;
    return {
      ...source,
      id,
      stream: this.#around.stream,
      get state() {
        return keeper?.state;
      },
      publish,
      reject,
    };
  }

  #failed(thrown: unknown, message: string): HandledCommand {
    this.#around.report(toError(thrown));
    return refused("failed", message);
  }

  #isTerminal(event: EventOf<T["server"]>): boolean {
    return atOnce(this.#around.protocol.state?.isTerminal?.(event), "isTerminal") ?? false;
  }

  #textOf(event: EventOf<T["server"]>, hasEnded: boolean): string {
    const { stream, textOf } = this.#around;
    const text = textOf(event);
    this.#isEmpty = false;
    if (!hasEnded) return text;
    throw new StreamError(
      "STREAM_ENDED",
      `Stream "${stream}" has had the event that ends it, so nothing can be published after it. Open a stream with another id.`,
    );
  }

  #appended(records: readonly LogRecord[], at: Position): void {
    if (this.#keeper === undefined) return;
    const texts = records.flatMap((record) => (record.kind === "event" ? [record.text] : []));
    this.#keeper.take(
      texts.map((text) => JSON.parse(text) as EventOf<T["server"]>),
      at,
    );
    this.#eventsSinceSnapshot += texts.length;
    if (this.#eventsSinceSnapshot < this.#around.compactEvery) return;
    this.#eventsSinceSnapshot = 0;
    void this.#compact(this.#keeper.snapshot()).catch((thrown: unknown) => this.#around.report(thrown));
  }

  /** Stores a snapshot. Removes only the events up to the snapshot before it, so that clients slightly behind can still get events. */
  async #compact(snapshot: LogSnapshot): Promise<void> {
    const { log, stream, outcomesMaxAgeMs, rollbackMs, rollbackEvents: maxEvents } = this.#around;
    if (!(await log.putSnapshot(stream, this.#epoch, snapshot))) return;
    const nowMs = Date.now();
    const rollback = { replacedSinceMs: nowMs - rollbackMs, maxEvents };
    await log.trim(stream, { through: this.#compactedTo, rollback, outcomesBeforeMs: nowMs - outcomesMaxAgeMs });
    this.#compactedTo = snapshot.at;
  }

  #fenced(): void {
    void guard(() => this.#options.onFenced?.(), this.#around.report);
    this.#around.onOver("STREAM_TAKEN_OVER");
  }
}

function keeperOf<T extends ProtocolTypes>(
  protocol: Protocol<T>,
  restore: StateRestore<T> | undefined,
  head: Position,
): StateKeeper<T["state"], EventOf<T["server"]>> | undefined {
  if (protocol.state === undefined || restore === undefined) return undefined;
  return new StateKeeper(protocol.state, storedProtocolOf(protocol), restore.state, head);
}

function refused(code: string, message: string): HandledCommand {
  return { kind: "handled", texts: [], result: { status: "rejected", code, message } };
}
