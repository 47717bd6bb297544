import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { until } from "./stream-harness.js";

const script = fileURLToPath(new URL("../e2e/runtime/faults/host.mjs", import.meta.url));

/** A separate process. An unhandled rejection or an uncaught exception ends it. */
export class FaultHost {
  readonly #folder = mkdtempSync(join(tmpdir(), "dagwire-faults-"));
  readonly #child: ChildProcess;
  #output = "";

  constructor() {
    this.#child = spawn(process.execPath, ["--unhandled-rejections=strict", script, this.#folder], { stdio: "pipe" });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding("utf8").on("data", (chunk: string) => (this.#output += chunk));
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Returns the output of the process so far, with the error that ended it. */
  get output(): string {
    return this.#output;
  }

  async port(): Promise<number> {
    await this.said(/^port \d+$/m);
    return Number(/^port (\d+)$/m.exec(this.#output)?.[1]);
  }

  /** Waits until the output matches `text`. */
  async said(text: RegExp): Promise<void> {
    await until(() => text.test(this.#output) || !this.isAlive, `the words ${text}`);
    if (!text.test(this.#output)) throw new Error(`the process has ended without the words ${text}:\n${this.#output}`);
  }

  /** Sends a command word to the process. Waits until it has done the command or thrown an error. */
  async tell(word: string): Promise<void> {
    this.#child.stdin?.write(`${word}\n`);
    await this.said(new RegExp(`^(done|thrown) ${word}`, "m"));
  }

  stop(): void {
    this.#child.kill("SIGKILL");
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
