import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type DagState, type DagTypes, type RunStatus, type ServerEvent, dag } from "@dagwire/dag";
import { StreamError } from "@dagwire/runtime";
import type { StreamLog } from "@dagwire/runtime";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import type { CommandContext, Stream, StreamServer } from "@dagwire/runtime/server";

/** A run of this process or of an earlier one. */
export type ArchivedRun = { readonly id: string; readonly title: string };

const keptRuns = 20;

/** The list of all runs of this process and of earlier ones, and the log with their events and states. */
export class RunArchive {
  readonly log: StreamLog;
  readonly #file: string;
  readonly #opened = new Map<string, Stream<DagTypes>>();
  #runs: readonly ArchivedRun[];

  /** @param folder Folder of the list and of the log. The archive creates it if it does not exist. */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.log = openLmdbLog(path.join(folder, "log"));
    this.#file = path.join(folder, "runs.ndjson");
    this.#runs = readRuns(this.#file);
  }

  /** The runs, newest first. */
  list(): readonly ArchivedRun[] {
    return this.#runs.toReversed();
  }

  /** Returns the status of an earlier run, or `undefined` if its stream is not open. */
  statusOf(id: string): RunStatus | "running" | undefined {
    const state = this.#opened.get(id)?.state;
    return state === undefined ? undefined : statusOf(state);
  }

  /**
   * Opens the streams of all runs again, except the run `except`. Adds to an interrupted run the event that it was cancelled.
   * Skips a run whose state this version of the protocol cannot read, and emits a warning.
   */
  async open(streams: StreamServer<DagTypes, undefined>, except: string): Promise<void> {
    for (const { id } of this.#runs.filter((run) => run.id !== except)) {
      // oxlint-disable-next-line no-await-in-loop -- twenty streams, and each is opened only once
      const stream = await streams.open(id, { commands: refusals }).catch(warnIfUnreadable);
      if (stream === undefined) continue;
      this.#opened.set(id, stream);
      if (!dag.state.hasEnded?.(stream.state)) stream.publish(cutOff());
    }
  }

  /** Adds a new run. Removes the oldest runs if there are too many. */
  async add(run: ArchivedRun): Promise<void> {
    const runs = [...this.#runs, run];
    const old = runs.slice(0, -keptRuns);
    this.#runs = runs.slice(-keptRuns);
    if (old.length === 0) appendFileSync(this.#file, lineOf(run));
    else writeFileSync(this.#file, this.#runs.map(lineOf).join(""));
    await Promise.all(
      old.map(async ({ id }) => {
        await this.#opened.get(id)?.close("the run is too old");
        await this.log.remove(id);
      }),
    );
  }

  async close(): Promise<void> {
    await this.log.close();
  }
}

/** Emits a warning if another version of the protocol has stored a run that this one cannot read. The run stays in the log. */
function warnIfUnreadable(thrown: unknown): undefined {
  if (!(thrown instanceof StreamError) || thrown.code !== "STATE_UNREADABLE") throw thrown;
  process.emitWarning(thrown.message);
}

function readRuns(file: string): readonly ArchivedRun[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8").split("\n").flatMap(readRun);
}

/** Parses a line of the list of runs. Skips the last line if it is incomplete, because the process was killed. */
function readRun(line: string): readonly ArchivedRun[] {
  try {
    const run: unknown = JSON.parse(line);
    return typeof run === "object" && run !== null && "id" in run && "title" in run
      ? [{ id: String(run.id), title: String(run.title) }]
      : [];
  } catch {
    return [];
  }
}

function lineOf(run: ArchivedRun): string {
  return `${JSON.stringify(run)}\n`;
}

function statusOf({ run: { phase } }: DagState): RunStatus | "running" {
  return phase === "unknown" || phase === "running" || phase === "paused" ? "running" : phase;
}

function cutOff(): ServerEvent {
  const error = { message: "the engine was stopped during the run", code: "engine_stopped" };
  return { type: "execution_complete", results: {}, status: "cancelled", error, at: new Date().toISOString() };
}

function over(_event: unknown, command: CommandContext<DagTypes>): never {
  return command.reject("run_over", "the run is over");
}

const refusals = {
  human_decision: over,
  pause_execution: over,
  resume_execution: over,
  cancel_execution: over,
  retry_node: over,
  skip_node: over,
  message_agent: over,
  raise_budget: over,
  rerun_node: over,
  update_gate: over,
};
