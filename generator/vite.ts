import { resolve } from "node:path";
import type { ErrorPayload, Plugin, ViteDevServer } from "vite";
import { exitCode } from "./base/exit-code.js";
import { PlanRunner } from "./pipeline/run-plans.js";
import type { RunReport } from "./pipeline/run-plans.js";
import type { Diagnostic } from "./diagnostics/diagnostic.js";
import { formatLines, formatText } from "./diagnostics/format-text.js";
import { Burst } from "./pipeline/watch/burst.js";
import { Interest } from "./pipeline/watch/interest.js";

/** The options of the plugin. */
export type DagwireOptions = {
  /**
   * The path of `dagwire.config.json`, of a folder that holds one, or of a manifest, relative to {@link DagwireOptions.root}.
   *
   * @defaultValue `dagwire.config.json` in the root if it exists, else `schema/protocol.json`
   */
  readonly config?: string;
  /**
   * The folder to which paths are relative.
   *
   * @defaultValue Vite's root
   */
  readonly root?: string;
};

/**
 * Makes a Vite plugin that keeps generated code up to date with its schemas. Before a build it generates, and findings
 * fail the build. While the development server runs it generates after each save of a schema. It then shows findings in
 * the browser and keeps the last good output.
 */
export function dagwire(options: DagwireOptions = {}): Plugin {
  let generation: Generation | undefined;
  let server: ViteDevServer | undefined;
  return {
    name: "dagwire",
    enforce: "pre",
    configResolved({ root }) {
      generation = new Generation(resolve(root, options.root ?? "."), options.config);
    },
    configureServer(started) {
      server = started;
      if (generation !== undefined) serve(generation, started);
    },
    buildStart() {
      // The server has generated before it asked for anything.
      if (server !== undefined || generation === undefined) return;
      const { code, diagnostics } = generation.run();
      for (const line of formatLines(diagnostics.filter(({ severity }) => severity === "warning"))) this.warn(line);
      const errors = diagnostics.filter(isError);
      if (code !== exitCode.fine) this.error({ message: formatText(errors), ...placeOf(errors, generation.root) });
      for (const file of generation.files) this.addWatchFile(file);
    },
  };
}

const ignore = (): void => undefined;

/** Findings are taken from the report, and everything else is for terminals. */
const silent = { stdout: ignore, stderr: ignore, report: ignore, paint: (_style: string, text: string): string => text };

/** One project, generated again and again. */
class Generation {
  readonly root: string;
  readonly interest = new Interest();
  readonly #runner: PlanRunner;
  #files: readonly string[] = [];

  constructor(root: string, config: string | undefined) {
    this.root = root;
    this.#runner = new PlanRunner(root, { config, typebox: false, isCheck: false, isOnce: false });
  }

  /** Returns the files that the last run has read. */
  get files(): readonly string[] {
    return this.#files;
  }

  run(changed?: readonly string[]): RunReport {
    const report = this.#runner.run({ ...silent, cwd: this.root }, changed);
    this.interest.replace(report.inputs);
    this.#files = [...report.inputs.files, ...report.inputs.folders.map(({ path }) => path)];
    return report;
  }
}

function serve(generation: Generation, server: ViteDevServer): void {
  let failure: ErrorPayload | undefined;
  const update = (changed?: readonly string[]): void => {
    const { code, diagnostics } = generation.run(changed);
    const { logger } = server.config;
    const text = formatText(diagnostics).trimEnd();
    const hadFailed = failure !== undefined;
    failure = code === exitCode.fine ? undefined : errorPayload(diagnostics.filter(isError), generation.root);
    if (failure !== undefined) logger.error(text, { timestamp: true });
    else if (text !== "") logger.warn(text, { timestamp: true });
    server.watcher.add([...generation.files]);
    if (failure !== undefined) server.ws.send(failure);
    // An update, though it be empty, takes the overlay away.
    else if (hadFailed) server.ws.send({ type: "update", updates: [] });
  };
  const burst = new Burst(update);
  server.watcher.on("all", (_event, path) => {
    if (generation.interest.holds(resolve(path))) burst.add(resolve(path));
  });
  server.ws.on("connection", () => {
    if (failure !== undefined) server.ws.send(failure);
  });
  update();
}

function errorPayload(errors: readonly Diagnostic[], root: string): ErrorPayload {
  return { type: "error", err: { message: formatText(errors).trimEnd(), stack: "", plugin: "dagwire", ...placeOf(errors, root) } };
}

type ErrorPlace = { readonly id?: string; readonly loc?: { readonly file: string; readonly line: number; readonly column: number } };

function placeOf([first]: readonly Diagnostic[], root: string): ErrorPlace {
  if (first === undefined) return {};
  const id = resolve(root, first.file);
  return first.line === undefined ? { id } : { id, loc: { file: id, line: first.line, column: first.column ?? 1 } };
}

function isError({ severity }: Diagnostic): boolean {
  return severity === "error";
}
