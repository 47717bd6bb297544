import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../../../", import.meta.url));
const pipelineOf = (name: string): string => fileURLToPath(new URL(`${name}-pipeline.json`, import.meta.url));

/** The built demo as a separate process: the engine, the page and a run. */
export class DemoEngine {
  readonly #child: ChildProcess;
  readonly #directory = mkdtempSync(path.join(os.tmpdir(), "dagwire-browser-test-"));
  #output = "";

  private constructor(port: number, log: string | undefined, pipeline: string) {
    const kept = log ?? path.join(this.#directory, "log");
    const parameters = ["examples/engine/dist/main.js", "--port", String(port), "--pipeline", pipelineOf(pipeline), "--log", kept];
    this.#child = spawn(process.execPath, parameters, { cwd: repository, env: { ...process.env, TMPDIR: this.#directory } });
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream?.on("data", (chunk) => (this.#output += String(chunk)));
  }

  /** Starts the demo and resolves when it serves. Port 0 means any free port. The folder `log` is kept after the end. */
  static async start(port = 0, log?: string, pipeline: "tiny" | "texts" = "tiny"): Promise<DemoEngine> {
    const engine = new DemoEngine(port, log, pipeline);
    while (engine.#address() === undefined) {
      if (engine.#child.exitCode !== null) throw new Error(`the engine left:\n${engine.#output}`);
      // oxlint-disable-next-line no-await-in-loop -- reads until the line is there
      await Promise.race([once(engine.#child.stdout ?? engine.#child, "data"), once(engine.#child, "exit")]);
    }
    return engine;
  }

  /** The address of the page. */
  get url(): string {
    return this.#address() ?? "";
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** Ends the process, cleanly or like a crash. */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const left = once(this.#child, "exit");
      this.#child.kill(signal);
      await left;
    }
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #address(): string | undefined {
    return /http:\/\/127\.0\.0\.1:\d+\//.exec(this.#output)?.[0];
  }
}
