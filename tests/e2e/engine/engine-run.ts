import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type ClientEvent, type ErrorEvent, type ServerEvent, serverEvents } from "@dagwire/dag";
import type { Issue } from "@dagwire/runtime";
import { formatProblems, parsePipeline } from "../../../examples/engine/pipeline/parse-pipeline.js";
import { Engine } from "../../../examples/engine/run/engine.js";
import type { RunEnd } from "../../../examples/engine/run/run-reporter.js";

type EventOf<Type extends ServerEvent["type"]> = Extract<ServerEvent, { readonly type: Type }>;

/** A run of a real engine with real processes, and all its events. */
export class EngineRun {
  readonly events: ServerEvent[] = [];
  readonly refusals: ErrorEvent[] = [];
  readonly workDirectory: string = mkdtempSync(path.join(os.tmpdir(), "dagwire-engine-test-"));
  readonly engine: Engine;
  readonly #watchers = new Set<(event: ServerEvent) => void>();

  /** @param pipeline the content of a pipeline file without its title */
  constructor(pipeline: Readonly<Record<string, unknown>>) {
    const result = parsePipeline(JSON.stringify({ title: "test", ...pipeline }));
    if (!result.ok) throw new Error(formatProblems("test.json", result.problems));
    this.engine = new Engine({
      runId: "test",
      pipeline: result.pipeline,
      baseDirectory: this.workDirectory,
      workDirectory: this.workDirectory,
      publish: (event) => this.#note(event),
      artifactUri: (nodeId, name) => `artifacts/${nodeId}/${name}`,
    });
  }

  start(): Promise<RunEnd> {
    return this.engine.start();
  }

  send(event: ClientEvent): void {
    this.engine.handle(event, (refusal) => this.refusals.push(refusal));
  }

  of<Type extends ServerEvent["type"]>(type: Type): readonly EventOf<Type>[] {
    return this.events.filter((event): event is EventOf<Type> => event.type === type);
  }

  statuses(nodeId: string): readonly string[] {
    return this.of("node_state")
      .filter(({ node_id }) => node_id === nodeId)
      .map(({ status }) => status);
  }

  log(nodeId: string): string {
    return this.of("node_log")
      .filter(({ node_id }) => node_id === nodeId)
      .map(({ chunk }) => chunk)
      .join("");
  }

  /** Resolves with the first event, past or future, for which `test` returns true. */
  async until(test: (event: ServerEvent) => boolean): Promise<ServerEvent> {
    const past = this.events.find(test);
    if (past !== undefined) return past;
    return new Promise((resolve) => {
      const watch = (event: ServerEvent): void => {
        if (!test(event)) return;
        this.#watchers.delete(watch);
        resolve(event);
      };
      this.#watchers.add(watch);
    });
  }

  untilStatus(nodeId: string, status: string): Promise<ServerEvent> {
    return this.until((event) => event.type === "node_state" && event.node_id === nodeId && event.status === status);
  }

  untilLog(nodeId: string, text: string): Promise<ServerEvent> {
    return this.until((event) => event.type === "node_log" && event.node_id === nodeId && event.chunk.includes(text));
  }

  dispose(): void {
    rmSync(this.workDirectory, { recursive: true, force: true });
  }

  #note(event: ServerEvent): void {
    const issues: Issue[] = [];
    if (!serverEvents.validate(event, issues)) throw new Error(`the engine published nonsense: ${JSON.stringify({ event, issues })}`);
    this.events.push(event);
    for (const watch of this.#watchers) watch(event);
  }
}

/** Returns a command that runs JavaScript. */
export function script(code: string): readonly string[] {
  return [process.execPath, "-e", code];
}

/** Returns the ids of running processes whose command line contains `mark`, without zombies. */
export function findProcesses(mark: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => readCommandLine(name).includes(mark))
    .map(Number);
}

function readCommandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
