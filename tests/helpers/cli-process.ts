import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { onTestFinished } from "vitest";
import { repository } from "./run-cli.js";

/** A run of the command line that stays until it is ended; killed with the test at the latest. */
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

  /** Settles when `pattern` is found in what was said on stderr; rejects when the process ends before. */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.stderr);
      if (found !== null) return found;
      const ended = this.#closed.then(() => "ended" as const);
      // oxlint-disable-next-line no-await-in-loop -- each look waits for more to look at
      if ((await Promise.race([once(this.#child.stderr, "data"), ended])) === "ended" && !pattern.test(this.stderr))
        throw new Error(`it ended without ${String(pattern)}: ${this.stderr}`);
    }
  }

  /** As Ctrl-C does. */
  interrupt(): void {
    this.#child.kill("SIGINT");
  }

  /** Without a word, as a crash. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  /** The exit code, when all was said. */
  ended(): Promise<number | null> {
    return this.#closed;
  }
}
