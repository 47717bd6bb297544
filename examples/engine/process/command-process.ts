import { type ChildProcess, spawn } from "node:child_process";
import type { CpuClock } from "./cpu-clock.js";
import { ProcessGroup, hasProcessGroups } from "./process-group.js";

/** The program that a node runs, its limits, and the callbacks for its output. */
export type CommandOptions = {
  readonly command: readonly string[];
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Milliseconds that the program may run. Undefined means no limit. */
  readonly timeoutMs: number | undefined;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly stopGraceMs: number;
  readonly cpuClock: CpuClock;
  readonly onOutput: (channel: "stdout" | "stderr", bytes: Buffer) => void;
};

/** How the program of a node ended. */
export type CommandEnd =
  | { readonly kind: "exited"; readonly exitCode: number; readonly cpuMs: number }
  | { readonly kind: "killed"; readonly signal: string; readonly cpuMs: number }
  | { readonly kind: "timed_out"; readonly cpuMs: number }
  | { readonly kind: "stopped"; readonly cpuMs: number }
  | { readonly kind: "not_started"; readonly message: string; readonly cpuMs: 0 };

/** Milliseconds to wait for output after the child's exit. A daemon that has left the process group may keep the pipes open. */
const outputWaitMs = 1_000;

/** Starts, watches, measures and stops one child process with its whole process group. */
export class CommandProcess {
  /** Settles when all processes of the group have ended. Never rejects. */
  readonly ended: Promise<CommandEnd>;
  readonly #options: CommandOptions;
  readonly #child: ChildProcess;
  readonly #group: ProcessGroup;
  #stopping: "timed_out" | "stopped" | undefined;
  #timeout: NodeJS.Timeout | undefined;
  #kill: NodeJS.Timeout | undefined;

  constructor(options: CommandOptions) {
    this.#options = options;
    const [program = "", ...parameters] = options.command;
    this.#child = spawn(program, parameters, {
      cwd: options.directory,
      env: options.environment,
      detached: hasProcessGroups,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#group = new ProcessGroup(this.#child);
    if (this.#child.pid !== undefined) options.cpuClock.track(this.#child.pid);
    this.#child.stdout?.on("data", (bytes: Buffer) => options.onOutput("stdout", bytes));
    this.#child.stderr?.on("data", (bytes: Buffer) => options.onOutput("stderr", bytes));
    this.ended = this.#watch();
    if (options.timeoutMs !== undefined) this.#timeout = setTimeout(() => this.#stopAs("timed_out"), options.timeoutMs);
  }

  /** Id of the child process. Undefined if the program could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Asks the whole group to stop, and kills it after the grace period. */
  stop(): void {
    this.#stopAs("stopped");
  }

  #stopAs(cause: "timed_out" | "stopped"): void {
    if (this.#stopping !== undefined) return;
    this.#stopping = cause;
    this.#group.signal("SIGTERM");
    this.#kill = setTimeout(() => this.#group.signal("SIGKILL"), this.#options.stopGraceMs);
  }

  async #watch(): Promise<CommandEnd> {
    const result = await this.#waitForExit();
    clearTimeout(this.#timeout);
    clearTimeout(this.#kill);
    this.#group.release();
    if (typeof result === "string") return { kind: "not_started", message: result, cpuMs: 0 };
    const [cpuMs] = await Promise.all([this.#options.cpuClock.settle(result.pid), this.#waitForOutput()]);
    if (this.#stopping !== undefined) return { kind: this.#stopping, cpuMs };
    if (result.signal !== null) return { kind: "killed", signal: result.signal, cpuMs };
    return { kind: "exited", exitCode: result.exitCode ?? 0, cpuMs };
  }

  /** Resolves with the exit of the child, or with a text that says why the child could not be started. */
  #waitForExit(): Promise<{ pid: number; exitCode: number | null; signal: string | null } | string> {
    const child = this.#child;
    return new Promise((resolve) => {
      child.once("error", (error) => {
        if (child.pid === undefined) resolve(error.message);
      });
      child.once("exit", (exitCode, signal) => resolve({ pid: child.pid ?? 0, exitCode, signal }));
    });
  }

  async #waitForOutput(): Promise<void> {
    const { stdout, stderr } = this.#child;
    if (stdout === null || stderr === null || (stdout.closed && stderr.closed)) return;
    await new Promise<void>((resolve) => {
      const limit = setTimeout(resolve, outputWaitMs);
      this.#child.once("close", () => {
        clearTimeout(limit);
        resolve();
      });
    });
    stdout.destroy();
    stderr.destroy();
  }
}
