import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type Server, createServer } from "node:http";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type EngineArguments, helpText, parseArguments } from "./arguments.js";
import { PortError, listen } from "./http/listen.js";
import { RequestHandler } from "./http/request-handler.js";
import { StaticFiles } from "./http/static-files.js";
import { formatProblems, parsePipeline } from "./pipeline/parse-pipeline.js";
import type { Pipeline } from "./pipeline/pipeline.js";
import { ConsoleReporter } from "./run/console-reporter.js";
import { RunHost } from "./run/run-host.js";
import type { RunEnd } from "./run/run-reporter.js";

const defaultPort = 4317;
/** Root of the repository. This file runs as examples/engine/dist/main.js, three folders below. */
const repository = fileURLToPath(new URL("../../../", import.meta.url));

/** One run of the program, from the arguments to the exit code. */
class Program {
  readonly #arguments: EngineArguments;
  readonly #workDirectory = mkdtempSync(path.join(os.tmpdir(), "dagwire-run-"));
  readonly #host: RunHost;
  readonly #server: Server;
  #end: RunEnd | undefined;
  #interrupted = false;
  /** False until the run's first event is published. A run cannot be cancelled earlier. */
  #hasStarted = false;
  #leave: () => void = () => undefined;

  constructor(pipeline: Pipeline, name: string, given: EngineArguments) {
    this.#arguments = given;
    process.once("exit", () => rmSync(this.#workDirectory, { recursive: true, force: true }));
    const reporter = new ConsoleReporter((line) => console.log(line));
    this.#host = new RunHost({
      runId: `${name}-${randomBytes(3).toString("hex")}`,
      pipeline,
      baseDirectory: repository,
      workDirectory: this.#workDirectory,
      archiveDirectory: given.log ?? path.join(repository, ".dagwire/runs"),
      approve: given.approve,
      onEvent: (event) => reporter.note(event),
    });
    const handler = new RequestHandler(new StaticFiles(path.join(repository, "examples/dashboard/dist")), this.#host);
    this.#server = createServer((request, response) => void handler.handle(request, response));
    this.#host.attach(this.#server);
  }

  /** Runs the pipeline. @returns the exit code of the program */
  async run(): Promise<number> {
    const left = new Promise<void>((resolve) => {
      this.#leave = resolve;
    });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => this.#interrupt());
    try {
      await this.#host.open();
      this.#introduce(await listen(this.#server, this.#arguments.port, defaultPort));
      const ended = this.#host.start();
      this.#hasStarted = true;
      if (this.#interrupted) this.#cancel();
      this.#end = await ended;
      this.#conclude(this.#end);
      if (!this.#arguments.exit && !this.#interrupted) await left;
      return this.#exitCode(this.#end);
    } finally {
      await this.#close();
    }
  }

  #introduce(port: number): void {
    const [run] = this.#host.list();
    console.log(`\n  Watch it live:  http://127.0.0.1:${port}/`);
    console.log(`  Its stream:     ws://127.0.0.1:${port}${run?.stream ?? ""}`);
    if (!this.#arguments.approve) console.log("  The run waits for you on that page when it needs a decision.");
    console.log("  Ctrl-C cancels the run and ends the program.\n");
  }

  #conclude({ status, error }: RunEnd): void {
    console.log(`\nThe run is over: ${status}${error === undefined ? "" : ` (${error.message})`}.`);
    if (!this.#arguments.exit && !this.#interrupted) console.log("The page stays until you press Ctrl-C.");
  }

  /** Handles Ctrl-C: the first one cancels the run, the second one kills every process of the run. */
  #interrupt(): void {
    if (this.#end !== undefined) return this.#leave();
    if (this.#interrupted) process.exit(130);
    this.#interrupted = true;
    console.log("\nCancelling; press Ctrl-C again to kill everything at once.");
    if (this.#hasStarted) this.#cancel();
  }

  #cancel(): void {
    this.#host.cancel("interrupted on the terminal");
  }

  #exitCode({ status }: RunEnd): number {
    if (this.#interrupted) return 130;
    return status === "completed" || !this.#arguments.exit ? 0 : 1;
  }

  async #close(): Promise<void> {
    await this.#host.close();
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

async function main(argv: readonly string[]): Promise<number> {
  const result = parseArguments(argv);
  if (result.kind === "help") {
    console.log(helpText);
    return 0;
  }
  if (result.kind === "wrong") return complain(result.message);
  const file = result.arguments.pipeline ?? path.join(repository, "examples/engine/pipelines/self-check.json");
  const shown = path.relative(process.cwd(), file) || file;
  const text = readText(file);
  if (text === undefined) return complain(`cannot read the pipeline "${shown}". Give an existing file to --pipeline.`);
  const pipeline = parsePipeline(text);
  if (!pipeline.ok) return complain(formatProblems(shown, pipeline.problems));
  try {
    return await new Program(pipeline.pipeline, runNameOf(file), result.arguments).run();
  } catch (error) {
    if (error instanceof PortError) return complain(`${error.message}.`);
    throw error;
  }
}

/** Returns a name that needs no escaping in a URL. */
function runNameOf(file: string): string {
  return (
    path
      .basename(file, ".json")
      .replaceAll(/[^A-Za-z0-9_-]+/g, "-")
      .slice(0, 64) || "run"
  );
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function complain(message: string): number {
  console.error(message);
  return 2;
}

process.exitCode = await main(process.argv.slice(2));
