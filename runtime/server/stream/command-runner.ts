import type { AppendResult, LogRecord, StreamLog } from "../../core/log/stream-log.js";
import { createCommandQueue, queueStep } from "../../core/commands/command-queue.js";
import type { CommandQueue, QueueInput, QueueOutput, StreamCommand } from "../../core/commands/command-queue.js";
import type { Command, CommandFinish } from "../../core/log/command.js";
import type { CommandId, StreamId } from "../../core/frames/types.js";
import { guard } from "../../core/base/guard.js";

/** A handler's events and its result. */
export type HandledInput = Extract<QueueInput, { readonly kind: "handled" }>;

/** Values and functions that a {@link CommandRunner} works with. */
export type CommandRunnerOptions = {
  readonly log: StreamLog;
  readonly stream: StreamId;
  readonly epoch: number;
  readonly nowMs: () => number;
  /** Appends after every event published before. */
  readonly append: (records: readonly LogRecord[]) => Promise<AppendResult>;
  /** Never rejects. */
  readonly handle: (command: StreamCommand) => Promise<HandledInput>;
  readonly finish: (origin: number, id: CommandId, finish: CommandFinish) => void;
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
    // If one output fails, the commands behind it are still handled.
    for (const output of outputs) void guard(() => this.#perform(output), this.#options.report);
  }

  #perform(output: QueueOutput): void {
    const { finish } = this.#options;
    switch (output.action) {
      case "find":
        this.#then(this.#find(output.id, output.gate));
        return;
      case "handle":
        this.#then(this.#options.handle(output.command));
        return;
      case "append":
        this.#then(this.#options.append(output.records).then((result) => ({ kind: "appended", result })));
        return;
      case "finish":
        for (const origin of output.origins) finish(origin, output.id, output.finish);
        return;
      case "fenced":
        // The append has reported that to the stream.
        return;
    }
  }

  async #find(id: CommandId, gate: string | undefined): Promise<QueueInput> {
    const { log, stream, nowMs } = this.#options;
    const [outcome, decision] = await Promise.all([
      log.outcome(stream, id),
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
