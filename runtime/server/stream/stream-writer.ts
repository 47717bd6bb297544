import { ConnectionError, toError } from "../../core/base/error.js";
import { callHandler } from "../../core/base/handlers.js";
import type { EventHandlers } from "../../core/base/handlers.js";
import type { StateReducer } from "../../core/contract/v1/state/state-reducer.js";
import type { LogRecord, LogSnapshot, StreamLog } from "../../core/log/stream-log.js";
import type { StreamCommand } from "../../core/commands/command-queue.js";
import type { Command, CommandFinish } from "../../core/log/command.js";
import type { CommandId, Position, StreamId } from "../../core/frames/types.js";
import { atOnce, guard } from "../../core/base/guard.js";
import { CommandRejection, reject } from "./command-context.js";
import type { CommandContext, CommandSource } from "./command-context.js";
import { CommandRunner } from "./command-runner.js";
import type { HandledInput } from "./command-runner.js";
import { resultOf } from "./result-of.js";
import { StateKeeper } from "./state-keeper.js";
import { StreamAppends } from "./stream-appends.js";

/** How a stream is opened for sessions: where its state comes from, and who handles its commands. */
export type OpenOptions<S, C, CN extends string, P, State = unknown> = StateSource<S, State> & {
  /**
   * One handler per client event. What it returns, or resolves with, goes to the client as the result of its command:
   * undefined, or a value that JSON can say. Where it is another value, or the handler throws, the command is refused
   * as `failed` and nothing that it published takes effect.
   */
  readonly commands: EventHandlers<C, CN, CommandContext<S, P>>;
  /**
   * The gate instance that a client event decides, where it is a decision: the first takes effect, later
   * ones are refused as `conflict` with the winner. Where it throws, the command is refused as `failed`.
   *
   * @default no client event is a decision
   */
  readonly gate?: ((event: C) => string | undefined) | undefined;
  /** Another process has opened the stream: this one can neither publish nor handle commands any more. */
  readonly onFenced?: (() => void) | undefined;
};

/** Where the whole state of a stream comes from. */
export type StateSource<S, State = unknown> =
  /** Kept from the events by the runtime, also over restarts where the log is durable. */
  | { readonly state: StateReducer<State, S> }
  /** The application's own: exactly what all that was published so far adds up to, at the moment of the call. */
  | { readonly snapshot: () => unknown };

/** The part of {@link OpenOptions} that does not depend on the type of the state; nothing for a stream in plain mode. */
type WriterOptions<S, C, CN extends string, P> = Partial<Pick<OpenOptions<S, C, CN, P>, "commands" | "gate" | "onFenced">> &
  Pick<StateReducer<unknown, S>, "conflate" | "isTerminal"> & { readonly snapshot?: () => unknown };

/** A keeper of a state of any type. */
type AnyKeeper<S> = Pick<StateKeeper<unknown, S>, "state" | "hasEnded" | "restoredEvents" | "take" | "snapshot">;

/** What a {@link StreamWriter} gets from its stream. */
export type WriterSurroundings<S> = {
  readonly log: StreamLog;
  readonly stream: StreamId;
  readonly nowMs: () => number;
  /** Checks and serialises. */
  readonly textOf: (event: S) => string;
  readonly nameOf: (event: unknown) => string | undefined;
  readonly finish: (origin: number, id: CommandId, finish: CommandFinish) => void;
  readonly report: (thrown: unknown) => void;
  /** The writer is of no use any more. */
  readonly onOver: (reason: string) => void;
  /** Events after which the log is compacted to a snapshot. */
  readonly compactEvery: number;
  readonly outcomesMaxAgeMs: number;
};

/** A command that has not finished: where it comes from, and what `gate` has said of it. */
type WaitingCommand<P> = { readonly source: CommandSource<P>; readonly gate: GateVerdict };
type GateVerdict = { readonly name: string | undefined } | { readonly failure: unknown };

