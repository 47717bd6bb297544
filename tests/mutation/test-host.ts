import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { HostOptions, HostQuestion, HostReply, HostRequest } from "./host-messages.js";

const program = fileURLToPath(new URL("host.js", import.meta.url));

/** A process that keeps vitest loaded, so that a run of a few tests does not pay for its start. */
export class TestHost {
  readonly #folder: string;
  readonly #options: HostOptions;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #changed = new Set<string>();
  #child: ChildProcess | undefined;

  /** @param folder The copy of the repository. */
  constructor(folder: string, options: HostOptions, environment: Readonly<Record<string, string>> = {}) {
    this.#folder = folder;
    this.#options = options;
    this.#environment = environment;
  }

  /** Lets the next question read a source anew. @param path Relative to the folder. */
  noteChange(path: string): void {
    this.#changed.add(path);
  }

  /**
   * Asks a question, and starts the process first if none runs. Returns `undefined` if `limitMs` is over, or if the process has ended.
   *
   * @throws Error if vitest itself fails.
   */
  async ask(question: HostQuestion, limitMs: number): Promise<HostReply | undefined> {
    const child = (this.#child ??= await this.#start());
    const reply = replyOf(child, limitMs);
    child.send({ ...question, changed: [...this.#changed] } satisfies HostRequest);
    this.#changed.clear();
    const got = await reply;
    if (got === undefined) await this.stop();
    if (got?.kind === "failure") throw new Error(`mutate: vitest failed with "${got.message}".`);
    return got;
  }

  /** Returns the test files whose paths contain one of `filters`. */
  async list(filters: readonly string[]): Promise<readonly string[]> {
    const reply = await this.ask({ kind: "list", filters }, 60_000);
    if (reply?.kind !== "files" || reply.files.length === 0) throw new Error(`mutate: no test file matches ${filters.join(" ")}.`);
    return reply.files;
  }

  /** Ends the process with its workers. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const end = once(child, "exit");
    // The process leads a group of its own, so that the workers of vitest end with it.
    process.kill(-child.pid, "SIGKILL");
    await end;
  }

  async #start(): Promise<ChildProcess> {
    const child = fork(program, [JSON.stringify(this.#options)], {
      cwd: this.#folder,
      detached: true,
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      env: { ...process.env, ...this.#environment, NODE_ENV: "test", VITEST: undefined, VITEST_WORKER_ID: undefined },
    });
    const reply = await replyOf(child, 120_000);
    if (reply?.kind !== "ready") throw new Error("mutate: vitest did not start within 120 seconds. Run npx vitest to see the cause.");
    return child;
  }
}

/** Resolves with the next message of a process, or with `undefined` after `limitMs` or when the process ends. */
function replyOf(child: ChildProcess, limitMs: number): Promise<HostReply | undefined> {
  return new Promise((resolve) => {
    const settle = (reply: HostReply | undefined): void => {
      clearTimeout(timer);
      child.off("message", settle).off("exit", end);
      resolve(reply);
    };
    const end = (): void => settle(undefined);
    const timer = setTimeout(end, limitMs);
    child.on("message", settle).on("exit", end);
  });
}
