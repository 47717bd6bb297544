import type { AppendVerdict, LogRecord, Outcome, StreamLog } from "../../core/log/stream-log.js";
import { createCommandQueue, queueStep } from "../../core/commands/command-queue.js";
import type { CommandQueue, QueueInput, QueueOutput, StreamCommand } from "../../core/commands/command-queue.js";
import type { Command, FinishedCommand } from "../../core/log/command.js";
import type { CommandId, StreamId } from "../../core/frames/types.js";
import { inTime } from "./in-time.js";
import type { After } from "./in-time.js";
import { guard } from "../../core/base/guard.js";

/** The input of `queueStep` after a handler has finished: its events and its result. */
export type HandledCommand = Extract<QueueInput, { readonly kind: "handled" }>;

/** Values and functions that a {@link CommandRunner} works with. */
export type CommandRunnerOptions = {
  readonly log: StreamLog;
  readonly stream: StreamId;
  readonly epoch: number;
  readonly nowMs: () => number;
  readonly after: After;
  /** Appends the records to the stream's log, after all events that were published earlier. */
  readonly append: (records: readonly LogRecord[]) => Promise<AppendVerdict>;
  /** Calls the handler of a command. The promise never rejects, even if the handler throws. */
  readonly handle: (command: StreamCommand) => Promise<HandledCommand>;
  readonly finish: (finished: FinishedCommand) => void;
  readonly report: (thrown: unknown) => void;
};

/** Milliseconds that the log has to find an outcome or a decision. */
const answerMs = 2_000;

/** Runs the commands of one stream, one after another, by `queueStep`. */
export class CommandRunner {
  readonly #options: CommandRunnerOptions;
  #queue: CommandQueue;

  constructor(options: CommandRunnerOptions) {
    this.#options = options;
    this.#queue = queueStep(createCommandQueue(), { kind: "claimed", epoch: options.epoch }).state;
  }

  /** @param origin The connection that gets the outcome. */
  submit(command: Command, gate: string | undefined, origin: number): void {
    this.#step({ kind: "submit", command, gate, origin });
  }

  setAway(isAway: boolean): void {
    this.#step({ kind: isAway ? "away" : "back" });
  }

  #step(input: QueueInput): void {
    const { state, outputs } = queueStep(this.#queue, input);
    this.#queue = state;
    // If one output fails, the outputs after it are still performed.
    for (const output of outputs) void guard(() => this.#perform(output), this.#options.report);
  }

  #perform(output: QueueOutput): void {
    const { finish } = this.#options;
    switch (output.action) {
      case "find":
        this.#then(output, this.#find(output));
        return;
      case "handle":
        this.#then(output.command, this.#options.handle(output.command));
        return;
      case "append":
        this.#then(
          output,
          this.#options.append(output.records).then((result) => ({ kind: "appended", result })),
        );
        return;
      case "finish":
        finish(output);
        return;
      case "fenced":
        // `append` has already told the stream that another process has claimed it.
        return;
    }
  }

  /** Asks the log for the outcome of a command. Rejects if the log does not answer. */
  outcome(id: CommandId, by: string | undefined): Promise<Outcome | "forgotten" | undefined> {
    const { log, stream, after } = this.#options;
    return inTime(log.outcome(stream, id, by), after, answerMs, () => silent(stream));
  }

  async #find({ id, by, gate }: Extract<QueueOutput, { readonly action: "find" }>): Promise<QueueInput> {
    const { log, stream, nowMs, after } = this.#options;
    const found = gate === undefined ? Promise.resolve(undefined) : log.decision(stream, gate);
    const [outcome, decision] = await Promise.all([this.outcome(id, by), inTime(found, after, answerMs, () => silent(stream))]);
    return { kind: "found", id, by, outcome, decision, nowMs: nowMs() };
  }

  #then({ id, by }: Pick<Command, "id" | "by">, input: Promise<QueueInput>): void {
    input.then(
      (following) => this.#step(following),
      (thrown: unknown) => {
        this.#options.report(thrown);
        this.#step({ kind: "failed", id, by });
      },
    );
  }
}

function silent(stream: StreamId): Error {
  return new Error(`the log of stream "${stream}" has not answered for ${answerMs} ms: a command is answered "unavailable"`);
}
