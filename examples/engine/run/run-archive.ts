import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type ClientEvent, type DagState, type RunStatus, type ServerEvent, streamState } from "@dagwire/dag";
import type { StreamLog } from "@dagwire/runtime";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import type { CommandContext, EngineStream, OpenStream } from "@dagwire/runtime/server";

/** A run that was started once. */
export type ArchivedRun = { readonly id: string; readonly title: string };

type Streams = { stream(id: string): EngineStream<ServerEvent, ClientEvent, ClientEvent["type"]> };

const keptRuns = 20;

/** The runs of this and of earlier starts: a list of them, and the log that holds their events and states. */
export class RunArchive {
  readonly log: StreamLog;
  readonly #file: string;
  readonly #opened = new Map<string, OpenStream<ServerEvent, DagState>>();
  #runs: readonly ArchivedRun[];

  /** @param folder is made if need be. */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.log = openLmdbLog(path.join(folder, "log"));
    this.#file = path.join(folder, "runs.ndjson");
    this.#runs = readRuns(this.#file);
  }

  /** Newest first. */
  list(): readonly ArchivedRun[] {
    return this.#runs.toReversed();
  }

  /** How an earlier run ended; `undefined` for one that is not open. */
  statusOf(id: string): RunStatus | "running" | undefined {
    const state = this.#opened.get(id)?.state;
    return state === undefined ? undefined : statusOf(state);
  }

  /** Opens the streams of all runs but one again. One that was cut off in the middle is told to be over. */
  async open(streams: Streams, except: string): Promise<void> {
    for (const { id } of this.#runs.filter((run) => run.id !== except)) {
      // oxlint-disable-next-line no-await-in-loop -- twenty streams, and each is opened only once
      const stream = await streams.stream(id).open({ state: streamState, commands: refusals });
      this.#opened.set(id, stream);
      if (!streamState.hasEnded?.(stream.state)) stream.publish(cutOff());
    }
  }

  /** Notes a new run, and forgets the oldest. */
  async add(run: ArchivedRun): Promise<void> {
    const runs = [...this.#runs, run];
    const old = runs.slice(0, -keptRuns);
    this.#runs = runs.slice(-keptRuns);
    if (old.length === 0) appendFileSync(this.#file, lineOf(run));
    else writeFileSync(this.#file, this.#runs.map(lineOf).join(""));
    for (const { id } of old) this.#opened.get(id)?.close("it is too long ago");
    await Promise.all(old.map(({ id }) => this.log.remove(id)));
  }

  async close(): Promise<void> {
    await this.log.close();
  }
}

function readRuns(file: string): readonly ArchivedRun[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8").split("\n").flatMap(readRun);
}

/** The last line of a process that was killed may be half a line. */
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
  const error = { message: "the engine was stopped while the run went on", code: "engine_stopped" };
  return { type: "execution_complete", results: {}, status: "cancelled", error, at: new Date().toISOString() };
}

function over(_event: unknown, command: CommandContext<ServerEvent>): never {
  return command.reject("run_over", "the run is over");
}

const refusals = {
  human_decision: over,
  pause_execution: over,
  resume_execution: over,
  cancel_execution: over,
  retry_node: over,
  skip_node: over,
};