/** The one writer of a stream: appends what is published, handles commands, keeps the log short. */
export class StreamWriter<S, C, CN extends string, P> {
  readonly #options: WriterOptions<S, C, CN, P>;
  readonly #around: WriterSurroundings<S>;
  readonly #epoch: number;
  readonly #appends: StreamAppends;
  readonly #runner: CommandRunner;
  readonly #keeper: AnyKeeper<S> | undefined;
  /** The connections of those who have sent them may be gone by the time of their turn. */
  readonly #waiting = new Map<CommandId, WaitingCommand<P>>();
  /** The stream's last event was published. */
  #hasEnded: boolean;
  #eventsSinceSnapshot = 0;
  #pendingLength = 0;
  /** Events up to here are kept for those who lag, until the next snapshot. */
  #compactedTo: Position | undefined;

  private constructor(
    options: WriterOptions<S, C, CN, P>,
    around: WriterSurroundings<S>,
    claim: { readonly epoch: number; readonly head: Position },
    keeper: AnyKeeper<S> | undefined,
  ) {
    this.#options = options;
    this.#around = around;
    this.#epoch = claim.epoch;
    this.#keeper = keeper;
    this.#hasEnded = keeper?.hasEnded ?? false;
    // A process that is restarted often would never come to compact otherwise.
    this.#eventsSinceSnapshot = keeper?.restoredEvents ?? 0;
    const { log, stream, nowMs, report } = around;
    this.#appends = new StreamAppends(
      { log, stream, ...claim },
      {
        onAppended: (records, at) => this.#appended(records, at),
        onFenced: () => this.#fenced(),
        onFailed: (thrown) => {
          report(thrown);
          around.onOver("the stream's log or state has failed");
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

  /**
   * Claims the stream, so that no older writer can append any more, and reads its state back.
   *
   * @param options Without them the stream has no state and takes no commands.
   */
  static async open<S, C, CN extends string, P, State>(
    options: OpenOptions<S, C, CN, P, State> | undefined,
    around: WriterSurroundings<S>,
  ): Promise<StreamWriter<S, C, CN, P>> {
    const claim = await around.log.claim(around.stream);
    if (options === undefined) return new StreamWriter<S, C, CN, P>({}, around, claim, undefined);
    if (!("state" in options)) return new StreamWriter<S, C, CN, P>(options, around, claim, undefined);
    const keeper = await StateKeeper.restore(around.log, around.stream, claim.head, options.state);
    return new StreamWriter<S, C, CN, P>({ ...options, ...options.state }, around, claim, keeper);
  }

  /** True once another process has taken over, or the log has failed. */
  get isOver(): boolean {
    return this.#appends.isOver;
  }

  /** The state that the runtime keeps; `undefined` where the application keeps its own. */
  get state(): unknown {
    return this.#keeper?.state;
  }

  get conflate(): ((events: readonly S[]) => readonly S[]) | undefined {
    return this.#options.conflate;
  }

  /** @throws {@link ProtocolError} for a wrong event, {@link ConnectionError} `STREAM_ENDED` after the last. */
  publish(event: S): void {
    const text = this.#textOf(event, this.#hasEnded);
    const isTerminal = this.#isTerminal(event);
    this.add(text);
    if (isTerminal) this.#hasEnded = true;
  }

  /** Publishes an event that was checked already. */
  add(text: string): void {
    this.#appends.add(text);
    this.#pendingLength += text.length;
  }

  /** Characters of the events that {@link flush} would append. */
  get pendingLength(): number {
    return this.#pendingLength;
  }

  flush(): void {
    this.#pendingLength = 0;
    this.#appends.flush();
  }

  async flushed(): Promise<void> {
    this.#pendingLength = 0;
    await this.#appends.flushed();
  }

  /** Leaves the whole state in the log, if the stream has one. */
  async seal(): Promise<void> {
    await this.flushed();
    if (this.isOver || !this.#hasState) return;
    const { log, stream } = this.#around;
    await log.putSnapshot(stream, this.#epoch, await this.snapshot());
  }

  submit(command: Command, origin: number, source: CommandSource<P>): void {
    // One that comes again while it waits keeps its gate: it must not be refused now and take effect later.
    const gate = this.#waiting.get(command.id)?.gate ?? this.#gateOf(command);
    this.#waiting.set(command.id, { source, gate });
    this.#runner.submit(command, "name" in gate ? gate.name : undefined, origin);
  }

  /** A failure is told when the command is to be handled: it may have an outcome already. */
  #gateOf({ event }: Command): GateVerdict {
    try {
      // The event was validated as it came in.
      const name: unknown = atOnce(this.#options.gate?.(event as C), "gate");
      if (name === undefined || typeof name === "string") return { name };
      throw new TypeError(`gate returned a ${typeof name}: expected the gate's id, or undefined for an event that decides none`);
    } catch (failure) {
      return { failure };
    }
  }

  async snapshot(): Promise<LogSnapshot> {
    const { snapshot } = this.#options;
    if (this.#keeper !== undefined) return this.#keeper.snapshot();
    if (snapshot === undefined) throw new TypeError("a stream is opened with a state or a snapshot");
    return this.#appends.snapshot(() => JSON.stringify(atOnce(snapshot(), "snapshot")) ?? "null");
  }

  async #handle({ id, event }: StreamCommand): Promise<HandledInput> {
    const texts: string[] = [];
    let endsHere = false;
    const { nameOf, stream } = this.#around;
    const [name, waiting] = [nameOf(event), this.#waiting.get(id)];
    const { commands } = this.#options;
    if (name === undefined || waiting === undefined || commands === undefined)
      throw new Error(`command ${id} is no client event of a known sender`);
    if ("failure" in waiting.gate) return this.#failed(waiting.gate.failure, "the stream's gate function has failed");
    const context: CommandContext<S, P> = {
      ...waiting.source,
      id,
      stream,
      publish: (effect) => {
        const text = this.#textOf(effect, this.#hasEnded || endsHere);
        endsHere ||= this.#isTerminal(effect);
        texts.push(text);
      },
      reject,
    };
    try {
      // The event was validated as it came in.
      const result = resultOf(name, await callHandler(commands, name, event as C, context));
      this.#hasEnded ||= endsHere;
      return { kind: "handled", texts, result };
    } catch (thrown) {
      if (thrown instanceof CommandRejection) return refused(thrown.code, thrown.message);
      return this.#failed(thrown, "the command's handler has failed");
    }
  }

  #failed(thrown: unknown, message: string): HandledInput {
    this.#around.report(toError(thrown));
    return refused("failed", message);
  }

  get #hasState(): boolean {
    return this.#keeper !== undefined || this.#options.snapshot !== undefined;
  }

  #isTerminal(event: S): boolean {
    return atOnce(this.#options.isTerminal?.(event), "isTerminal") ?? false;
  }

  #textOf(event: S, isOver: boolean): string {
    const { stream, textOf } = this.#around;
    const text = textOf(event);
    if (isOver) throw new ConnectionError("STREAM_ENDED", `cannot publish: the last event of stream "${stream}" was published already`);
    return text;
  }

  #appended(records: readonly LogRecord[], at: Position): void {
    const texts = records.flatMap((record) => (record.kind === "event" ? [record.text] : []));
    this.#keeper?.take(
      texts.map((text) => JSON.parse(text) as S),
      at,
    );
    this.#eventsSinceSnapshot += texts.length;
    if (!this.#hasState || this.#eventsSinceSnapshot < this.#around.compactEvery) return;
    this.#eventsSinceSnapshot = 0;
    void this.#compact().catch((thrown: unknown) => this.#around.report(thrown));
  }

  /** Events go only up to the snapshot before: who lags a little still reads on. */
  async #compact(): Promise<void> {
    const { log, stream, outcomesMaxAgeMs } = this.#around;
    const snapshot = await this.snapshot();
    if (!(await log.putSnapshot(stream, this.#epoch, snapshot))) return;
    await log.trim(stream, { through: this.#compactedTo, outcomesBeforeMs: Date.now() - outcomesMaxAgeMs });
    this.#compactedTo = snapshot.at;
  }

  #fenced(): void {
    void guard(() => this.#options.onFenced?.(), this.#around.report);
    this.#around.onOver("another process has taken the stream");
  }
}

function refused(code: string, message: string): HandledInput {
  return { kind: "handled", texts: [], result: { status: "rejected", code, message } };
}
