import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { onTestFinished } from "vitest";
import { repository } from "./run-cli.js";

/** A run of the command line that lasts until a test ends it. The end of the test kills it at the latest. */
export class CliProcess {
  stdout = "";
  stderr = "";
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #closed: Promise<number | null>;

  constructor(folder: string, ...args: readonly string[]) {
    this.#child = spawn(process.execPath, [`${repository}generator/bin/dagwire.js`, ...args], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => (this.stdout += text));
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
    this.#closed = once(this.#child, "close").then(([code]) => code as number | null);
    onTestFinished(() => {
      this.#child.kill("SIGKILL");
    });
  }

  /** Resolves when stderr matches `pattern`. Rejects if the process ends first. */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.stderr);
      if (found !== null) return found;
      const ended = this.#closed.then(() => "ended" as const);
      // oxlint-disable-next-line no-await-in-loop -- each round waits for more output
      if ((await Promise.race([once(this.#child.stderr, "data"), ended])) === "ended" && !pattern.test(this.stderr))
        throw new Error(`expected ${String(pattern)} on stderr, but the process ended with: ${this.stderr}`);
    }
  }

  /** Sends the signal of Ctrl-C. */
  interrupt(): void {
    this.#child.kill("SIGINT");
  }

  /** Kills the process without a warning, like a crash. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  /** Resolves with the exit code when the process has ended and all its output has arrived. */
  ended(): Promise<number | null> {
    return this.#closed;
  }
}
