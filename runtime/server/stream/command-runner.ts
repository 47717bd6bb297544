import type { AppendResult, LogRecord, StreamLog } from "../../core/log/stream-log.js";
import { createCommandQueue, queueStep } from "../../core/commands/command-queue.js";
import type { CommandQueue, QueueInput, QueueOutput, StreamCommand } from "../../core/commands/command-queue.js";
import type { Command, FinishedCommand } from "../../core/log/command.js";
import type { StreamId } from "../../core/frames/types.js";
import { guard } from "../../core/base/guard.js";

/** The input of `queueStep` after a handler has finished: its events and its result. */
export type HandledCommand = Extract<QueueInput, { readonly kind: "handled" }>;

/** Values and functions that a {@link CommandRunner} works with. */
export type CommandRunnerOptions = {
  readonly log: StreamLog;
  readonly stream: StreamId;
  readonly epoch: number;
  readonly nowMs: () => number;
  /** Appends the records to the stream's log, after all events that were published earlier. */
  readonly append: (records: readonly LogRecord[]) => Promise<AppendResult>;
  /** Calls the handler of a command. The promise never rejects, even if the handler throws. */
  readonly handle: (command: StreamCommand) => Promise<HandledCommand>;
  readonly finish: (finished: FinishedCommand) => void;
  readonly report: (thrown: unknown) => void;
};

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
        this.#then(this.#find(output));
        return;
      case "handle":
        this.#then(this.#options.handle(output.command));
        return;
      case "append":
        this.#then(this.#options.append(output.records).then((result) => ({ kind: "appended", result })));
        return;
      case "finish":
        finish(output);
        return;
      case "fenced":
        // `append` has already told the stream that another process has claimed it.
        return;
    }
  }

  async #find({ id, by, gate }: Extract<QueueOutput, { readonly action: "find" }>): Promise<QueueInput> {
    const { log, stream, nowMs } = this.#options;
    const [outcome, decision] = await Promise.all([
      log.outcome(stream, id, by),
      gate === undefined ? Promise.resolve(undefined) : log.decision(stream, gate),
    ]);
    return { kind: "found", outcome, decision, nowMs: nowMs() };
  }

  #then(input: Promise<QueueInput>): void {
    input.then(
      (following) => this.#step(following),
      (thrown: unknown) => {
        this.#options.report(thrown);
        this.#step({ kind: "failed" });
      },
    );
  }
}
