import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { until } from "./stream-harness.js";

const script = fileURLToPath(new URL("../e2e/runtime/faults/host.mjs", import.meta.url));

/** A process of its own, which an unhandled rejection or an uncaught exception ends. */
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

  /** What it has said, and what it died of. */
  get output(): string {
    return this.#output;
  }

  async port(): Promise<number> {
    await this.said(/^port \d+$/m);
    return Number(/^port (\d+)$/m.exec(this.#output)?.[1]);
  }

  /** Waits until it has said something. */
  async said(text: RegExp): Promise<void> {
    await until(() => text.test(this.#output) || !this.isAlive, `the words ${text}`);
    if (!text.test(this.#output)) throw new Error(`the process has ended without the words ${text}:\n${this.#output}`);
  }

  /** Gives it a word, and waits until it has followed it or thrown. */
  async tell(word: string): Promise<void> {
    this.#child.stdin?.write(`${word}\n`);
    await this.said(new RegExp(`^(done|thrown) ${word}`, "m"));
  }

  stop(): void {
    this.#child.kill("SIGKILL");
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
