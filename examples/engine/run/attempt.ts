import type { ErrorDetail } from "@dagwire/dag";
import type { CommandStep } from "../pipeline/pipeline.js";
import { type CommandEnd, CommandProcess } from "../process/command-process.js";
import type { CpuClock } from "../process/cpu-clock.js";
import { type Directive, parseDirective } from "../process/directive.js";
import { LineReader } from "../process/line-reader.js";
import { LogChannel, type LogChunk } from "../process/log-channel.js";

/** How an attempt ended. */
export type AttemptResult = {
  readonly cpuMs: number;
  readonly outcome: { readonly ok: true; readonly output: unknown } | { readonly ok: false; readonly error: ErrorDetail };
};

/** The program, limits and callbacks of an attempt to run a node. */
export type AttemptOptions = {
  readonly step: CommandStep;
  readonly command: readonly string[];
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly stopGraceMs: number;
  readonly cpuClock: CpuClock;
  readonly onLog: (channel: ChannelName, chunk: LogChunk) => void;
  readonly onLogTruncated: (channel: ChannelName) => void;
  readonly onProgress: (progress: Extract<Directive, { readonly kind: "progress" }>) => void;
  /** Called with each piece of the text that the program writes. */
  readonly onText: (delta: string) => void;
};

/** The names of the two output streams of a node's program. */
export type ChannelName = "stdout" | "stderr";

const channelNames = ["stdout", "stderr"] as const;

/** The number of milliseconds whose output the engine sends in one event. */
const logFlushMs = 50;
/** Most bytes that the engine keeps of one channel in one attempt. Each client that connects receives all of them. */
const logLimitBytes = 1_048_576;
/**
 * Milliseconds in which the engine sends at most one progress event of an attempt. It sends the latest and drops
 * earlier ones.
 */
const progressIntervalMs = 100;

/** One attempt to run the program of a node: its process, its log, its progress. */
export class Attempt {
  /** Settles after the process has ended and the last log chunk was sent. Never rejects. */
  readonly ended: Promise<AttemptResult>;
  readonly #options: AttemptOptions;
  readonly #channels = { stdout: new LogChannel(logLimitBytes), stderr: new LogChannel(logLimitBytes) };
  readonly #toldTruncated = new Set<ChannelName>();
  readonly #lines = new LineReader();
  #process: CommandProcess | undefined;
  #flush: NodeJS.Timeout | undefined;
  #progress: Extract<Directive, { readonly kind: "progress" }> | undefined;
  #progressAtMs = 0;
  #output: unknown;
  #lastLine = "";

  constructor(options: AttemptOptions) {
    this.#options = options;
    this.ended = this.#run();
  }

  /** Id of the process. Undefined if the program could not be started. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  stop(): void {
    this.#process?.stop();
  }

  async #run(): Promise<AttemptResult> {
    const end = await this.#start();
    for (const name of channelNames) this.#take(name, this.#channels[name].end());
    for (const line of this.#lines.end()) this.#readLine(line);
    this.#flushNow();
    return { cpuMs: end.cpuMs, outcome: this.#judge(end) };
  }

  #start(): Promise<CommandEnd> {
    const { step, command, directory, environment, stopGraceMs, cpuClock } = this.#options;
    try {
      this.#process = new CommandProcess({
        command,
        directory,
        environment,
        timeoutMs: step.timeoutMs,
        stopGraceMs,
        cpuClock,
        onOutput: (channel, bytes) => this.#take(channel, this.#channels[channel].write(bytes)),
      });
      return this.#process.ended;
    } catch (error) {
      // spawn() throws at once for arguments that no system accepts, such as a text with a NUL character.
      return Promise.resolve({ kind: "not_started", message: error instanceof Error ? error.message : String(error), cpuMs: 0 });
    }
  }

  #take(channel: ChannelName, text: string): void {
    if (channel === "stdout") for (const line of this.#lines.write(text)) this.#readLine(line);
    this.#flush ??= setTimeout(() => this.#flushNow(), logFlushMs);
  }

  #readLine(line: string): void {
    if (line.trim() !== "") this.#lastLine = line.trim();
    const directive = parseDirective(line);
    if (directive?.kind === "output") this.#output = directive.output;
    if (directive?.kind === "progress") this.#noteProgress(directive);
    if (directive?.kind === "text") this.#options.onText(directive.delta);
  }

  #noteProgress(progress: Extract<Directive, { readonly kind: "progress" }>): void {
    this.#progress = progress;
    const now = performance.now();
    if (now - this.#progressAtMs >= progressIntervalMs) this.#tellProgress(now);
  }

  #tellProgress(nowMs: number): void {
    if (this.#progress === undefined) return;
    this.#progressAtMs = nowMs;
    this.#options.onProgress(this.#progress);
    this.#progress = undefined;
  }

  #flushNow(): void {
    clearTimeout(this.#flush);
    this.#flush = undefined;
    this.#tellProgress(performance.now());
    for (const name of channelNames) {
      for (const chunk of this.#channels[name].take()) this.#options.onLog(name, chunk);
      if (this.#channels[name].isTruncated && !this.#toldTruncated.has(name)) {
        this.#toldTruncated.add(name);
        this.#options.onLogTruncated(name);
      }
    }
  }

  #judge(end: CommandEnd): AttemptResult["outcome"] {
    const error = describeEnd(end, this.#options.step.timeoutMs);
    if (error !== undefined) return { ok: false, error };
    return { ok: true, output: this.#output ?? { exit_code: 0, last_line: this.#lastLine.slice(0, 200) } };
  }
}

/** Returns why the attempt failed, or `undefined` if it succeeded. */
function describeEnd(end: CommandEnd, timeoutMs: number | undefined): ErrorDetail | undefined {
  switch (end.kind) {
    case "exited":
      if (end.exitCode === 0) return undefined;
      return { message: `exited with code ${end.exitCode}`, code: "exit_code", details: { exit_code: end.exitCode } };
    case "killed":
      return { message: `killed by ${end.signal}`, code: "signal", details: { signal: end.signal } };
    case "timed_out":
      return { message: `took longer than ${timeoutMs ?? 0} ms`, code: "timeout" };
    case "stopped":
      return { message: "stopped on request", code: "stopped" };
    case "not_started":
      return { message: `cannot start: ${end.message}`, code: "not_started", retryable: false };
  }
}
