import { statSync } from "node:fs";
import { formatCount } from "../diagnostics/format-text.js";
import { InputLog } from "../load/input-log.js";
import { watchInputs } from "./watch/watch-inputs.js";
import type { InputWatcher } from "./watch/watch-inputs.js";
import { exitCode } from "../base/exit-code.js";
import type { CommandContext } from "../diagnostics/command-context.js";
import type { ExitCode } from "../base/exit-code.js";
import { PlanRunner } from "./run-plans.js";
import type { GenerateRequest, RunReport } from "./run-plans.js";
import { shownFolder } from "../base/shown-folder.js";

/** The most changed files whose names a message lists. For more files, the message gives only their number. */
const maxNamed = 3;

/** Runs `dagwire generate --watch`: generates at once and after each change, until the user ends the command. */
export async function watchPlans(request: GenerateRequest, context: CommandContext): Promise<ExitCode> {
  const runner = new WatchRunner(request, context);
  runner.run("start");
  const watcher = await watchInputs(context.cwd, (paths) => {
    runner.run(`${named(paths, context.cwd)} changed`, paths);
    watcher.follow(runner.inputs);
  });
  const end = ended(watcher, context);
  watcher.follow(runner.inputs);
  await watcher.ready;
  // The watcher reports no changes from before it was ready. So generate again if an input has changed since the first run.
  if (runner.isOutdated()) runner.run("start");
  context.stderr("watching for changes; Ctrl-C ends\n");
  return end;
}

function ended(watcher: InputWatcher, { onInterrupt }: CommandContext): Promise<ExitCode> {
  return new Promise((resolve) => {
    onInterrupt?.(() => {
      void watcher.close().then(() => resolve(exitCode.fine));
    });
  });
}

function named(paths: readonly string[], root: string): string {
  const shown = paths.slice(0, maxNamed).map((path) => shownFolder(root, path));
  return paths.length <= maxNamed ? shown.join(", ") : `${paths.length} files`;
}

/** Generates all protocols again and again, and prints the result of each run. */
class WatchRunner {
  readonly #runner: PlanRunner;
  readonly #context: CommandContext;
  #inputs = new InputLog();
  #startedAt = 0;

  constructor(request: GenerateRequest, context: CommandContext) {
    this.#runner = new PlanRunner(context.cwd, request);
    this.#context = context;
  }

  /** The files and folders that the last run has read. */
  get inputs(): InputLog {
    return this.#inputs;
  }

  /** Returns true if an input was written after the last run began. */
  isOutdated(): boolean {
    const paths = [...this.#inputs.files, ...this.#inputs.folders.map(({ path }) => path)];
    return paths.some((path) => (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= this.#startedAt);
  }

  /**
   * Generates all protocols and prints one line with the result.
   *
   * @param why the beginning of the printed line.
   * @param changed the files that changed since the last run. If absent, all files are read again.
   */
  run(why: string, changed?: readonly string[]): void {
    const { stderr } = this.#context;
    this.#startedAt = Date.now();
    const start = performance.now();
    const report = this.#attempt({ ...this.#context, stderr: () => undefined }, changed);
    if (typeof report === "string") return stderr(`${why}: ${report}\n`);
    this.#inputs = report.inputs;
    const tookMs = Math.max(1, Math.round(performance.now() - start));
    stderr(`${why}: ${resultOf(report)}, ${tookMs} ms\n`);
  }

  /** Generates all protocols. Returns the message of an error instead of throwing it, because an error must not end `--watch`. */
  #attempt(context: CommandContext, changed: readonly string[] | undefined): RunReport | string {
    try {
      return this.#runner.run(context, changed);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}

function resultOf({ code, written, diagnostics }: RunReport): string {
  const findings = formatCount(diagnostics);
  if (code !== exitCode.fine) return `${findings}; the generated files stay as they were`;
  const count = written === 0 ? "up to date" : `${written} file${written === 1 ? "" : "s"} written`;
  return findings === "" ? count : `${count}, ${findings}`;
}
